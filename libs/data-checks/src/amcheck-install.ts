import type { ScratchClient } from '@postgres-ha/scratch-postgres';

/** amcheck in one database: where it is, and what it can do there. */
export type Amcheck =
  | { readonly kind: 'ready'; readonly schema: string; readonly indexArguments: number }
  | { readonly kind: 'unavailable'; readonly why: string };

interface Installed {
  readonly schema: string;
}

/**
 * Installs amcheck into a schema of its own, or brings what the source has to the newest version here.
 * @throws pg.DatabaseError
 */
export async function installAmcheck(client: ScratchClient): Promise<Amcheck> {
  const { rows: available } = await client.query(`SELECT FROM pg_available_extensions WHERE name = 'amcheck'`);
  if (available.length === 0) return { kind: 'unavailable', why: 'no extension amcheck among these programs' };
  await silenceEventTriggers(client);
  const installed = await whereInstalled(client);
  if (installed === undefined) {
    const schema = await freeSchema(client);
    await client.query(`CREATE SCHEMA ${schema}`);
    await client.query(`CREATE EXTENSION amcheck SCHEMA ${schema}`);
  } else {
    await client.query('ALTER EXTENSION amcheck UPDATE');
  }
  const { schema } = (await whereInstalled(client)) ?? { schema: '' };
  const { rows } = await client.query<{ index: number | null; heap: number | null }>(
    `SELECT max(pronargs) FILTER (WHERE proname = 'bt_index_parent_check') AS index,
       max(pronargs) FILTER (WHERE proname = 'verify_heapam') AS heap
     FROM pg_proc WHERE pronamespace = to_regnamespace($1)`,
    [schema],
  );
  const { index, heap } = rows[0] ?? { index: null, heap: null };
  if (index === null || heap === null) {
    return { kind: 'unavailable', why: 'an amcheck without verify_heapam, which it has since PostgreSQL 14' };
  }
  return { kind: 'ready', schema, indexArguments: index };
}

async function whereInstalled(client: ScratchClient): Promise<Installed | undefined> {
  const { rows } = await client.query<Installed>(
    `SELECT quote_ident(nspname) AS schema FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'amcheck'`,
  );
  return rows[0];
}

/** Functions of the source are not run. Since 17 the session has them off. */
async function silenceEventTriggers(client: ScratchClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(evtname) AS name FROM pg_event_trigger WHERE evtenabled <> 'D'`,
  );
  for (const { name } of rows) await client.query(`ALTER EVENT TRIGGER ${name} DISABLE`);
}

async function freeSchema(client: ScratchClient): Promise<string> {
  const { rows } = await client.query<{ nspname: string }>('SELECT nspname FROM pg_namespace');
  const taken = new Set(rows.map(({ nspname }) => nspname));
  for (let number = 1; ; number += 1) {
    const name = `amcheck_of_verifier_${number}`;
    if (!taken.has(name)) return name;
  }
}
