import type { ProveArchive } from '@postgres-ha/backup-prover';
import type { ObjectStore } from '@postgres-ha/object-store';
import type { Terminal } from './progress/progress-bars.ts';
import type { Place } from './request/request.ts';

/** Everything outside that a command needs. `main.ts` fills it; nobody else reads the process. */
export interface Machine {
  readonly workingDirectory: string;
  /** The system's directory for temporary files. */
  readonly temporaryDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly openStore: (place: Place) => ObjectStore | Promise<ObjectStore>;
  readonly proveArchive: ProveArchive;
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Where progress is shown; undefined where nobody watches. */
  readonly terminal: Terminal | undefined;
}
