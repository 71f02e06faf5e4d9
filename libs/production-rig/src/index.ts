export { bucketAndPrefix, createBackupBucket, type BackupBucket } from './backup-bucket.ts';
export {
  allOf,
  onlyOf,
  type LiveBackup,
  type LiveCluster,
  type LiveNamespace,
  type LivePod,
  type LiveSecret,
} from './kinds.ts';
export { portOf } from './one-node.ts';
export { placeFile, psql, rowsOf, type PsqlOutcome, type PsqlPod, type PsqlSession } from './psql.ts';
export {
  applied,
  healthy,
  loadImages,
  startProduction,
  type Awaited,
  type ProductionOptions,
  type RunningProduction,
} from './running-production.ts';
export {
  REPOSITORY,
  shippedEnvironments,
  type ShippedCluster,
  type ShippedEnvironment,
  type ShippedManifest,
} from './shipped-environments.ts';
