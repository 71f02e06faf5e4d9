import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { Lsn } from '@postgres-ha/postgres-storage';
import type { DataFacts } from '../data/data-facts.ts';
import type { Phase } from '../verdict/report.ts';
import type { Reached } from '../verdict/verdict.ts';

/**
 * Raised whenever a check becomes stricter, or what is kept means something else: evidence of another format counts for nothing,
 * and everything is looked at again.
 */
export const EVIDENCE_FORMAT = 1;

/**
 * What was seen when one backup and the WAL on its way were looked at. It holds no verdict: that is judged from it, in each run anew.
 * Nothing in it is `unknown`: a look that failed is not kept.
 */
export interface ProofEvidence {
  readonly inputs: EvidenceInputs;
  /** When that run began. */
  readonly at: Date;
  /** Name and version of what looked. */
  readonly verifier: string;
  /** The PostgreSQL that replayed it. */
  readonly postgres?: string;
  /** Levels that were looked at to their end. */
  readonly looked: ReadonlySet<ProofLevel>;
  /** About the backup itself. */
  readonly findings: readonly Finding[];
  /** About later WAL on its way. */
  readonly wayFindings: readonly Finding[];
  readonly upTo: Reached;
  /** Up to here it was replayed (L4). */
  readonly provenTo?: Lsn;
  /** Up to here WAL that came later was read without a fault, and not replayed. */
  readonly readTo?: Lsn;
  /** Where WAL on the way is damaged, and why. */
  readonly walDamage?: { readonly from: Lsn; readonly because: string };
  readonly phases: readonly Phase[];
  /** Segments that are there more than once with one content. */
  readonly sameCopies: readonly string[];
  readonly data?: DataFacts;
}

/** Everything that was read, as a LIST named it, and what decided how it was looked at. */
export interface EvidenceInputs {
  /** The store and the folder in it: the same objects in another place are other objects. */
  readonly archive: string;
  readonly serverName: string;
  readonly backupId: string;
  /** Of PostgreSQL, decimal. */
  readonly systemIdentifier: string;
  /** `backup.info` and the archives of the base backup. */
  readonly base: ObjectsSeen;
  /** History files of the timelines up to where the way was read. */
  readonly histories: ObjectsSeen;
  /** Segments from the one where the backup began, in the order of replay; so far they were read. */
  readonly way: ObjectsSeen;
  /** Whether the way ended with the archive, and not at a newer backup. */
  readonly wayEnd: 'archive' | 'next backup';
  /** Hash of the policy that data was checked by (L5). */
  readonly dataPolicy?: string;
}

/** A list of objects, short however long it is. */
export interface ObjectsSeen {
  readonly count: number;
  readonly sizeBytes: number;
  /** Keys. */
  readonly first?: string;
  readonly last?: string;
  /** Over key, size, etag and time of each, in order. */
  readonly digest: string;
}
