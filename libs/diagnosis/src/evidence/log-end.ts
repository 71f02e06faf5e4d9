import type { Look } from './look.ts';

/** The last lines of a container's log, oldest first, as they were written: those of CloudNativePG are JSON. */
export interface LogEnd {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The last run's, of a container that was started again. */
  readonly previous: boolean;
  readonly lines: Look<readonly string[]>;
}
