import type { SchemaSource } from '@postgres-ha/backup-proof';
import type { ProveArchive } from '@postgres-ha/backup-prover';
import type { Terminal } from '@postgres-ha/command-line';
import type { ObjectStore } from '@postgres-ha/object-store';
import type { MeasuredProcess } from '@postgres-ha/worker-runtime';
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
  /** Asks the running primary for its schemas. */
  readonly primary: SchemaSource;
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Where progress is shown; undefined where nobody watches. */
  readonly terminal: Terminal | undefined;
  /** Takes a line for standard output while a command runs, without its end. */
  readonly writeLine: (line: string) => void;
  /** This process, for its metrics. */
  readonly measured: MeasuredProcess;
}
