import { describe, expect, test } from 'vitest';
import { alertmanagerConfig, environmentAlertmanagerConfig } from './alertmanager-config.ts';
import { watched } from './example.ts';

const { cluster, environment } = watched({
  labels: { release: 'prometheus' },
  runbooks: 'https://example.com/runbooks',
});
const config = alertmanagerConfig(cluster, environment);
const shared = environmentAlertmanagerConfig(environment);

/** All strings of a value, with the keys that lead there. */
function texts(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => texts(child, `${path}.${key}`));
}

test('it lies beside the cluster, under its name, with the labels by which Alertmanager finds it', () => {
  expect(config).toMatchObject({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { namespace: 'shop', name: 'orders', labels: { release: 'prometheus' } },
  });
});

test('what the clusters share is routed from the namespace of the operator, and takes no alerts of others', () => {
  expect(shared).toMatchObject({
    metadata: { namespace: 'cnpg-system', name: 'postgres-ha' },
    spec: {
      route: {
        matchers: [
          { name: 'alertname', matchType: '=~', value: 'CloudNativePGOperatorDown|PostgresHaBotFailing' },
          { name: 'environment', matchType: '=', value: 'example' },
        ],
      },
    },
  });
});

test('where nobody is named there is none', () => {
  const nobody = watched({ routes: {} });
  expect(alertmanagerConfig(nobody.cluster, nobody.environment)).toBeUndefined();
  expect(environmentAlertmanagerConfig(nobody.environment)).toBeUndefined();
});

test('one message for an alert of a cluster, however many pods it is about', () => {
  expect(config?.['spec']).toMatchObject({
    route: { groupBy: ['alertname', 'environment', 'namespace', 'cnpg_io_cluster'] },
  });
});

test('what is secret is only referred to: by name and key, never by value', () => {
  const found = texts(config?.['spec']);
  const secrets = found.filter(([, text]) => text === 'alert-receivers').map(([path]) => path);
  expect(secrets.map((path) => path.split('.').at(-2)).toSorted()).toEqual([
    'apiKey',
    'apiURL',
    'apiURL',
    'routingKey',
    'urlSecret',
  ]);
  const addresses = found.filter(([, text]) => /https?:\/\//.test(text)).map(([path]) => path);
  expect(addresses.map((path) => path.split('.').at(-1))).toEqual(['url']);
});

describe('what is shown', () => {
  const templates = [...texts(config?.['spec']), ...texts(shared?.['spec'])].filter(([, text]) => text.includes('{{'));

  test('is what rules write for people and never all labels, whose values others may have chosen', () => {
    const used = templates.flatMap(([, text]) => [...text.matchAll(/\.(\w*(?:Labels|Annotations)(?:\.\w+)?)/g)]);
    expect([...new Set(used.map(([, name]) => name))].toSorted()).toEqual([
      'Annotations.description',
      'Annotations.runbook_url',
      'Annotations.summary',
      'CommonLabels.severity',
      'GroupLabels.alertname',
      'Labels.alertname',
    ]);
  });

  test('links to the runbook where there is an address, and to everything that fires there', () => {
    const slack = templates.filter(([path]) => path.includes('slackConfigs'));
    expect(slack.some(([path, text]) => path.endsWith('titleLink') && text.includes('runbook_url'))).toBe(true);
    const [, text = ''] = slack.find(([path]) => path.endsWith('.text')) ?? [];
    const filter = encodeURIComponent('{namespace="shop",cnpg_io_cluster="orders"}');
    expect(text).toContain(`<{{ .ExternalURL }}/#/alerts?filter=${filter}|what else fires>`);
    const without = watched();
    const paths = texts(alertmanagerConfig(without.cluster, without.environment)?.['spec']).map(([path]) => path);
    expect(paths.filter((path) => path.endsWith('titleLink') || path.includes('pagerDutyLinkConfigs'))).toEqual([]);
  });
});
