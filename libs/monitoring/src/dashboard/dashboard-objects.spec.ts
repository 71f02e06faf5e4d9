import type { Environment } from '@postgres-ha/environment';
import { manifestFile } from '@postgres-ha/kube-manifest';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { dashboardObjects, dashboardText } from './dashboard-objects.ts';

interface Grafana {
  readonly namespace?: string;
  readonly folder: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly operator?: { readonly instanceSelector: Readonly<Record<string, string>> };
}

/** Only what the dashboard reads of an environment. */
function environment(grafana: Grafana | 'none', runbooks?: string): Environment {
  return {
    name: 'production',
    operator: { namespace: 'cnpg-system' },
    monitoring: grafana === 'none' ? 'none' : { labels: { release: 'prometheus' }, grafana, runbooks },
  } as unknown as Environment;
}

const PLAIN: Grafana = { folder: 'PostgreSQL', labels: { grafana_dashboard: '1' } };

describe('the dashboard of an environment', () => {
  test('is not there where there is no monitoring', () => {
    expect(dashboardObjects(environment('none'))).toEqual([]);
  });

  test('is a ConfigMap that the sidecar finds by its label and puts into a folder', () => {
    const [configMap, ...others] = dashboardObjects(environment(PLAIN));
    expect(others).toEqual([]);
    expect(configMap).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'postgres-ha-dashboard',
        namespace: 'cnpg-system',
        labels: { grafana_dashboard: '1', release: 'prometheus' },
        annotations: { grafana_folder: 'PostgreSQL', 'argocd.argoproj.io/sync-wave': '30' },
      },
      data: { 'postgres-ha.json': dashboardText({}) },
    });
  });

  test('is a GrafanaDashboard as well where one is asked for, which reads the ConfigMap beside it', () => {
    const grafana = { ...PLAIN, namespace: 'monitoring', operator: { instanceSelector: { dashboards: 'grafana' } } };
    const [configMap, dashboard] = dashboardObjects(environment(grafana));
    expect(configMap?.metadata.namespace).toBe('monitoring');
    expect(dashboard).toMatchObject({
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata: { name: 'postgres-ha-dashboard', namespace: 'monitoring' },
      spec: {
        configMapRef: { name: configMap?.metadata.name, key: Object.keys(configMap?.['data'] as object)[0] },
        instanceSelector: { matchLabels: { dashboards: 'grafana' } },
        folder: 'PostgreSQL',
        allowCrossNamespaceImport: true,
      },
    });
    // the sidecar's label is not the operator's
    expect(dashboard?.metadata.labels).not.toHaveProperty('grafana_dashboard');
  });

  test('leads to the runbooks of its environment, an alert to its own', () => {
    const [configMap] = dashboardObjects(environment(PLAIN, 'https://git.example/docs/runbooks/'));
    const text = (configMap?.['data'] as Record<string, string>)['postgres-ha.json'] ?? '';
    expect(text).toContain('"url":"https://git.example/docs/runbooks/${__value.raw}.md"');
    expect(text).toContain('"https://git.example/docs/dashboard.md"');
  });

  test('comes back from YAML as it was, as a text of many lines, and is the same at each rendering', () => {
    const objects = dashboardObjects(environment(PLAIN));
    const file = manifestFile({ path: 'production/03-monitoring.yaml', madeFrom: 'environment.yaml', objects });
    expect(file.text).toContain('postgres-ha.json: |\n');
    expect((load(file.text) as { data: Record<string, string> }).data['postgres-ha.json']).toBe(dashboardText({}));
    expect(dashboardText({})).toBe(dashboardText({}));
  });
});
