import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger, type LedgerEntry, type PostgresServer } from '@postgres-ha/local-stack';

/** Where a promoted server left the timeline that it followed, by its own history file: what a watchdog's fork must be. */
export async function forkOf(
  server: PostgresServer,
  timeline = 2,
): Promise<{ readonly timeline: number; readonly lsn: string }> {
  const name = `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
  const text = await readFile(join(server.directory, 'pg_wal', name), 'utf8');
  const [parent, lsn] = text.trim().split('\n').at(-1)?.split('\t') ?? [];
  return { timeline: Number(parent), lsn: lsn ?? '' };
}

/** Transaction ids of acknowledged commits that a server does not hold. */
export async function lostFrom(
  acknowledged: readonly LedgerEntry[],
  survivor: PostgresServer,
): Promise<readonly string[]> {
  const held = new Set((await readLedger(survivor)).map(({ writer, value }) => `${writer}/${value}`));
  return acknowledged
    .filter(({ writer, value }) => !held.has(`${writer}/${value}`))
    .map(({ transactionId }) => transactionId);
}

/** @throws when a claim does not hold; what is compared is said */
export function claim(
  what: string,
  { found, expected }: { readonly found: unknown; readonly expected: unknown },
): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: found ${one}, expected ${other}`);
}
