export { takeBaseBackup, type BaseBackup, type BaseBackupOptions } from './base-backup.ts';
export { formatBackupInfo, type BackupEdge, type BackupInfo } from './backup-info.ts';
export {
  claimTemporaryDirectory,
  removeAbandonedDirectories,
  type ClaimedDirectory,
  type FileStorage,
  type TemporaryDirectoryOptions,
} from './claimed-directory.ts';
export type { WrittenCompression } from './compress.ts';
export { configure } from './configure.ts';
export type { FollowOptions, Upstream } from './follow-settings.ts';
export { follow } from './follow.ts';
export { freeze, type FrozenServer } from './freeze.ts';
export { startWriter, type LedgerWriter, type WriterOptions } from './ledger-writer.ts';
export { createLedger, readLedger, type LedgerEntry } from './ledger.ts';
export { memoryStore, type MemoryStore } from './memory-store.ts';
export type { NetworkPlace } from './network-place.ts';
export { canMakeNetworks, openNetwork, type Network } from './network.ts';
export { startObjectServer, type ObjectServer } from './object-server.ts';
export { postgresBinaries, SHIPPED_MAJORS, type BinariesOptions, type PostgresBinaries } from './postgres-binaries.ts';
export type { PostgresServer, QueryRow } from './postgres-server.ts';
export { requestPromotion, watchPromotion, type Promotion } from './promotion.ts';
export { reclone } from './reclone.ts';
export { caughtUp, until } from './replication-state.ts';
export { serverAccount, type ServerAccount } from './server-account.ts';
export type { StopMode } from './server-process.ts';
export { saveTemplate, type ServerTemplate } from './server-template.ts';
export { SMALL_SERVER } from './small-server.ts';
export { startPostgres, type StartOptions } from './start-postgres.ts';
export { startStandby, type StandbyOptions } from './start-standby.ts';
export { switchOver, type SwitchoverOptions } from './switchover.ts';
export type { Tablespace } from './tablespaces.ts';
export { startTcpFaultProxy, type TcpFault, type TcpFaultProxy } from './tcp-fault-proxy.ts';
export {
  createTlsAuthority,
  type CertificateRequest,
  type IssuedCertificate,
  type TlsAuthority,
} from './tls-authority.ts';
export { writeServerTls, type ServerTls } from './tls-server-files.ts';
export { walKey, type WalArchive } from './wal-archiver.ts';
