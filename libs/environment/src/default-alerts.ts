import { clusterMonitoring, type ClusterMonitoring } from './schema/monitoring-schema.ts';

/** From when on numbers are an alert, where a cluster says nothing else. */
export function defaultAlerts(): ClusterMonitoring['alerts'] {
  return clusterMonitoring.parse({}).alerts;
}
