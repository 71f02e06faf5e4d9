export { clusterFiles } from './cluster-files.ts';
export { intentPlace, type IntentPlace } from './intent-place.ts';
export {
  metricsOf,
  type MetricUnit,
  type MonitoringQuery,
  type QueryColumn,
  type QueryMetric,
} from './monitoring-queries/monitoring-query.ts';
export { metricReference } from './monitoring-queries/metric-reference.ts';
export { MONITORING_QUERIES } from './monitoring-queries/queries.ts';
export { poolerSelector } from './selectors.ts';
