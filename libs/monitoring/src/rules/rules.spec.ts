import { readEnvironment, type Environment } from '@postgres-ha/environment';
import { example, exampleFiles, type Intent } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { describe, expect, test } from 'vitest';
import { METRIC_CATALOG } from '../metric-catalog.ts';
import { readExpression } from '../metrics/read-expression.ts';
import { clusterRules } from './cluster-rules.ts';
import { environmentRules } from './environment-rules.ts';
import type { AlertingRule, RuleGroup } from './rule-group.ts';

const EXPECTED = { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' };
const KNOWN = new Set(METRIC_CATALOG.map(({ name }) => name));
/** Metrics that no PodMonitor of a cluster reads. */
const OF_KUBELETS = 'kubelet_';

function environmentOf(intent: ReturnType<typeof example>): Environment {
  const monitored = { ...intent, environment: { ...intent.environment, monitoring: { workers: EXPECTED } } };
  const reading = readEnvironment(exampleFiles(monitored));
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.environment;
}

function rulesOf(environment: Environment): readonly RuleGroup[] {
  return [...environmentRules(environment), ...environment.clusters.flatMap((each) => clusterRules(each, environment))];
}

function alertsOf(cluster: Intent): readonly AlertingRule[] {
  return rulesOf(environmentOf(example({ cluster }))).flatMap(({ rules }) =>
    rules.filter((rule): rule is AlertingRule => rule.kind === 'alert'),
  );
}

describe.each(OPTION_VARIANTS)('rules of $name', (intent) => {
  const environment = environmentOf(intent);
  const groups = rulesOf(environment);
  const rules = groups.flatMap((group) => group.rules);

  test('are expressions of PromQL that name known metrics only', () => {
    for (const { name, expression } of rules) {
      const { error, metrics } = readExpression(expression);
      expect({ name, error, unknown: metrics.filter((metric) => !KNOWN.has(metric)) }).toEqual({ name, unknown: [] });
    }
  });

  test('look at one cluster each: every selector names its namespace and its cluster', () => {
    for (const cluster of environment.clusters) {
      for (const { name, expression } of clusterRules(cluster, environment).flatMap((group) => group.rules)) {
        const { metrics, matchers } = readExpression(expression);
        const own = `{namespace="${cluster.namespace}",cnpg_io_cluster="${cluster.name}"`;
        const foreign = matchers.filter(
          (each, at) => !each.startsWith(own) && !(metrics[at] ?? '').startsWith(OF_KUBELETS),
        );
        expect({ name, foreign }).toEqual({ name, foreign: [] });
      }
    }
  });

  test('have groups, and alerts with their labels, under a name of their own', () => {
    const names = groups.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { rules: each } of groups) {
      const alerts = each.map((rule) => [rule.name, rule.kind === 'alert' ? rule.labels : undefined]);
      expect(new Set(alerts.map((alert) => JSON.stringify(alert))).size).toBe(alerts.length);
    }
  });
});

test('a metric is in the catalogue once', () => {
  expect(KNOWN.size).toBe(METRIC_CATALOG.length);
});

test.each([
  {
    name: 'of backups, where there is none',
    cluster: { backup: 'none' },
    without: /Backup|WAL|RecoveryHole|Verifier/,
  },
  {
    name: 'of standbys, where there is one instance',
    cluster: { instances: 1, synchronous: 'none', poolers: { ro: 'none' } },
    without: /ReplicationLag|StandbyNotStreaming|Synchronous/,
  },
  { name: 'of poolers, where there is none', cluster: { poolers: { rw: 'none', ro: 'none' } }, without: /Pooler/ },
  {
    name: 'of synchronous standbys, where nobody waits for one',
    cluster: { synchronous: 'none' },
    without: /Synchronous/,
  },
])('there is no alert $name', ({ cluster, without }) => {
  expect(alertsOf(cluster).filter(({ name }) => without.test(name))).toEqual([]);
});

test('without monitoring there are no rules', () => {
  const environment = { ...environmentOf(example()), monitoring: 'none' } as const;
  expect(rulesOf(environment)).toEqual([]);
});

test('without workers there is no alert that only they could raise or end', () => {
  const intent = example();
  const reading = readEnvironment(exampleFiles({ ...intent, environment: { ...intent.environment, monitoring: {} } }));
  if (reading.kind === 'refused') throw new Error('refused');
  const text = JSON.stringify(rulesOf(reading.environment));
  expect(text).not.toMatch(/backup_verifier|split_brain_watchdog|gitops_bot/);
});

test('a cluster that follows another one is not expected to have a primary, or a synchronous standby', () => {
  const from = { destination: 's3://elsewhere/', serverName: 'other', credentials: { accessKeys: { secret: 'keys' } } };
  const names = (enabled: boolean) => alertsOf({ replicaOf: { from, enabled } }).map(({ name }) => name);
  expect(names(true)).not.toEqual(expect.arrayContaining(['PostgreSQLNoPrimary']));
  expect(names(true)).not.toEqual(expect.arrayContaining(['PostgreSQLSynchronousDegraded']));
  expect(names(false)).toEqual(expect.arrayContaining(['PostgreSQLNoPrimary', 'PostgreSQLSynchronousDegraded']));
});
