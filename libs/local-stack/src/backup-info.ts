import { pythonLiteral, type PythonValue } from './python-literal.ts';
import type { Tablespace } from './tablespaces.ts';

/** What Barman's `backup.info` of a backup in an object store says. Times are as Python prints them, `2026-11-25 18:28:19.123456+00:00`. */
export interface BackupInfo {
  readonly status: 'STARTED' | 'DONE' | 'FAILED';
  readonly error?: string;
  readonly name?: string;
  /** `server_version_num`. */
  readonly version: number;
  readonly systemIdentifier: string;
  readonly timeline: number;
  readonly segmentSizeBytes: number;
  readonly dataChecksums: string;
  /** Since PostgreSQL 17. */
  readonly summarizeWal?: string;
  readonly clusterSizeBytes: bigint;
  readonly directory: string;
  readonly configFile: string;
  readonly hbaFile: string;
  readonly identFile: string;
  readonly includedFiles: readonly string[];
  readonly tablespaces: readonly Tablespace[];
  readonly begin: BackupEdge;
  /** Known once the server has stopped the backup, also of one that fails later. */
  readonly end?: BackupEdge;
  readonly label?: string;
  readonly copyStats?: PythonValue;
}

export interface BackupEdge {
  readonly time: string;
  readonly lsn: string;
  readonly segment: string;
  readonly offsetBytes: number;
}

/** The text of `backup.info`, with all keys of Barman 3.19 in its order. @see BackupInfo in barman/infofile.py of Barman 3.19.1 */
export function formatBackupInfo(info: BackupInfo): string {
  const fields: Readonly<Record<string, string | undefined>> = {
    backup_label: literal(info.label),
    ...(info.name !== undefined && { backup_name: info.name }),
    begin_offset: String(info.begin.offsetBytes),
    begin_time: info.begin.time,
    begin_wal: info.begin.segment,
    begin_xlog: info.begin.lsn,
    children_backup_ids: undefined,
    cluster_size: String(info.clusterSizeBytes),
    compression: undefined,
    config_file: info.configFile,
    copy_stats: literal(info.copyStats),
    data_checksums: info.dataChecksums,
    deduplicated_size: undefined,
    encryption: undefined,
    end_offset: info.end && String(info.end.offsetBytes),
    end_time: info.end?.time,
    end_wal: info.end?.segment,
    end_xlog: info.end?.lsn,
    error: info.error,
    hba_file: info.hbaFile,
    ident_file: info.identFile,
    included_files: info.includedFiles.length === 0 ? undefined : literal(info.includedFiles),
    mode: undefined,
    parent_backup_id: undefined,
    pgdata: info.directory,
    server_name: 'cloud',
    size: undefined,
    status: info.status,
    summarize_wal: info.summarizeWal,
    systemid: info.systemIdentifier,
    tablespaces: info.tablespaces.length === 0 ? undefined : literal(info.tablespaces.map(tablespaceTuple)),
    timeline: String(info.timeline),
    version: String(info.version),
    xlog_segment_size: String(info.segmentSizeBytes),
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${value ?? 'None'}\n`)
    .join('');
}

function literal(value: PythonValue | undefined): string | undefined {
  return value === undefined ? undefined : pythonLiteral(value);
}

function tablespaceTuple({ name, oid, location }: Tablespace): PythonValue {
  return { kind: 'tuple', items: [name, oid, location] };
}
