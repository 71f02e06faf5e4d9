import type { ForkMarkEvidence, NoEvidence, Question } from '@postgres-ha/split-brain';
import { answerTo, evidenceSession, Unanswered, type EvidenceOptions } from './evidence-session.ts';
import { walinspectSchema } from './walinspect.ts';

const LIMIT_MS = 5_000;

/**
 * The END_OF_RECOVERY record with which a promotion begins its timeline has the moment of the promotion, in microseconds. Anything else that
 * may stand at the switch point tells two promotions apart by nothing, and makes no mark.
 * @see PostgreSQL 18, src/backend/access/transam/xlog.c, CreateEndOfRecoveryRecord
 */
export async function askForkMark(
  question: Extract<Question, { readonly kind: 'fork-mark' }>,
  options: EvidenceOptions,
): Promise<ForkMarkEvidence | NoEvidence> {
  const { timeline, switchPoint } = question;
  return await answerTo(question, options, async () => {
    await using session = await evidenceSession(options, { limitMs: LIMIT_MS });
    const schema = await walinspectSchema(session);
    const asked = await session.session.ask({
      name: 'fork_mark',
      text: `SELECT record_type, start_lsn, prev_lsn, description FROM ${schema}.pg_get_wal_record_info($1)`,
      values: [switchPoint],
    });
    const { observer, member } = options;
    const facts = { kind: 'fork-mark', observer, member, timeline, switchPoint } as const;
    if (asked.kind === 'failed') {
      if (asked.failure.code === '42501') throw new Unanswered('privilege-missing');
      throw new Unanswered('wal-unreadable');
    }
    const { sent, received, rows } = asked;
    const [type, start, previous, description] = rows[0] ?? [];
    const [, begun, parent, at] = /^tli (\d+); prev tli (\d+); time ([^;]+)/.exec(description ?? '') ?? [];
    const mark =
      type === 'END_OF_RECOVERY' && Number(begun) === timeline && at !== undefined
        ? `${start} after ${previous}, timeline ${parent} to ${begun}, ${at}`
        : null;
    return { ...facts, sent, received, mark };
  });
}
