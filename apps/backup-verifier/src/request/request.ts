import type { ProofLevel } from '@postgres-ha/backup-catalog';
import type { ProofOptions } from '../policy/proof-options.ts';

/** What a command was asked to look at, once everything about it is known to be possible. */
export interface Request {
  readonly place: Place;
  readonly server: Server | undefined;
  readonly level: ProofLevel;
  readonly backups: 'all' | 'newest' | readonly string[];
  /** What the policy asks for; undefined where none was named. */
  readonly policy: ProofOptions | undefined;
  /** Only where a level is asked for that needs them, and PostgreSQL's programs were found. */
  readonly scratch: { readonly parent: string; readonly binaries: readonly string[] } | undefined;
  readonly timeoutMs: number | undefined;
  readonly memory: Memory;
  /** Whole paths of files that the report is written to as well. */
  readonly files?: { readonly markdown?: string; readonly html?: string };
  /** What the reader of the report should know, such as what could not be found on this machine. */
  readonly notes: readonly string[];
}

/** What is remembered of earlier runs, and how much this one may do. */
export interface Memory {
  readonly ledger: Place | undefined;
  readonly budget: { readonly bytes?: number; readonly seconds?: number };
  readonly reverifyAfterSeconds: number | undefined;
  /** So many backups, chosen at random, are looked at again in each run. */
  readonly sample: number;
}

/** Where the archives lie. */
export type Place =
  | { readonly kind: 'directory'; readonly directory: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly prefix: string;
      readonly endpoint?: string;
      readonly region?: string;
      readonly forcePathStyle?: boolean;
    };

/** Of whom the archive is. A policy says that there is to be one; a name on the command line may be a slip. */
export interface Server {
  readonly name: string;
  readonly saidBy: 'policy' | 'option';
}

/** Options as they are written. */
export interface PlaceOptions {
  readonly policy?: readonly string[];
  readonly server?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle?: boolean;
  readonly timeout?: string;
}

export interface MemoryOptions {
  readonly ledger?: string;
  readonly budgetBytes?: string;
  readonly budgetTime?: string;
  readonly reverifyAfter?: string;
}

export interface RunOptions extends PlaceOptions, MemoryOptions {
  readonly level?: string;
  readonly backup?: readonly string[];
  readonly scratch?: string;
  readonly postgresBin?: readonly string[];
  readonly markdown?: string;
  readonly html?: string;
}
