export { gatherEvidence, type GatherOptions } from './gather-evidence.ts';
export {
  lookAround,
  type ClusterSurroundings,
  type LookAroundOptions,
  type RenderedCluster,
  type Surroundings,
} from './look-around.ts';
export { INSTANCE_SQL } from './instance-sql.ts';
export { loginOf, proveLogins, type Login, type LoginProof, type LoginQuestion } from './prove-logins.ts';
export { readPrometheusAlerts } from './report-looks.ts';
