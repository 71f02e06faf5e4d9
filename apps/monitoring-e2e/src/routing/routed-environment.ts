import { readEnvironment, type Environment } from '@postgres-ha/environment';
import { example, exampleFiles } from '@postgres-ha/environment/examples';
import { canonicalYaml, type KubeObject } from '@postgres-ha/kube-manifest';
import { alertmanagerConfig, environmentAlertmanagerConfig } from '@postgres-ha/monitoring';
import type { Api, GeneratedAlertmanager, PrometheusOperator } from '@postgres-ha/testkit';
import { parse, stringify } from 'yaml';

const secret = (key: string) => ({ secret: 'alert-receivers', key });

/** Three clusters, two of them in one namespace, whose people are told in every way there is. */
export function routedEnvironment(): Environment {
  const monitoring = {
    workers: { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' },
    runbooks: 'https://example.com/runbooks',
    routes: {
      critical: {
        receivers: [
          { webhook: { urlFrom: secret('critical') } },
          { pagerduty: { routingKey: secret('pagerduty') } },
          { slack: { channel: '#databases', url: secret('slack') } },
          { opsgenie: { apiKey: secret('opsgenie') } },
        ],
        repeat: '1h',
      },
      warning: { receivers: [{ webhook: { urlFrom: secret('warning') } }] },
      info: { receivers: [{ webhook: { urlFrom: secret('info') } }] },
    },
  };
  const reading = readEnvironment(
    exampleFiles(example({ environment: { monitoring }, others: { billing: {}, ledger: { namespace: 'bank' } } })),
  );
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.environment;
}

/** Every AlertmanagerConfig of the environment. */
export function routesOf(environment: Environment): readonly KubeObject[] {
  return [
    ...environment.clusters.map((cluster) => alertmanagerConfig(cluster, environment)),
    environmentAlertmanagerConfig(environment),
  ].filter((object) => object !== undefined);
}

export const ROUTING_KEY = 'routing-key-of-pagerduty';
export const API_KEY = 'api-key-of-opsgenie';

/** Applies them, with the Secrets that they refer to, and returns what the Prometheus operator makes of all of them. */
export async function generatedRoutes(
  environment: Environment,
  { api, operator, receiver }: { readonly api: Api; readonly operator: PrometheusOperator; readonly receiver: string },
): Promise<GeneratedAlertmanager> {
  const routes = routesOf(environment);
  const namespaces = [...new Set([...routes.map(({ metadata }) => metadata.namespace ?? ''), 'monitoring'])];
  const objects = namespaces.flatMap((namespace) => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'alert-receivers', namespace },
      stringData: {
        ...Object.fromEntries(
          ['critical', 'warning', 'info', 'slack'].map((key) => [key, `${receiver}/${namespace}/${key}`]),
        ),
        pagerduty: ROUTING_KEY,
        opsgenie: API_KEY,
      },
    },
  ]);
  for (const part of [objects, routes]) {
    const outcome = await api.kubectl.apply(part.map((object) => canonicalYaml({ ...object })).join('---\n'));
    if (outcome.kind === 'refused') throw new Error(outcome.because);
  }
  return operator.alertmanager({
    namespace: 'monitoring',
    name: 'all',
    until: ({ configuration }) =>
      routes.every(({ metadata }) => configuration.includes(`${metadata.namespace ?? ''}/${metadata.name}/`)),
  });
}

interface Route {
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly routes?: readonly Route[];
}

/** The same, for a test: seconds instead of minutes, and services of others replaced by the receiver. */
export function spedUp({ configuration }: GeneratedAlertmanager, receiver: string): string {
  const parsed = parse(configuration) as { readonly route: Route; readonly global?: object };
  return stringify({
    ...parsed,
    global: {
      ...parsed.global,
      resolve_timeout: '1h',
      pagerduty_url: `${receiver}/pagerduty`,
      opsgenie_api_url: `${receiver}/opsgenie`,
    },
    route: faster(parsed.route),
  });
}

function faster(route: Route): Route {
  return {
    ...route,
    ...(route.group_wait === undefined ? {} : { group_wait: route.group_wait === '0s' ? '0s' : '1s' }),
    ...(route.group_interval === undefined ? {} : { group_interval: '2s' }),
    ...(route.routes === undefined ? {} : { routes: route.routes.map(faster) }),
  };
}
