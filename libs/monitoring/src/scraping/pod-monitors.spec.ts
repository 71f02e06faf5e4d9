import { readEnvironment, type Environment } from '@postgres-ha/environment';
import { example, exampleFiles, type ExampleChanges, type Intent } from '@postgres-ha/environment/examples';
import { waveOf, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { expect, test } from 'vitest';
import { clusterMonitoringFiles, environmentMonitoringFiles } from '../monitoring-files.ts';
import { environmentPodMonitors } from './environment-pod-monitors.ts';
import { podMonitors } from './pod-monitors.ts';

function environmentOf(monitoring: Intent | 'none', changes: ExampleChanges = {}): Environment {
  const reading = readEnvironment(
    exampleFiles(example({ ...changes, environment: { ...changes.environment, monitoring } })),
  );
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.environment;
}

function monitorsOf(environment: Environment): readonly KubeObject[] {
  return environment.clusters.flatMap((cluster) => podMonitors(cluster, environment));
}

const names = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name);
const EXPECTED = { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' } as const;

/** The labels that a monitor's series get without a label of their pods. */
function fixedLabels(monitor: KubeObject | undefined): Readonly<Record<string, string>> {
  const { podMetricsEndpoints } = monitor?.['spec'] as {
    readonly podMetricsEndpoints: readonly [
      { readonly relabelings: readonly { readonly targetLabel: string; readonly replacement: string }[] },
    ];
  };
  return Object.fromEntries(
    podMetricsEndpoints[0].relabelings.map(({ targetLabel, replacement }) => [targetLabel, replacement]),
  );
}

test('an environment without monitoring has no file 03', () => {
  const environment = environmentOf('none');
  expect(environmentMonitoringFiles(environment)).toEqual([]);
  expect(environment.clusters.flatMap((cluster) => clusterMonitoringFiles(cluster, environment))).toEqual([]);
});

test('files 03 are named for their folder, and hold their objects in one wave after all others', () => {
  const environment = environmentOf({});
  const files = [
    ...environmentMonitoringFiles(environment),
    ...environment.clusters.flatMap((cluster) => clusterMonitoringFiles(cluster, environment)),
  ];
  expect(files.map(({ path }) => path)).toEqual([
    'environments/example/03-monitoring.yaml',
    'environments/example/orders/03-monitoring.yaml',
  ]);
  for (const object of files.flatMap(({ objects }) => objects)) expect(waveOf(object)).toBe(WAVES.monitoring);
});

test('series of instances have the job and the labels that people know', () => {
  const [instances] = monitorsOf(environmentOf({ scrapeInterval: '20s', labels: { release: 'stack' } }));
  expect(instances).toMatchObject({
    metadata: { name: 'orders-instances', namespace: 'shop', labels: { release: 'stack' } },
    spec: {
      jobLabel: 'cnpg.io/cluster',
      podTargetLabels: ['cnpg.io/cluster', 'cnpg.io/instanceRole'],
      selector: { matchLabels: { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' } },
      podMetricsEndpoints: [{ port: 'metrics', interval: '20s', scrapeTimeout: '10s' }],
    },
  });
  expect(fixedLabels(instances)).toEqual({ environment: 'example' });
});

test('series of poolers and workers say whose they are, as their pods do not', () => {
  const [, poolers, workers] = monitorsOf(environmentOf({ workers: EXPECTED }));
  expect(fixedLabels(poolers)).toEqual({ job: 'orders-pooler', environment: 'example', cnpg_io_cluster: 'orders' });
  expect(fixedLabels(workers)).toEqual({ job: 'orders-workers', environment: 'example', cnpg_io_cluster: 'orders' });
});

test('a metric is read within the time that its interval leaves', () => {
  const [instances] = monitorsOf(environmentOf({ scrapeInterval: '5s' }));
  expect(instances?.['spec']).toMatchObject({ podMetricsEndpoints: [{ interval: '5s', scrapeTimeout: '5s' }] });
});

test('only what is there is read: poolers, expected workers, a verifier where there are backups', () => {
  const none = { poolers: { rw: 'none', ro: 'none' }, backup: 'none' } as const;
  expect(names(monitorsOf(environmentOf({})))).toEqual(['orders-instances', 'orders-poolers']);
  expect(names(monitorsOf(environmentOf({}, { cluster: none })))).toEqual(['orders-instances']);
  const [, workers] = monitorsOf(environmentOf({ workers: EXPECTED }, { cluster: none }));
  expect(workers?.['spec']).toMatchObject({
    selector: {
      matchLabels: { 'app.kubernetes.io/instance': 'orders' },
      matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: ['split-brain-watchdog'] }],
    },
  });
});

test('the operator is read in its namespace, the bot in whichever it is', () => {
  const environment = environmentOf({ workers: EXPECTED }, { environment: { operator: { namespace: 'operators' } } });
  const [operator, bot] = environmentPodMonitors(environment);
  expect(operator).toMatchObject({ metadata: { name: 'cnpg-operator', namespace: 'operators' } });
  expect(operator?.['spec']).not.toHaveProperty('namespaceSelector.any');
  expect(bot).toMatchObject({ metadata: { namespace: 'operators' }, spec: { namespaceSelector: { any: true } } });
  expect(names(environmentPodMonitors(environmentOf({})))).toEqual(['cnpg-operator']);
});
