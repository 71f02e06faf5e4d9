import {
  judgeData,
  type DatabaseLook,
  type DataFacts,
  type ProofFinding,
  type SchemaEvidence,
} from '@postgres-ha/backup-proof';
import { createDataLook, type DataLook } from '@postgres-ha/data-checks';
import { segmentEnd } from '@postgres-ha/postgres-storage';
import type { DatabaseEvidence, PagesEvidence, ReplayOutcome } from '@postgres-ha/scratch-postgres';
import type { DataPlan, PrimaryPlan } from './data-plan.ts';
import type { BackupToProve } from './prove-backup.ts';
import type { BackupReplay } from './replay-backup.ts';

/** What was said of the data of one backup. */
export interface DataSeen {
  readonly findings: readonly ProofFinding[];
  readonly facts: DataFacts;
  /** Whether everything that was asked for was looked at to its end. */
  readonly complete: boolean;
  readonly milliseconds: number;
}

export interface BackupDataLook extends Pick<DataLook, 'atEnd' | 'promoted'> {
  /** @param object key of backup.info */
  readonly judge: (outcome: Replayed, object: string) => Promise<DataSeen>;
}

type Replayed = Extract<ReplayOutcome, { readonly kind: 'replayed' }>;

/** The looks at the data while a backup is replayed, and the judgement afterwards. */
export function lookAtData(
  { backup, facts, way }: BackupToProve,
  { policy, listedAt, digestKey, primary }: DataPlan,
  { signal, sound }: { readonly signal: AbortSignal; readonly sound: BackupReplay['sound'] },
): BackupDataLook {
  // a fault behind a backup is not its fault, so what it keeps from being replayed is not expected of it
  const isNewest = reachesEnd(way) && sound.length === way.segments.length;
  const info = backup.info.kind === 'read' ? backup.info.info : undefined;
  const look = createDataLook({
    policy,
    major: facts.major,
    listedAt: isNewest ? listedAt : undefined,
    endedAt: info?.end.time?.at ?? listedAt,
    ...(digestKey && { digestKey }),
  });
  return {
    atEnd: look.atEnd,
    promoted: look.promoted,
    judge: async (outcome, object) => {
      const { asOf, milliseconds, ...seen } = look.seen();
      const last = outcome.stops.at(-1);
      const evidence = {
        ...seen,
        schemas: await withPrimary(seen.schemas, primary, signal),
        databases: (last?.evidence.databases ?? []).map(databaseLook),
        ...(outcome.pages && { checksums: checksumsOf(outcome.pages) }),
      };
      const judged = { object };
      const { systemIdentifier } = facts;
      const reached = last?.reachedLsn ?? facts.end;
      return { ...judgeData(policy, evidence, { judged, asOf, reached, systemIdentifier, isNewest }), milliseconds };
    },
  };
}

/** The way of the newest backup that is no damaged one ends with the archive. */
function reachesEnd({ interval, segments }: BackupToProve['way']): boolean {
  const last = segments.at(-1);
  return last !== undefined && segmentEnd(last.segment, interval.segmentSizeBytes) >= interval.to;
}

/** The primary is asked again only where an answer can count: who answered before. */
async function withPrimary(
  schemas: readonly SchemaEvidence[],
  primary: PrimaryPlan | undefined,
  signal: AbortSignal,
): Promise<readonly SchemaEvidence[]> {
  if (primary === undefined) return schemas;
  const compared: SchemaEvidence[] = [];
  for (const each of schemas) {
    const before = primary.before.get(each.database);
    if (before === undefined) compared.push(each);
    else {
      const after = before.kind === 'schema' ? await primary.ask(each.database, signal) : before;
      compared.push({ ...each, primary: { before, after } });
    }
  }
  return compared;
}

function databaseLook({ name, closed }: DatabaseEvidence): DatabaseLook {
  const state = closed === undefined ? 'open' : closed.because === 'not-allowed' ? 'closed' : 'unreadable';
  return { name, state };
}

function checksumsOf({ checksums, pages }: PagesEvidence): { readonly enabled: boolean; readonly pages: number } {
  return { enabled: checksums, pages };
}
