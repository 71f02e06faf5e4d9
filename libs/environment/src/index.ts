export {
  archiveName,
  archiveSource,
  iamRoles,
  poolerName,
  poolersOf,
  serviceRole,
  type ArchiveSource,
  type Cluster,
  type Environment,
  type LocateIntent,
} from './cluster.ts';
export { alertLimits, defaultAlertLimits, type AlertLimits } from './alert-limits.ts';
export { publishedSchemas } from './json-schema.ts';
export { readEnvironment, type EnvironmentFiles, type EnvironmentReading, type LocateIn } from './read-environment.ts';
export { EXPLANATIONS } from './rules/explanations.ts';
export type { Finding } from './rules/finding.ts';
export type { Explanation } from './rules/rule.ts';
export type {
  Archive,
  Backup,
  ClusterIntent,
  Credentials,
  ExternalConnection,
  Import,
  Placement,
  Pooler,
  Resources,
  Restore,
  Service,
  Synchronous,
  Tablespace,
  Volume,
} from './schema/cluster-schema.ts';
export type {
  AlertReceiver,
  AlertRoute,
  ClusterMonitoring,
  EnvironmentMonitoring,
} from './schema/monitoring-schema.ts';
export type { CalendarIntent, FreezeIntent, MaintenanceIntent } from './schema/calendar-schema.ts';
export type { DataVerification, Verification, VerificationExpectation } from './schema/verification-schema.ts';
export type {
  EgressIntent,
  EnvironmentIntent,
  SecretProvider,
  StorageClassIntent,
} from './schema/environment-schema.ts';
export { sharedArchives } from './shared-archives.ts';
export { formatKeyPath, type KeyPath } from './source/key-path.ts';
export { formatProblem, type Problem } from './source/problem.ts';
export type { SourceFile } from './source/source-text.ts';
export { readYamlSource, type SourceReading, type YamlSource } from './source/yaml-source.ts';
export { ledgerAddress, retentionSeconds, reverifyAfterSeconds } from './verification.ts';
