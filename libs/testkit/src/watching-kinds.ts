import { installRouteDefinitions } from './definitions.ts';
import { eventually } from './eventually.ts';
import type { Kubectl } from './kubectl.ts';

/** What the Grafana operator's definition is to the API server: a kind that there is. Its fields are not looked at. */
const GRAFANA_DASHBOARD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'grafanadashboards.grafana.integreatly.org' },
  spec: {
    group: 'grafana.integreatly.org',
    scope: 'Namespaced',
    names: { kind: 'GrafanaDashboard', plural: 'grafanadashboards', singular: 'grafanadashboard' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** Defines the kinds of files 03 that a Kubernetes API may lack: the Prometheus operator's own definition of routes, and dashboards. */
export async function defineWatchingKinds(kubectl: Kubectl): Promise<void> {
  await installRouteDefinitions({ kubectl });
  const outcome = await kubectl.apply(JSON.stringify(GRAFANA_DASHBOARD));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
  // One that was made this moment has no conditions at all, which `wait` takes for an error.
  const wait = ['wait', '--for=condition=Established', '--timeout=120s', `crd/${GRAFANA_DASHBOARD.metadata.name}`];
  await eventually('dashboards are known', () => kubectl.run(wait).catch(() => undefined), { timeoutMs: 180_000 });
}
