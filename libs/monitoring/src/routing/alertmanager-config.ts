import type { Cluster, Environment, EnvironmentMonitoring } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject, type ManifestMap, type ObjectMetadata } from '@postgres-ha/kube-manifest';
import { clusterLabels } from '../labels.ts';
import { clusterMonitoringMetadata, environmentMonitoringMetadata } from '../metadata.ts';
import { environmentRules } from '../rules/environment-rules.ts';
import { inhibitRules } from './inhibition.ts';
import { everythingOf } from './messages.ts';
import { receiver, type Subject } from './receivers.ts';
import { routing } from './routes.ts';

/**
 * Who is told of a cluster's alerts, and which alert makes another one superfluous; undefined where nobody is named.
 * The operator adds a matcher of the namespace to it, so it lies in the cluster's own, and so do the Secrets that it refers to.
 */
export function alertmanagerConfig(cluster: Cluster, environment: Environment): KubeObject | undefined {
  const labels = clusterLabels(cluster, environment);
  return objectFor({
    environment,
    metadata: clusterMonitoringMetadata(cluster, environment, cluster.name),
    concerned: `${environment.name} ${cluster.namespace}/${cluster.name}`,
    everything: [
      ['namespace', cluster.namespace],
      ['cnpg_io_cluster', cluster.name],
    ],
    matchers: [
      { name: 'cnpg_io_cluster', matchType: '=', value: cluster.name },
      // an alert by rules of others may lack it; one of another environment, in an Alertmanager for several, has its own
      { name: 'environment', matchType: '=~', value: `${environment.name}|` },
    ],
    inhibitRules: inhibitRules(labels),
  });
}

/**
 * The same for the alerts of what an environment's clusters share; in the operator's namespace, which its Secrets have to be in as well.
 * It takes only this repository's own alerts: others may have their say about that namespace.
 */
export function environmentAlertmanagerConfig(environment: Environment): KubeObject | undefined {
  const alerts = environmentRules(environment).flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.name] : [])),
  );
  if (alerts.length === 0) return undefined;
  return objectFor({
    environment,
    metadata: environmentMonitoringMetadata(environment, 'postgres-ha'),
    concerned: environment.name,
    everything: [['environment', environment.name]],
    matchers: [
      { name: 'alertname', matchType: '=~', value: [...new Set(alerts)].join('|') },
      { name: 'environment', matchType: '=', value: environment.name },
    ],
    inhibitRules: [],
  });
}

interface Parts {
  readonly environment: Environment;
  readonly metadata: ObjectMetadata;
  readonly concerned: string;
  readonly everything: readonly (readonly [name: string, value: string])[];
  readonly matchers: readonly ManifestMap[];
  readonly inhibitRules: readonly ManifestMap[];
}

/** One message for an alert of a cluster, however many pods it is about. */
const GROUP_BY = ['alertname', 'environment', 'namespace', 'cnpg_io_cluster'] as const;

function objectFor({ environment, ...parts }: Parts): KubeObject | undefined {
  const { monitoring } = environment;
  if (monitoring === 'none') return undefined;
  const routes = routing(monitoring);
  if (routes === undefined) return undefined;
  const subject = subjectOf(parts, monitoring);
  return inWave(WAVES.monitoring, {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: parts.metadata,
    spec: {
      route: {
        ...routes.rest.route,
        groupBy: [...GROUP_BY],
        matchers: [...parts.matchers],
        routes: routes.bySeverity.map(({ severity, route }) => ({
          matchers: [{ name: 'severity', matchType: '=', value: severity }],
          ...route,
        })),
      },
      receivers: routes.receivers.map(({ name, tells }) => receiver(name, tells, subject)),
      ...(parts.inhibitRules.length === 0 ? {} : { inhibitRules: [...parts.inhibitRules] }),
    },
  });
}

function subjectOf(
  { concerned, everything }: Pick<Parts, 'concerned' | 'everything'>,
  { runbooks }: EnvironmentMonitoring,
): Subject {
  return { concerned, everything: everythingOf(everything), runbooks: runbooks === undefined ? 'none' : 'linked' };
}
