import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Evidence, Instant, MemberAnswer, ProbeObservation, Question } from '@postgres-ha/split-brain';
import type { MemberQuestion } from './rounds/ask.ts';

/** A member that answers what a test wants, when it wants. */
export interface ScriptedProbe extends MemberProbe {
  /** What was asked, oldest first: `fast`, `full`, `history`, … */
  readonly asked: readonly string[];
  /** How many probes are under way. */
  readonly underWay: () => number;
  /** From now on probes do not end, until they are let go. */
  readonly hold: () => void;
  readonly release: () => void;
  /** From now on this comes of a probe. */
  readonly become: (made: Partial<ProbeObservation>) => void;
  /** From now on the member serves a certificate that expires then. */
  readonly serve: (until: Date | undefined) => void;
  /** From now on probes fail as they never should. */
  readonly break: () => void;
}

export const PRIMARY: MemberAnswer = {
  ...{ systemIdentifier: '7300000000000000001', inRecovery: false, readOnlyByDefault: false },
  ...{ postmasterStartedAt: '1', timeline: 1, lsn: '0/3000000', receivedLsn: null, nextTransactionId: '740' },
  ...{ receiver: null, details: null },
};

export const STANDBY: MemberAnswer = { ...PRIMARY, inRecovery: true, timeline: null, receivedLsn: '0/3000000' };

const NO_ANSWER = { answer: null, session: null } as const;
/** Nothing comes back. */
export const SILENT: Partial<ProbeObservation> = { ...NO_ANSWER, outcome: 'timeout' };
/** Someone says that there is no server. */
export const REFUSED: Partial<ProbeObservation> = { ...NO_ANSWER, outcome: 'refused', code: 'ECONNREFUSED' };

export function scriptedProbe(
  member: string,
  { now, answer = STANDBY }: { readonly now: () => Instant; readonly answer?: MemberAnswer },
): ScriptedProbe {
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const state = { underWay: 0, holds: false, breaks: false };
  let made: Partial<ProbeObservation> = { answer };
  let servedUntil: Date | undefined;
  const evidence = (question: MemberQuestion): Promise<Evidence> => {
    asked.push(question.kind);
    const because = 'nobody wrote an answer';
    return Promise.resolve({ kind: 'no-evidence', observer: 'o1', received: now(), question, because });
  };
  type NoEvidence = Extract<Evidence, { readonly kind: 'no-evidence' }>;
  const noEvidence = (question: Question): Promise<NoEvidence> =>
    evidence(question as MemberQuestion) as Promise<NoEvidence>;
  return {
    member,
    asked,
    servedUntil: () => servedUntil,
    serve: (until) => {
      servedUntil = until;
    },
    underWay: () => state.underWay,
    hold: () => {
      state.holds = true;
    },
    release: () => {
      state.holds = false;
      for (const go of held.splice(0)) go();
    },
    become: (next) => {
      made = next;
    },
    break: () => {
      state.breaks = true;
    },
    probe: async ({ detail }) => {
      asked.push(detail);
      const sent = now();
      state.underWay += 1;
      if (state.holds) await new Promise<void>((resolve) => held.push(resolve));
      state.underWay -= 1;
      if (state.breaks) throw new Error('a fault of ours');
      return {
        ...{ kind: 'probe', observer: 'o1', member, sent, received: now() },
        ...{ via: 'session', session: `${member}-1`, outcome: 'answered', answer, code: null },
        ...made,
      };
    },
    history: noEvidence,
    forkMark: noEvidence,
    commits: noEvidence,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
