import { formatLsn, lsn, type Lsn } from '@postgres-ha/postgres-storage';
import { recordsOf, wrote, type CommitRecord } from './commit-page.ts';
import type { EvidenceSession } from './evidence-session.ts';
import { oldestReadable } from './walinspect.ts';

const MEBIBYTE = 1024n * 1024n;
/** How far back to look, nearest first. */
const WINDOWS = [1n * MEBIBYTE, 16n * MEBIBYTE, 64n * MEBIBYTE];

interface EarlierOptions {
  readonly schema: string;
  readonly from: Lsn;
  readonly commits: readonly CommitRecord[];
  readonly undecided: 'count' | 'leave';
}

/**
 * Which of these commits are of transactions that wrote before `from`. One that began after a point whose next transaction id is known, and wrote
 * nothing since, wrote nothing.
 * @param undecided what to do with those that cannot be told: `count` rather one too many than a lost one that nobody hears of, `leave` where
 * the count is a lower bound anyway
 */
export async function wroteEarlier(
  session: EvidenceSession,
  { schema, from, commits, undecided: policy }: EarlierOptions,
): Promise<readonly CommitRecord[]> {
  if (commits.length === 0) return [];
  // both say the next id while none is given out
  const text = `WITH r AS MATERIALIZED (${recordsOf(schema)})
    SELECT 'next', (SELECT coalesce(substring(d FROM 'nextXid (\\d+)'), substring(d FROM '; xid \\d+:(\\d+);')) FROM r
      WHERE rm = 'Standby' AND rt = 'RUNNING_XACTS' OR rm = 'XLOG' AND rt = 'CHECKPOINT_SHUTDOWN' ORDER BY start_lsn LIMIT 1)
    UNION ALL SELECT DISTINCT 'wrote', xid::text FROM r WHERE xid = ANY ($3::int8[]) AND ${wrote()}`;
  const ids = commits.flatMap(membersOf);
  const known = new Set<string>();
  let undecided = commits;
  const oldest = (await oldestReadable(session, from, 'before')) ?? from;
  for (const window of WINDOWS) {
    const start = from - oldest > window ? lsn(from - window) : oldest;
    const reply = await session.session.ask({
      text,
      name: 'earlier_writes',
      values: [formatLsn(start), formatLsn(from), `{${ids.join(',')}}`],
    });
    // a window that begins where its segment was left early holds nothing to begin with; further back there may be
    if (reply.kind === 'failed' && start !== oldest) continue;
    // there is no WAL so far back, or none that may be read
    if (reply.kind === 'failed') break;
    for (const [kind, id] of reply.rows) if (kind === 'wrote' && id) known.add(id);
    const next = reply.rows.find(([kind]) => kind === 'next')?.[1];
    if (next) undecided = undecided.filter((commit) => membersOf(commit).some((id) => isBefore(id, next)));
    if (undecided.every((commit) => membersOf(commit).some((id) => known.has(id)))) break;
    if (start === oldest) break;
  }
  return commits.filter(
    (commit) => membersOf(commit).some((id) => known.has(id)) || (policy === 'count' && undecided.includes(commit)),
  );
}

function membersOf({ transaction, subtransactions }: CommitRecord): readonly string[] {
  return [transaction, ...subtransactions];
}

/** Transaction ids go round. @see PostgreSQL 18, src/backend/access/transam/transam.c, TransactionIdPrecedes */
function isBefore(id: string, next: string): boolean {
  const distance = (BigInt(next) - BigInt(id)) & 0xffff_ffffn;
  return distance > 0n && distance < 0x8000_0000n;
}
