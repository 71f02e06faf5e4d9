import type { PostgresServer } from '@postgres-ha/local-stack';
import { repeatedly } from './repeatedly.ts';

/** Applications at work on the primary. Disposal ends their sessions. */
export interface Writers extends AsyncDisposable {
  readonly seen: () => WritersSeen;
}

export interface WritersSeen {
  readonly sessions: number;
  readonly commits: number;
  /** Of the database's clock, when the newest canary row was committed. */
  readonly canaryAt: Date | undefined;
}

export interface WritersOptions {
  readonly random: () => number;
  readonly signal: AbortSignal;
}

type Client = Awaited<ReturnType<PostgresServer['connect']>>;

export const CANARY_QUERY = 'SELECT at FROM canary';
const SESSIONS = 4;
const CUSTOMERS = 2_000;
export const PRODUCTS = 200;
const LONGEST_PAUSE_MS = 60;
const CANARY_EVERY_MS = 100;
/** So that a lab that stays up for hours does not grow without an end. */
const ORDERS_KEPT = 50_000;
const CLEAN_UP_EVERY_MS = 30_000;

const TABLES = `
  CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, orders int NOT NULL DEFAULT 0);
  CREATE TABLE product (id int PRIMARY KEY, name text NOT NULL, price numeric(8,2) NOT NULL, stock int NOT NULL);
  CREATE TABLE "order" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer int NOT NULL REFERENCES customer,
    product int NOT NULL REFERENCES product,
    quantity int NOT NULL CHECK (quantity > 0),
    placed_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE INDEX ON "order" (customer);
  CREATE TABLE canary (id int PRIMARY KEY CHECK (id = 1), at timestamptz NOT NULL);
  INSERT INTO customer SELECT n, 'customer ' || n FROM generate_series(1, ${CUSTOMERS}) AS n;
  INSERT INTO product SELECT n, 'product ' || n, n % 97 + 0.99, 1000000 FROM generate_series(1, ${PRODUCTS}) AS n;
  INSERT INTO canary VALUES (1, clock_timestamp());
`;

/** Makes the tables of a shop, and has sessions place orders in it, and one write the time into the canary row. */
export async function startWriters(primary: PostgresServer, { random, signal }: WritersOptions): Promise<Writers> {
  await primary.query(TABLES);
  await using clients = new AsyncDisposableStack();
  const stopping = new AbortController();
  const stop = AbortSignal.any([signal, stopping.signal]);
  const connect = async (): Promise<Client> => {
    const client = await primary.connect();
    clients.defer(() => client.end());
    return client;
  };
  let commits = 0;
  let canaryAt: Date | undefined;
  const shops = await Promise.all(Array.from({ length: SESSIONS }, connect));
  const keeper = await connect();
  const janitor = await connect();

  const work = [
    ...shops.map((client) =>
      repeatedly(stop, async () => {
        await placeOrder(client, random);
        commits += 1;
        return random() * LONGEST_PAUSE_MS;
      }),
    ),
    repeatedly(stop, async () => {
      const { rows } = await keeper.query<{ at: Date }>('UPDATE canary SET at = clock_timestamp() RETURNING at');
      canaryAt = rows[0]?.at ?? canaryAt;
      commits += 1;
      return CANARY_EVERY_MS;
    }),
    repeatedly(stop, async () => {
      await janitor.query(`DELETE FROM "order" WHERE id < (SELECT max(id) FROM "order") - ${ORDERS_KEPT}`);
      return CLEAN_UP_EVERY_MS;
    }),
  ];
  const owned = clients.move();
  return {
    seen: () => ({ sessions: SESSIONS, commits, canaryAt }),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all(work);
      await owned.disposeAsync();
    },
  };
}

async function placeOrder(client: Client, random: () => number): Promise<void> {
  const [customer, product] = [1 + Math.floor(random() * CUSTOMERS), 1 + Math.floor(random() * PRODUCTS)];
  const quantity = 1 + Math.floor(random() * 5);
  await client.query(
    `WITH placed AS (INSERT INTO "order" (customer, product, quantity) VALUES ($1, $2, $3)),
          taken AS (UPDATE product SET stock = stock - $3 WHERE id = $2)
     UPDATE customer SET orders = orders + 1 WHERE id = $1`,
    [customer, product, quantity],
  );
}
