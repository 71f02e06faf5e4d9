import type { Environment } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { environmentMonitoringMetadata } from '../metadata.ts';
import { dashboard, DASHBOARD_UID, type DashboardOptions } from './dashboard.ts';
import { inLines } from './in-lines.ts';

const NAME = 'postgres-ha-dashboard';
const KEY = `${DASHBOARD_UID}.json`;

/** The dashboard as a ConfigMap for Grafana's sidecar, and as a GrafanaDashboard where the environment asks for one. */
export function dashboardObjects(environment: Environment): readonly KubeObject[] {
  const { monitoring } = environment;
  if (monitoring === 'none') return [];
  const { grafana, runbooks } = monitoring;
  const base = environmentMonitoringMetadata(environment, NAME);
  const metadata = grafana.namespace === undefined ? base : { ...base, namespace: grafana.namespace };
  const configMap = inWave(WAVES.monitoring, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...grafana.labels },
      annotations: { grafana_folder: grafana.folder },
    },
    data: { [KEY]: dashboardText({ runbooks }) },
  });
  if (grafana.operator === undefined) return [configMap];
  return [
    configMap,
    inWave(WAVES.monitoring, {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata,
      spec: {
        // Grafana may be in another namespace.
        allowCrossNamespaceImport: true,
        configMapRef: { name: NAME, key: KEY },
        folder: grafana.folder,
        instanceSelector: { matchLabels: grafana.operator.instanceSelector },
      },
    }),
  ];
}

/** The dashboard's JSON. */
export function dashboardText(options: DashboardOptions): string {
  return `${inLines(dashboard(options))}\n`;
}
