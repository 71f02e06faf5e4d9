import type { Client } from 'pg';

const AT_ONCE = 500;

/** Makes tables with a key each, a few hundred in a transaction: more would not fit the table of locks. */
export async function makeTables(client: Client, count: number): Promise<void> {
  for (let made = 0; made < count; made += AT_ONCE) {
    await client.query(
      `DO $$ BEGIN FOR n IN ${made + 1}..${Math.min(count, made + AT_ONCE)} LOOP
         EXECUTE format('CREATE TABLE public.t%s (id bigint PRIMARY KEY)', n);
       END LOOP; END $$`,
    );
  }
}
