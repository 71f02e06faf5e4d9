import { INSTANCE_METRICS } from './metrics/instance-metrics.ts';
import { metricsFrom, type KnownMetric } from './metrics/known-metric.ts';
import { POOLER_METRICS } from './metrics/pooler-metrics.ts';
import { WORKER_METRICS } from './metrics/worker-metrics.ts';
import { RECORDED } from './rules/recording-rules.ts';

const RULES = metricsFrom('recording rule', '', {
  [RECORDED.flushLag]: ['bytes', 'that a standby has not on its disk'],
  [RECORDED.lastBackup]: ['seconds since 1970', 'end of the newest base backup; 0 none'],
  [RECORDED.expectedInstances]: ['instances', 'that there are to be'],
  [RECORDED.timeline]: ['timeline', 'the highest of the cluster; each promotion begins the next one'],
  [RECORDED.volumeAvailable]: ['bytes', 'free on a volume, whatever node it is on'],
  [RECORDED.volumeCapacity]: ['bytes', 'of a volume'],
  [RECORDED.volumeUsed]: ['percent', 'of a volume in use'],
  cnpg_clusters_total: ['clusters', 'of which an instance is measured'],
});

const KUBELET = metricsFrom('kubelet', 'kubelet_volume_stats_', {
  available_bytes: ['bytes', 'free on a volume'],
  capacity_bytes: ['bytes', 'of a volume'],
  used_bytes: ['bytes', 'in use on a volume'],
  inodes: ['inodes', 'of a volume'],
  inodes_free: ['inodes', 'free on a volume'],
  inodes_used: ['inodes', 'in use on a volume'],
});

const OPERATOR = metricsFrom('operator', 'controller_runtime_', {
  reconcile_total: ['reconciliations', 'by controller and result'],
  reconcile_errors_total: ['reconciliations', 'that failed, by controller'],
  reconcile_time_seconds_sum: ['seconds', 'that reconciliations took'],
  reconcile_time_seconds_count: ['reconciliations', 'made'],
});

const PROMETHEUS = metricsFrom('prometheus', '', {
  up: ['0 or 1', 'whether the last scrape succeeded'],
  scrape_duration_seconds: ['seconds', 'that the last scrape took'],
  ALERTS: ['1', 'for each alert that waits or fires'],
  ALERTS_FOR_STATE: ['seconds since 1970', 'since when an alert waits or fires'],
});

/** Every metric that rules and panels may name: where it comes from, its unit, what it says. Each name is in it once. */
export const METRIC_CATALOG: readonly KnownMetric[] = [
  ...INSTANCE_METRICS,
  ...POOLER_METRICS,
  ...WORKER_METRICS,
  ...RULES,
  ...KUBELET,
  ...OPERATOR,
  ...PROMETHEUS,
];
