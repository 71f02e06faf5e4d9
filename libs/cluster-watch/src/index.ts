export type { ClusterWatch, ServedCertificate, WatchListener, WatchState } from './cluster-watch.ts';
export type { Doubt } from './doubt/self-doubt.ts';
export type { Judge, JudgeCluster } from './judge-cluster.ts';
export { watchCluster, type WatchOptions } from './watch-cluster.ts';
export {
  watchFleet,
  type FleetCluster,
  type FleetListener,
  type FleetOptions,
  type FleetWatch,
} from './watch-fleet.ts';
