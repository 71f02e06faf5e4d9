import { formatLsn, type Lsn } from '@postgres-ha/postgres-storage';
import type { Commit, CommitsEvidence, NoEvidence, Question } from '@postgres-ha/split-brain';
import { WAITING_FOR_SYNC } from '../answer/statements.ts';
import { after, commitPage, position, type CommitRecord } from './commit-page.ts';
import { commitTally, type CommitTally } from './commit-tally.ts';
import { wroteEarlier } from './earlier-writes.ts';
import {
  answerTo,
  evidenceSession,
  Unanswered,
  type EvidenceOptions,
  type EvidenceSession,
} from './evidence-session.ts';
import { identifySystem, openWalsender } from './history.ts';
import { namedRelations } from './relation-names.ts';
import { oldestReadable, walinspectSchema, whereabouts, type Whereabouts } from './walinspect.ts';

/** Where a read ends before the log does. */
export interface CommitLimits {
  /** Listed; all that were read are counted. */
  readonly commits: number;
  readonly walBytes: bigint;
  readonly durationMs: number;
}

const MEBIBYTE = 1024n * 1024n;
export const COMMIT_LIMITS: CommitLimits = { commits: 1_000, walBytes: 1024n * MEBIBYTE, durationMs: 20_000 };
/** The server holds a page in memory, and its temporary files when that is too small: so little that it is not felt there. */
const PAGE_BYTES = 4n * MEBIBYTE;
/** Above the largest record that a server writes. */
const LARGEST_PAGE_BYTES = 1100n * MEBIBYTE;
/** Transactions that wrote and did not commit are held in memory. */
const MOST_OPEN = 200_000;
const LAST_WORDS_MS = 5_000;

/** Reads the log of the member itself, by pg_walinspect. */
export async function askCommits(
  question: Extract<Question, { readonly kind: 'commits' }>,
  options: EvidenceOptions & { readonly limits: CommitLimits },
): Promise<CommitsEvidence | NoEvidence> {
  const { observer, member, now, limits } = options;
  return await answerTo(question, options, async () => {
    const sent = now();
    await using session = await evidenceSession(options, { limitMs: limits.durationMs + LAST_WORDS_MS });
    const schema = await walinspectSchema(session);
    const place = await whereabouts(session);
    if ((await timelineOf(place, options)) !== question.timeline) throw new Unanswered('other-timeline');
    const from = position(question.from);
    const wanted = question.until === undefined ? position(place.end) : position(question.until);
    const readable = position(place.readable);
    const until = wanted < readable ? wanted : readable;
    const tally = commitTally(limits.commits);
    const read = await readPages(session, tally, {
      schema,
      from,
      until,
      limits,
      stopAt: sent + limits.durationMs,
      now,
    });
    tally.accept(
      await wroteEarlier(session, {
        schema,
        from,
        commits: tally.unproven(),
        undecided: read.atLeast ? 'leave' : 'count',
      }),
    );
    const relations = await namedRelations(session, tally.relations());
    const waiting = await session.session.ask(WAITING_FOR_SYNC);
    if (waiting.kind === 'failed') throw new Unanswered('unexpected-answer');
    // promoted or rewound in the middle, the log is another from some point on
    const still = await whereabouts(session);
    if (still.inRecovery !== place.inRecovery || still.timeline !== place.timeline)
      throw new Unanswered('other-timeline');
    return {
      kind: 'commits',
      observer,
      member,
      sent,
      received: now(),
      timeline: question.timeline,
      from: question.from,
      until: formatLsn(read.until),
      commits: tally.commits().map((commit) => toCommit(commit, still.nextTransactionId)),
      count: tally.count(),
      atLeast: read.atLeast || until < wanted,
      relations,
      waitingForSync: Number(waiting.rows[0]?.[0] ?? 0),
    };
  });
}

/** In recovery only a walsender says it. @throws Unanswered */
async function timelineOf({ timeline }: Whereabouts, options: EvidenceOptions): Promise<number> {
  if (timeline !== null) return timeline;
  await using walsender = await openWalsender(options);
  return (await identifySystem(walsender)).timeline;
}

interface PagesOptions {
  readonly schema: string;
  readonly from: Lsn;
  readonly until: Lsn;
  readonly limits: CommitLimits;
  readonly stopAt: number;
  readonly now: () => number;
}

async function readPages(
  session: EvidenceSession,
  tally: CommitTally,
  { schema, from, until, limits, stopAt, now }: PagesOptions,
): Promise<{ readonly until: Lsn; readonly atLeast: boolean }> {
  const limit = until - from > limits.walBytes ? after(from, limits.walBytes) : until;
  let [at, pageBytes, atLeast] = [from, PAGE_BYTES, false];
  while (at < limit) {
    if (now() >= stopAt || tally.openCount() > MOST_OPEN) return { until: at, atLeast: true };
    const pageEnd = limit - at < pageBytes ? limit : after(at, pageBytes);
    let page;
    try {
      page = await commitPage(session, schema, { from: formatLsn(at), until: formatLsn(pageEnd) });
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      // the log is flushed by blocks: it may end within a record, which nobody was told of yet
      if (error.because === 'wal-unreadable' && at > from && pageEnd === limit) break;
      if (error.because !== 'wal-removed' || atLeast) throw error;
      const oldest = await oldestReadable(session, at, 'after');
      if (oldest === undefined || oldest >= until) throw error;
      [at, atLeast] = [oldest, true];
      continue;
    }
    tally.add(page);
    if (page.end !== undefined) [at, pageBytes] = [page.end, PAGE_BYTES];
    else if (pageEnd === limit || pageBytes > LARGEST_PAGE_BYTES) break;
    else pageBytes *= 4n;
  }
  return limit < until ? { until: at, atLeast: true } : { until, atLeast };
}

/** With the epoch: the newest id that fits and is below the next one. */
function toCommit({ transaction, at, lsn }: CommitRecord, nextTransactionId: bigint): Commit {
  const behind = (nextTransactionId - BigInt(transaction)) & 0xffff_ffffn;
  return { transactionId: String(nextTransactionId - behind), committedAt: at, lsn };
}
