import type { Recoverability } from '../recovery/recoverable-interval.ts';
import type { ServerCatalogue } from '../catalogue.ts';
import type { Finding, Weight } from '../finding.ts';
import { FINDING_KINDS, type CatalogFindingId } from './finding-kinds.ts';

/** What a catalogue shows, of which server, and of which backup where it is about one. */
export interface CatalogFinding extends Finding<CatalogFindingId> {
  readonly serverName: string;
  readonly backupId?: string;
}

/** What is to be kept, from the environment. What is absent is not judged. */
export interface BackupPolicy {
  readonly maximumBackupAgeMs?: number;
  readonly maximumWalAgeMs?: number;
  /** The recovery window: so far back every moment is to be restorable. */
  readonly retentionMs?: number;
}

export interface JudgeOptions {
  readonly now: Date;
  readonly policy?: BackupPolicy;
  /** A backup that began less than this ago may still be running. 24 hours. */
  readonly longestBackupMs?: number;
  /** What came less than this ago may have a predecessor that is still on its way. 15 minutes. */
  readonly settlingMs?: number;
  /** Objects of which the store was asked and said that they are not encrypted. */
  readonly unencrypted?: readonly string[];
}

/** What the rules look at. */
export interface JudgedServer {
  readonly server: ServerCatalogue;
  readonly recovery: Recoverability;
  readonly options: Required<Omit<JudgeOptions, 'unencrypted'>>;
}

export type Rule = (judged: JudgedServer) => readonly CatalogFinding[];

/** A finding with level and remedy of its kind. */
export function catalogFinding(
  { serverName }: Pick<ServerCatalogue, 'serverName'>,
  id: CatalogFindingId,
  facts: {
    readonly weight: Weight;
    readonly backupId?: string | undefined;
    readonly object?: string | undefined;
    readonly place?: string;
    readonly found: string;
    readonly expected: string;
  },
): CatalogFinding {
  const { backupId, object, place, weight, found, expected } = facts;
  const { level, remedy } = FINDING_KINDS[id];
  return {
    id,
    level,
    weight,
    serverName,
    ...(backupId !== undefined && { backupId }),
    ...(object !== undefined && { object }),
    ...(place !== undefined && { place }),
    found,
    expected,
    remedy,
  };
}
