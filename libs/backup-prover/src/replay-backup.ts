import type { ServerCatalogue } from '@postgres-ha/backup-catalog';
import type { BaseBackupContent, ProofFinding, Reached } from '@postgres-ha/backup-proof';
import type { Lsn } from '@postgres-ha/postgres-storage';
import {
  replay,
  type PostgresBinaries,
  type ReplayOutcome,
  type Scratch,
  type Stop,
} from '@postgres-ha/scratch-postgres';
import { replaysAll, type ContentLevel } from './content-level.ts';
import type { DataPlan } from './data-plan.ts';
import { impliedFiles, knownRelations, type KnownRelation } from './implied-files.ts';
import { lookAtData, type DataSeen } from './look-at-data.ts';
import type { BackupToProve } from './prove-backup.ts';
import type { Reading } from './read-objects.ts';
import type { SegmentSeen } from './read-wal.ts';
import { replayFindings } from './replay-findings.ts';
import { objectOf, serveWal } from './serve-wal.ts';
import type { Way } from './way.ts';

export interface BackupReplay extends Reading {
  readonly server: ServerCatalogue;
  readonly level: ContentLevel;
  /** Only at L5. */
  readonly data: DataPlan | undefined;
  readonly scratch: Scratch;
  readonly binaries: PostgresBinaries;
  /** The segments on the way that are sound, in order. */
  readonly sound: readonly SegmentSeen[];
  readonly held: BaseBackupContent['held'];
  readonly created: ReadonlySet<string>;
  /** Time of a commit to stop at on the way, in microseconds since 1970. */
  readonly moment: bigint | undefined;
}

export interface ReplaySeen {
  /** `replayed` only if every stop was reached. */
  readonly kind: ReplayOutcome['kind'];
  readonly findings: readonly ProofFinding[];
  readonly reached?: Reached;
  /** Only at L5, and only if every stop was reached. */
  readonly data?: DataSeen;
}

/**
 * Recovers what was restored: to a moment in between, as someone would who wants to undo a mistake, and on to the last whole record.
 * That record is the recovery target, so that PostgreSQL itself refuses to end anywhere before it.
 */
export async function replayBackup({ backup, facts, way }: BackupToProve, options: BackupReplay): Promise<ReplaySeen> {
  const { level, scratch, binaries, sound, moment, server, signal } = options;
  const last = sound.findLast(({ evidence }) => evidence?.lastRecord !== undefined);
  const timeline = last?.archived.segment.timeline ?? facts.timeline;
  const lastRecord = last?.evidence?.lastRecord ?? facts.end;
  const relations: KnownRelation[] = [];
  const look = options.data && lookAtData({ backup, facts, way }, options.data, options);
  const outcome = await replay(scratch, {
    binaries: [binaries],
    timeline,
    stops: stopsFor({ level, lastRecord, moment, end: facts.end }),
    requestWal: serveWal({ ...options, withheld: withheldNames(way, sound), spool: scratch.paths.spool }),
    inspect: async (client, database) => {
      if (replaysAll(level)) relations.push(...(await knownRelations(client, database)));
    },
    ...(look && { inspectAtEnd: look.atEnd, inspectPromoted: look.promoted }),
    pages: replaysAll(level) ? 'check' : 'leave',
    signal,
  });
  const goal = {
    backup: backup.info.kind === 'missing' ? backup.prefix : backup.info.object.key,
    level,
    timeline,
    lastRecord,
    keyOf: (fileName: string) => objectOf(fileName, server)?.key ?? `${server.prefix}wals/${fileName}`,
    archiveOf: (path: string) => archiveOf(path, backup),
  };
  const reached = outcome.kind === 'replayed' ? outcome.stops.at(-1) : undefined;
  const data = outcome.kind === 'replayed' ? await look?.judge(outcome, goal.backup) : undefined;
  return {
    kind: outcome.kind,
    ...(data !== undefined && { data }),
    findings: [
      ...replayFindings(outcome, goal),
      ...impliedFiles(relations, { held: options.held, created: options.created, archiveOf: goal.archiveOf }),
      ...(data?.findings ?? []),
    ],
    ...(reached !== undefined && {
      reached: {
        lsn: reached.reachedLsn,
        timeline: reached.timeline,
        ...(reached.lastCommitAt !== undefined && { lastCommitAt: new Date(Number(reached.lastCommitAt / 1000n)) }),
      },
    }),
  };
}

function withheldNames({ segments }: Way, sound: readonly SegmentSeen[]): ReadonlySet<string> {
  return new Set(segments.slice(sound.length).map(({ name }) => name));
}

interface Goal {
  readonly level: ContentLevel;
  readonly lastRecord: Lsn;
  readonly moment: bigint | undefined;
  readonly end: Lsn;
}

/** No target may lie before the end of the backup: the files do not agree with each other before that. */
function stopsFor({ level, lastRecord, moment, end }: Goal): readonly Stop[] {
  if (!replaysAll(level) || lastRecord < end) return [{ kind: 'consistency' }];
  const stop: Stop = { kind: 'lsn', lsn: lastRecord };
  return moment === undefined ? [stop] : [{ kind: 'time', at: moment }, stop];
}

/** The first archive of PGDATA, or of the tablespace, that a file is restored from. */
function archiveOf(path: string, { archives, prefix }: BackupToProve['backup']): string {
  const [, oid] = /^pg_tblspc\/(\d+)\//.exec(path) ?? [];
  const archive = archives.find(({ origin }) =>
    oid === undefined ? origin.kind === 'data' : origin.kind === 'tablespace' && origin.oid === Number(oid),
  );
  return archive?.object.key ?? prefix;
}
