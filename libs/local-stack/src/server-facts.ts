import type { BackupInfo } from './backup-info.ts';
import type { PostgresServer } from './postgres-server.ts';
import { listTablespaces } from './tablespaces.ts';

/** What `backup.info` says of a server, whatever becomes of the backup. */
export type ServerFacts = Pick<
  BackupInfo,
  | 'version'
  | 'systemIdentifier'
  | 'segmentSizeBytes'
  | 'dataChecksums'
  | 'summarizeWal'
  | 'clusterSizeBytes'
  | 'directory'
  | 'configFile'
  | 'hbaFile'
  | 'identFile'
  | 'includedFiles'
  | 'tablespaces'
>;

export async function describeServer(server: PostgresServer): Promise<ServerFacts> {
  const rows = await server.query('SELECT name, setting, sourcefile FROM pg_settings');
  const settings = new Map(rows.map((row) => [row['name'], String(row['setting'])]));
  const setting = (name: string): string => settings.get(name) ?? '';
  const included = new Set(rows.flatMap(({ sourcefile }) => (typeof sourcefile === 'string' ? [sourcefile] : [])));
  included.delete(setting('config_file'));
  const summarizeWal = settings.get('summarize_wal');
  return {
    version: Number(setting('server_version_num')),
    systemIdentifier: await server.value('SELECT system_identifier FROM pg_control_system()'),
    segmentSizeBytes: server.segmentSizeBytes,
    dataChecksums: setting('data_checksums'),
    ...(summarizeWal !== undefined && { summarizeWal }),
    clusterSizeBytes: BigInt(await server.value('SELECT sum(pg_tablespace_size(oid)) FROM pg_tablespace')),
    directory: setting('data_directory'),
    configFile: setting('config_file'),
    hbaFile: setting('hba_file'),
    identFile: setting('ident_file'),
    includedFiles: [...included].sort(),
    tablespaces: await listTablespaces(server),
  };
}
