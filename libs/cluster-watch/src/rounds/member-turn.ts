import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Instant, ProbeObservation } from '@postgres-ha/split-brain';

/** Whose turn it is to be probed: one member's. There is never more than one probe of it under way. */
export interface MemberTurn {
  /** Its turn in the round. While a probe is under way it passes: that one will tell. */
  readonly strike: () => void;
  /** A full probe that begins after this call: at once, or as soon as the one that is under way has ended. */
  readonly demand: () => void;
}

interface Turning {
  readonly observer: string;
  readonly now: () => Instant;
  /** Time between two full probes. */
  readonly fullEveryMs: number;
  /** Which part of that passes between the first and the second, so that members do not ask for much all at once: above 0, at most 1. */
  readonly fullPhase: number;
  readonly take: (observation: ProbeObservation) => void;
}

const FAST = { detail: 'fast' } as const;
const FULL = { detail: 'full' } as const;

export function memberTurn(probe: MemberProbe, turning: Turning): MemberTurn {
  const { observer, now, fullEveryMs, fullPhase, take } = turning;
  const state = { underWay: false, demanded: false, sent: 0, nextFull: -Infinity };

  function begin(options: typeof FAST | typeof FULL): void {
    state.underWay = true;
    state.sent = now();
    if (options === FULL) {
      const isFirst = state.nextFull === -Infinity;
      state.nextFull = state.sent + (isFirst ? fullEveryMs * fullPhase : fullEveryMs);
      state.demanded = false;
    }
    probe.probe(options).then(ended, failed);
  }
  function ended(observation: ProbeObservation): void {
    state.underWay = false;
    take(observation);
    // Who took it may have demanded one that has begun already.
    if (state.demanded && !isUnderWay()) begin(FULL);
  }
  function isUnderWay(): boolean {
    return state.underWay;
  }
  /** Probes do not fail because of their member. A fault of ours tells nothing of it either. */
  function failed(): void {
    ended({
      ...{ kind: 'probe', observer, member: probe.member, sent: state.sent, received: now() },
      ...{ via: 'session', session: null, outcome: 'other', answer: null, code: null },
    });
  }
  return {
    strike: () => {
      if (!state.underWay) begin(now() >= state.nextFull ? FULL : FAST);
    },
    demand: () => {
      if (state.underWay) state.demanded = true;
      else begin(FULL);
    },
  };
}
