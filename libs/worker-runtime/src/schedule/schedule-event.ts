/** Why a run was begun: its time had come, or someone asked. */
export type RunCause =
  | {
      readonly kind: 'slot';
      /** Milliseconds since 1970. */
      readonly slot: number;
    }
  | { readonly kind: 'asked' };

/** How a run ended. A run that throws is a failed one, and the schedule goes on. */
export type RunEnd<Result> =
  | { readonly kind: 'finished'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The schedule had been stopped before it began. */
  | { readonly kind: 'stopped' };

/** What a schedule tells, as it happens. */
export type ScheduleEvent<Result> =
  | { readonly kind: 'started'; readonly cause: RunCause; readonly at: number }
  | {
      readonly kind: 'ended';
      readonly cause: RunCause;
      readonly startedAt: number;
      readonly at: number;
      readonly end: RunEnd<Result>;
    }
  | {
      /** Slots without a run of their own: another one was running, or they came while nobody could look, and one run stands for all. */
      readonly kind: 'skipped';
      readonly because: 'overlap' | 'late';
      readonly count: number;
      /** There were more than were counted. */
      readonly more: boolean;
      readonly latest: number;
    }
  | {
      /** By more than a day: the schedule begins anew, and slots may come that there have been. */
      readonly kind: 'clock-set-back';
      readonly byMs: number;
    };

/** What a schedule is at. */
export interface ScheduleState {
  /** When the next run is due, jitter not counted; undefined where no time comes. */
  readonly next: number | undefined;
  readonly running: { readonly cause: RunCause; readonly startedAt: number } | undefined;
  /** Since it last looked at the clock: far above 5 seconds, it hangs. */
  readonly sinceLookMs: number;
}
