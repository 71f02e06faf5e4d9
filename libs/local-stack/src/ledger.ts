import type { PostgresServer } from './postgres-server.ts';

/** A commit that the server acknowledged. It must be there for ever, and a report of lost commits must name it if it is not. */
export interface LedgerEntry {
  /** Name of the writer. */
  readonly writer: string;
  /** 1 for its first. */
  readonly value: number;
  /** As `pg_current_xact_id()` has it: decimal, with its epoch. */
  readonly transactionId: string;
  /** On this process's monotonic clock, in milliseconds: `performance.now()`. */
  readonly sentAt: number;
  readonly acknowledgedAt: number;
}

/** Where writers write. Make it before standbys are cloned. */
export async function createLedger(server: PostgresServer): Promise<void> {
  await server.query('CREATE TABLE ledger (writer text, value int, xid xid8, PRIMARY KEY (writer, value))');
}

/** What a server holds of all writers. */
export async function readLedger(
  server: PostgresServer,
): Promise<readonly Pick<LedgerEntry, 'writer' | 'value' | 'transactionId'>[]> {
  const rows = await server.query('SELECT writer, value, xid::text FROM ledger ORDER BY xid');
  return rows.map(({ writer, value, xid }) => ({
    writer: String(writer),
    value: Number(value),
    transactionId: String(xid),
  }));
}
