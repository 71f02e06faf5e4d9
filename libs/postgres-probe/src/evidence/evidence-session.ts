import type { Instant, NoEvidence, Question } from '@postgres-ha/split-brain';
import type { ConnectionSettings } from '../connection/connection-settings.ts';
import type { Failure } from '../session/failure.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';

export interface EvidenceOptions {
  readonly connection: ConnectionSettings;
  readonly member: string;
  readonly observer: string;
  readonly applicationName: string;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
}

/** A short word for why a question was not answered, or a code. */
export class Unanswered extends Error {
  readonly because: string;
  constructor(because: string) {
    super(because);
    this.name = 'Unanswered';
    this.because = because;
  }
}

const CONNECT_MS = 5_000;

export interface EvidenceSession extends AsyncDisposable {
  readonly session: Session;
}

/** A connection for one question, so that a long answer never makes a probe late. @throws Unanswered */
export async function evidenceSession(
  { connection, applicationName, now, signal }: EvidenceOptions,
  { limitMs, replication }: { readonly limitMs: number; readonly replication?: 'database' | 'true' },
): Promise<EvidenceSession> {
  const opened = await openSession(connection, {
    applicationName,
    now,
    signal: AbortSignal.any([signal, AbortSignal.timeout(connection.connectTimeoutMs ?? CONNECT_MS)]),
    statementTimeoutMs: limitMs,
    ...(replication && { replication }),
  });
  if (opened.kind === 'failed') throw new Unanswered(reasonOf(opened.failure));
  const { session } = opened;
  const close = (): void => {
    session.destroy();
  };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  limit.addEventListener('abort', close, { once: true });
  return {
    session,
    [Symbol.asyncDispose]: async () => {
      limit.removeEventListener('abort', close);
      await session.end();
    },
  };
}

/** @throws Unanswered */
export async function answerTo<Answer>(
  question: Question,
  { observer, now }: EvidenceOptions,
  answer: () => Promise<Answer>,
): Promise<Answer | NoEvidence> {
  try {
    return await answer();
  } catch (error) {
    const because = error instanceof Unanswered ? error.because : 'unexpected-answer';
    return { kind: 'no-evidence', observer, received: now(), question, because };
  }
}

export function reasonOf({ outcome, code }: Failure): string {
  if (code === '42501') return 'privilege-missing';
  if (code === '57014') return 'took-too-long';
  if (code === '58P01') return 'wal-removed';
  return code === null ? outcome : `${outcome} ${code}`;
}
