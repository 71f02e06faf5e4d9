export { takeBaseBackup, type BaseBackup, type BaseBackupOptions } from './base-backup.ts';
export { formatBackupInfo, type BackupEdge, type BackupInfo } from './backup-info.ts';
export {
  claimTemporaryDirectory,
  removeAbandonedDirectories,
  type ClaimedDirectory,
  type TemporaryDirectoryOptions,
} from './claimed-directory.ts';
export type { WrittenCompression } from './compress.ts';
export { startObjectServer, type ObjectServer } from './object-server.ts';
export { postgresBinaries, SHIPPED_MAJORS, type BinariesOptions, type PostgresBinaries } from './postgres-binaries.ts';
export type { PostgresServer, QueryRow } from './postgres-server.ts';
export { serverAccount, type ServerAccount } from './server-account.ts';
export type { StopMode } from './server-process.ts';
export { startPostgres, type StartOptions } from './start-postgres.ts';
export { startStandby, type StandbyOptions } from './start-standby.ts';
export type { Tablespace } from './tablespaces.ts';
export { walKey, type WalArchive } from './wal-archiver.ts';
