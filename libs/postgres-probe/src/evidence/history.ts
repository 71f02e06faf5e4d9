import { formatLsn, parseTimelineHistory, timelineId } from '@postgres-ha/postgres-storage';
import type { HistoryEvidence, Instant, NoEvidence, Question } from '@postgres-ha/split-brain';
import type { Row, Statement } from '../session/session.ts';
import {
  answerTo,
  evidenceSession,
  reasonOf,
  Unanswered,
  type EvidenceOptions,
  type EvidenceSession,
} from './evidence-session.ts';

const LIMIT_MS = 5_000;

export interface ServerIdentity {
  readonly systemIdentifier: string;
  readonly timeline: number;
  readonly lsn: string;
  readonly sent: Instant;
  readonly received: Instant;
}

/**
 * Which timeline a member is on and where that comes from, as a walsender says it: right at once after a promotion, on standbys too.
 * @see PostgreSQL 18, "Streaming Replication Protocol": IDENTIFY_SYSTEM, TIMELINE_HISTORY
 */
export async function askHistory(
  question: Extract<Question, { readonly kind: 'history' }>,
  options: EvidenceOptions,
): Promise<HistoryEvidence | NoEvidence> {
  return await answerTo(question, options, async () => {
    await using walsender = await openWalsender(options);
    const identity = await identifySystem(walsender);
    const { timeline, systemIdentifier, lsn, sent } = identity;
    let { received } = identity;
    let ancestors: HistoryEvidence['ancestors'] = [];
    if (timeline !== 1) {
      const history = await rowOf(walsender, { text: `TIMELINE_HISTORY ${timeline}` });
      received = history.received;
      const read = parseTimelineHistory(timelineId(timeline), history.row[1] ?? '');
      if (read.kind === 'malformed') throw new Unanswered('history-malformed');
      ancestors = read.history.ancestors.map((ancestor) => ({
        timeline: ancestor.timeline,
        switchPoint: formatLsn(ancestor.switchPoint),
      }));
    }
    const { observer, member } = options;
    return { kind: 'history', observer, member, sent, received, systemIdentifier, timeline, lsn, ancestors };
  });
}

/** The login needs REPLICATION. A line of pg_hba.conf for its database is enough, or else one for `replication`. @throws Unanswered */
export async function openWalsender(options: EvidenceOptions): Promise<EvidenceSession> {
  try {
    return await evidenceSession(options, { limitMs: LIMIT_MS, replication: 'database' });
  } catch (error) {
    if (!(error instanceof Unanswered) || error.because !== 'authentication 28000') throw error;
    return await evidenceSession(options, { limitMs: LIMIT_MS, replication: 'true' });
  }
}

/** @throws Unanswered */
export async function identifySystem(walsender: EvidenceSession): Promise<ServerIdentity> {
  const { row, sent, received } = await rowOf(walsender, { text: 'IDENTIFY_SYSTEM' });
  const [systemIdentifier, timeline, lsn] = row;
  if (!systemIdentifier || !lsn || !/^[1-9]\d*$/.test(timeline ?? '')) throw new Unanswered('unexpected-answer');
  return { systemIdentifier, timeline: Number(timeline), lsn, sent, received };
}

/** The only row. @throws Unanswered */
export async function rowOf(
  { session }: EvidenceSession,
  statement: Statement,
): Promise<{ readonly row: Row; readonly sent: Instant; readonly received: Instant }> {
  const reply = await session.ask(statement);
  if (reply.kind === 'failed') throw new Unanswered(reasonOf(reply.failure));
  const [row] = reply.rows;
  if (row === undefined || reply.rows.length !== 1) throw new Unanswered('unexpected-answer');
  return { row, sent: reply.sent, received: reply.received };
}
