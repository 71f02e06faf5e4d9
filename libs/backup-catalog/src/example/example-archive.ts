import {
  formatLsn,
  formatSegmentName,
  formatTimelineId,
  lsn,
  timelineId,
  type TimelineId,
} from '@postgres-ha/postgres-storage';
import type { ArchiveSource } from '../archive-ports.ts';
import type { ArchivedObject } from '../archived-object.ts';

/** An archive in memory, for tests: what it is made of can be taken away or changed one by one. */
export interface ExampleArchive {
  readonly prefix: string;
  readonly segmentSizeBytes: number;
  /** By key; texts of those that are read. */
  readonly objects: Map<string, ExampleObject>;
  readonly source: ArchiveSource;
}

export interface ExampleObject extends ArchivedObject {
  readonly text?: string;
}

export interface ExampleBackup {
  readonly id: string;
  readonly timeline: number;
  readonly begin: bigint;
  readonly end: bigint;
  readonly beginTime: Date;
  readonly endTime: Date;
  readonly endTimeline?: number;
  /** Replace or add lines of backup.info; null takes one away. */
  readonly fields?: Readonly<Record<string, string | null>>;
}

export const MIB: number = 2 ** 20;

export function exampleArchive({
  serverName = 'pg',
  segmentSizeBytes = 16 * MIB,
}: { readonly serverName?: string; readonly segmentSizeBytes?: number } = {}): ExampleArchive {
  const objects = new Map<string, ExampleObject>();
  return {
    prefix: `${serverName}/`,
    segmentSizeBytes,
    objects,
    source: {
      list: async function* (prefix) {
        await Promise.resolve();
        for (const key of [...objects.keys()].sort()) {
          // What went away meanwhile is not listed any more.
          const object = objects.get(key);
          if (object !== undefined && key.startsWith(prefix)) yield object;
        }
      },
      readText: async ({ key }) => {
        await Promise.resolve();
        const text = objects.get(key)?.text;
        if (text === undefined) throw new Error(`${key} is missing`);
        return text;
      },
    },
  };
}

/** Puts an object; what is not given is of no matter. */
export function put(
  { objects }: ExampleArchive,
  key: string,
  {
    text,
    at = new Date(0),
    sizeBytes = text?.length ?? 4096,
  }: { readonly text?: string; readonly at?: Date; readonly sizeBytes?: number } = {},
): void {
  const etag = `${objects.size}-${sizeBytes}-${at.getTime()}`;
  objects.set(key, { key, sizeBytes, lastModified: at, etag, ...(text !== undefined && { text }) });
}

export function segmentKey({ prefix, segmentSizeBytes }: ExampleArchive, timeline: number, number: number): string {
  const name = formatSegmentName({ timeline: timelineId(timeline), number }, segmentSizeBytes);
  return `${prefix}wals/${name.slice(0, 16)}/${name}`;
}

export function putSegments(
  archive: ExampleArchive,
  timeline: number,
  [first, last]: readonly [number, number],
  { at = new Date(0), ending = '.gz' }: { readonly at?: Date; readonly ending?: string } = {},
): void {
  for (let number = first; number <= last; number += 1)
    put(archive, `${segmentKey(archive, timeline, number)}${ending}`, { at });
}

/** @param ancestors oldest first */
export function putHistory(
  archive: ExampleArchive,
  timeline: number,
  ancestors: readonly (readonly [timeline: number, switchPoint: bigint])[],
  { at = new Date(0) }: { readonly at?: Date } = {},
): void {
  const text = ancestors
    .map(([id, switchPoint]) => `${id}\t${formatLsn(lsn(switchPoint))}\tno recovery target specified\n`)
    .join('\n');
  put(archive, `${archive.prefix}wals/${formatTimelineId(timelineId(timeline))}.history`, { text, at });
}

/** A finished backup: backup.info and one archive, as barman-cloud-backup leaves them. */
export function putBackup(archive: ExampleArchive, backup: ExampleBackup): void {
  const folder = `${archive.prefix}base/${backup.id}/`;
  put(archive, `${folder}data.tar.gz`, { at: backup.beginTime, sizeBytes: 8 * MIB });
  put(archive, `${folder}backup.info`, {
    at: backup.endTime,
    text: exampleBackupInfo(backup, archive.segmentSizeBytes),
  });
}

/** A backup.info of Barman 3.19, key by key. */
export function exampleBackupInfo(backup: ExampleBackup, segmentSizeBytes: number): string {
  const { id, timeline, begin, end, beginTime, endTime, endTimeline = timeline, fields = {} } = backup;
  const beginWal = nameAt(begin, timelineId(timeline), segmentSizeBytes);
  const label = [
    `START WAL LOCATION: ${formatLsn(lsn(begin))} (file ${beginWal})`,
    `CHECKPOINT LOCATION: ${formatLsn(lsn(begin + 48n))}`,
    'BACKUP METHOD: streamed',
    'BACKUP FROM: primary',
    `START TIME: ${beginTime.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    `LABEL: Barman backup cloud ${id}`,
    `START TIMELINE: ${timeline}`,
    '',
  ].join('\\n');
  const values: Record<string, string | null> = {
    backup_label: `'${label}'`,
    backup_name: `backup-${id.replace('T', '')}`,
    begin_offset: String(begin % BigInt(segmentSizeBytes)),
    begin_time: barmanText(beginTime),
    begin_wal: beginWal,
    begin_xlog: formatLsn(lsn(begin)),
    children_backup_ids: 'None',
    cluster_size: '31457280',
    compression: 'None',
    config_file: '/var/lib/postgresql/data/pgdata/postgresql.conf',
    copy_stats: "{'total_time': 2.5, 'number_of_workers': 2, 'analysis_time': 0, 'copy_time_per_item': {'data': 1.25}}",
    data_checksums: 'on',
    deduplicated_size: 'None',
    encryption: 'None',
    end_offset: String(end % BigInt(segmentSizeBytes)),
    end_time: barmanText(endTime),
    end_wal: nameAt(end, timelineId(endTimeline), segmentSizeBytes),
    end_xlog: formatLsn(lsn(end)),
    error: 'None',
    hba_file: '/var/lib/postgresql/data/pgdata/pg_hba.conf',
    ident_file: '/var/lib/postgresql/data/pgdata/pg_ident.conf',
    included_files: "['/var/lib/postgresql/data/pgdata/custom.conf']",
    mode: 'concurrent',
    parent_backup_id: 'None',
    pgdata: '/var/lib/postgresql/data/pgdata',
    server_name: 'cloud',
    size: 'None',
    status: 'DONE',
    summarize_wal: 'off',
    systemid: '7430000000000000001',
    tablespaces: 'None',
    timeline: String(timeline),
    version: '170010',
    xlog_segment_size: String(segmentSizeBytes),
    ...fields,
  };
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value ?? ''}\n`)
    .join('');
}

function nameAt(position: bigint, timeline: TimelineId, segmentSizeBytes: number): string {
  return formatSegmentName({ timeline, number: Number(position / BigInt(segmentSizeBytes)) }, segmentSizeBytes);
}

function barmanText(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '+00:00');
}
