import type { SplitTrial, SwitchoverTrial } from '@postgres-ha/split-brain-watchdog-e2e';

/** One line of the log. */
export type TrialRecord = SwitchoverRecord | SplitRecord | FailedRecord;

interface Trial {
  /** From 0; with the seed it gives the trial's random numbers. */
  readonly trial: number;
  /** Which of the pairs that run side by side. */
  readonly pair: string;
}

export interface SwitchoverRecord extends Trial, SwitchoverTrial {
  readonly kind: 'switchover';
  readonly outcome: 'quiet' | 'alarmed';
  /** Whether a poller that compares last known states alarmed. */
  readonly peers: { readonly keeps: boolean; readonly forgets: boolean };
}

export interface SplitRecord extends Trial, SplitTrial {
  readonly kind: 'split';
  readonly outcome: 'proven' | 'missed';
  /** From the last moment at which the promoted server was seen in recovery: it took no write before that. Null where missed. */
  readonly provenAfterMs: number | null;
  /** The same of pollers that compare last known states; null where they had not alarmed when it was proven. */
  readonly peers: { readonly keepsMs: number | null; readonly forgetsMs: number | null };
}

/** PostgreSQL or the machine failed; nothing is said of the watchdog. */
export interface FailedRecord extends Trial {
  readonly kind: 'switchover' | 'split';
  readonly outcome: 'failed';
  readonly because: string;
}
