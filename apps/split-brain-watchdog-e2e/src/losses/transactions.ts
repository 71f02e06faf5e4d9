import type { Client } from 'pg';

/** What a client commits, and how a server that holds it can be told from one that does not. */
export interface Write {
  readonly writer: string;
  /** 1 for its first. */
  readonly value: number;
  /** As `pg_current_xact_id()` has it. */
  readonly transactionId: string;
  /** A row of the ledger, or nothing but a table of its own. */
  readonly trace: 'row' | 'table';
}

export interface Step {
  readonly client: Client;
  readonly writer: string;
  readonly value: number;
  readonly random: () => number;
  readonly largestBytes: number;
  /** Called just before the statement that makes it last. */
  readonly committing: (write: Write) => void;
}

/** Ends when the commit is acknowledged, or what was done is undone. */
type Transaction = (step: Step) => Promise<void>;

export const PREPARED_PREFIX = 'busy-';

const KINDS: readonly { readonly weight: number; readonly run: Transaction }[] = [
  {
    weight: 6,
    run: committed(async (step) => {
      await insertLedger(step);
      await fill(step);
    }),
  },
  // all that it writes is of subtransactions, one of which is undone
  {
    weight: 3,
    run: committed(async (step) => {
      const { client } = step;
      await client.query('SAVEPOINT one');
      await insertLedger(step);
      await client.query('RELEASE SAVEPOINT one');
      await client.query('SAVEPOINT two');
      await fill(step);
      await client.query('ROLLBACK TO SAVEPOINT two');
    }),
  },
  {
    weight: 2,
    run: committed(async (step) => {
      for (let depth = 0; depth < 1 + step.random() * 70; depth++) {
        await step.client.query(`SAVEPOINT depth_${depth}`);
        if (depth === 0) await insertLedger(step);
        else await fill({ ...step, largestBytes: 100 });
      }
    }),
  },
  {
    weight: 2,
    run: committed(async (step) => {
      await insertLedger(step);
      await step.client.query(
        `UPDATE filler SET payload = 'changed' WHERE id IN (SELECT id FROM filler WHERE writer = $1 ORDER BY id DESC LIMIT 3)`,
        [step.writer],
      );
      await step.client.query('DELETE FROM filler WHERE writer = $1 AND id % 5 = 0', [step.writer]);
    }),
  },
  { weight: 1, run: committed(createTable, 'table') },
  {
    weight: 1,
    run: committed(async (step) => {
      await createTable(step);
      await insertLedger(step);
      await step.client.query(`CREATE INDEX ON ${tableOf(step)} (one)`);
      await step.client.query(`INSERT INTO ${tableOf(step)} SELECT generate_series(1, 50)`);
      await step.client.query(`DROP TABLE ${tableOf(step)}`);
    }),
  },
  { weight: 3, run: prepared('COMMIT') },
  { weight: 1, run: prepared('ROLLBACK') },
  { weight: 1, run: undone },
  { weight: 1, run: onlyLocks },
];

/** Any of them. */
export async function anyTransaction(step: Step): Promise<void> {
  const total = KINDS.reduce((sum, { weight }) => sum + weight, 0);
  let place = step.random() * total;
  const kind = KINDS.find(({ weight }) => (place -= weight) < 0);
  await kind?.run(step);
}

function committed(work: (step: Step) => Promise<void>, trace: Write['trace'] = 'row'): Transaction {
  return async (step) => {
    const { client, writer, value, committing } = step;
    await client.query('BEGIN');
    await work(step);
    committing({ writer, value, transactionId: await idOf(client), trace });
    await client.query('COMMIT');
  };
}

function prepared(end: 'COMMIT' | 'ROLLBACK'): Transaction {
  return async (step) => {
    const { client, writer, value, committing } = step;
    const name = `${PREPARED_PREFIX}${writer}-${value}`;
    await client.query('BEGIN');
    await insertLedger(step);
    await fill(step);
    const transactionId = await idOf(client);
    await client.query(`PREPARE TRANSACTION '${name}'`);
    if (end === 'COMMIT') committing({ writer, value, transactionId, trace: 'row' });
    await client.query(`${end} PREPARED '${name}'`);
  };
}

/** Has an id and writes, and nobody is told that it lasts. */
async function undone(step: Step): Promise<void> {
  await step.client.query('BEGIN');
  await insertLedger(step);
  await fill(step);
  await step.client.query('ROLLBACK');
}

/** Commits with an id, and changes no row. */
async function onlyLocks({ client, writer }: Step): Promise<void> {
  await client.query('BEGIN');
  await client.query(
    'SELECT pg_current_xact_id(), (SELECT count(*) FROM (SELECT FROM ledger WHERE writer = $1 LIMIT 1 FOR UPDATE) locked)',
    [writer],
  );
  await client.query('COMMIT');
}

async function insertLedger({ client, writer, value }: Step): Promise<void> {
  await client.query('INSERT INTO ledger VALUES ($1, $2, pg_current_xact_id())', [writer, value]);
}

async function fill({ client, writer, random, largestBytes }: Step): Promise<void> {
  await client.query('INSERT INTO filler (writer, payload) VALUES ($1, repeat($2, $3))', [
    writer,
    'x',
    Math.ceil(random() * largestBytes),
  ]);
}

async function createTable(step: Step): Promise<void> {
  await step.client.query(`CREATE TABLE ${tableOf(step)} (one int)`);
}

export function tableOf({ writer, value }: Pick<Write, 'writer' | 'value'>): string {
  return `of_${writer.replaceAll('-', '_')}_${value}`;
}

async function idOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
  return rows[0]?.id ?? '';
}
