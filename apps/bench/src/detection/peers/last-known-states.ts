import type { WatchEvent } from '@postgres-ha/split-brain';

/** A poller that alarms when both members were writable when they last answered. What it knows comes from the very probes that the watchdog sends. */
export interface LastKnownStates {
  readonly see: (event: WatchEvent) => void;
  /** When it alarmed since the last reset: `performance.now()`. */
  readonly alarmedAt: () => number | undefined;
  /** Forgets the alarm; what it knows of members stays. */
  readonly reset: () => void;
}

/** What it makes of a member that does not answer: it is as it was, or nothing is known of it. */
export type SilencePolicy = 'keeps' | 'forgets';

export function lastKnownStates(policy: SilencePolicy): LastKnownStates {
  const writable = new Set<string>();
  let alarmedAt: number | undefined;
  return {
    see: (event) => {
      if (event.kind !== 'probe') return;
      const { member, answer } = event;
      if (answer?.inRecovery === false) writable.add(member);
      else if (answer !== null || policy === 'forgets') writable.delete(member);
      if (writable.size > 1) alarmedAt ??= performance.now();
    },
    alarmedAt: () => alarmedAt,
    reset: () => {
      alarmedAt = undefined;
    },
  };
}
