export { mayDo, type Access } from './access-review.ts';
export { answered, type Answer, type KubeFault } from './answer.ts';
export { readCertificate, type PublicCertificate } from './certificate.ts';
export { chooseConnection, type ConnectionChoice, type ConnectionReading, type KubeConnection } from './connection.ts';
export { servedGroups, servedResources, serverVersion } from './discovery.ts';
export {
  dryRun,
  dryRunAsItStands,
  serverDryRun,
  type AsItStands,
  type Cause,
  type DryRunVerdict,
  type Judged,
  type ServerDryRun,
} from './dry-run.ts';
export { execInPod, type ExecEnd, type ExecPlace } from './exec.ts';
export { fieldsOf, listOf, textOf, type Fields } from './json.ts';
export { logEnd, type LogPlace } from './log-end.ts';
export { getObject, listObjects, type ListPlace } from './read-objects.ts';
export type { Place, ResourceType } from './resource.ts';
export { runJob, type JobEnd } from './run-job.ts';
export type { Patience } from './send.ts';
export { servedCertificate, type PortPlace } from './served-certificate.ts';
export { kubeletSummary, proxiedPage, type PagePlace } from './proxied-page.ts';
