export type {
  ConnectionProblem,
  ConnectionSettings,
  ReadConnection,
  TlsMode,
  TlsSettings,
} from './connection/connection-settings.ts';
export { readConnection, type ConnectionEnvironment } from './connection/read-connection.ts';
export type { CommitLimits } from './evidence/commits.ts';
export type { MemberProbe } from './member-probe.ts';
export { openMemberProbe, type MemberProbeOptions } from './open-member-probe.ts';
