import type { Cluster, Environment } from '@postgres-ha/environment';
import { manifestFile, type KubeObject, type RenderedFile } from '@postgres-ha/kube-manifest';
import { dashboardObjects } from './dashboard/dashboard-objects.ts';
import { clusterLabels } from './labels.ts';
import { clusterMonitoringMetadata, environmentMonitoringMetadata } from './metadata.ts';
import { alertmanagerConfig, environmentAlertmanagerConfig } from './routing/alertmanager-config.ts';
import { clusterRules } from './rules/cluster-rules.ts';
import { environmentRules } from './rules/environment-rules.ts';
import { prometheusRule } from './rules/prometheus-rule.ts';
import { environmentPodMonitors } from './scraping/environment-pod-monitors.ts';
import { podMonitors } from './scraping/pod-monitors.ts';

const FILE = '03-monitoring.yaml';

/** File 03 of a cluster: what is read of it, when that is an alert, and who is told. None where its environment has no monitoring. */
export function clusterMonitoringFiles(cluster: Cluster, environment: Environment): readonly RenderedFile[] {
  const { monitoring } = environment;
  if (monitoring === 'none') return [];
  const rules = prometheusRule(clusterMonitoringMetadata(cluster, environment, cluster.name), {
    groups: clusterRules(cluster, environment),
    labels: { ...clusterLabels(cluster, environment) },
    runbooks: monitoring.runbooks,
  });
  return [
    manifestFile({
      path: `${cluster.directory}/${FILE}`,
      madeFrom: cluster.file,
      objects: [...podMonitors(cluster, environment), rules, alertmanagerConfig(cluster, environment)].filter(isThere),
    }),
  ];
}

/** File 03 of an environment: what its clusters share, and the dashboard that shows them all. */
export function environmentMonitoringFiles(environment: Environment): readonly RenderedFile[] {
  const { monitoring, name, operator } = environment;
  if (monitoring === 'none') return [];
  const rules = prometheusRule(environmentMonitoringMetadata(environment, 'postgres-ha'), {
    groups: environmentRules(environment),
    labels: { environment: name, namespace: operator.namespace },
    runbooks: monitoring.runbooks,
  });
  return [
    manifestFile({
      path: `${environment.directory}/${FILE}`,
      madeFrom: environment.file,
      objects: [
        ...environmentPodMonitors(environment),
        rules,
        environmentAlertmanagerConfig(environment),
        ...dashboardObjects(environment),
      ].filter(isThere),
    }),
  ];
}

function isThere(object: KubeObject | undefined): object is KubeObject {
  return object !== undefined;
}
