import { describe, expect, test } from 'vitest';
import { clusterRules } from '../rules/cluster-rules.ts';
import { environmentRules } from '../rules/environment-rules.ts';
import { watched } from './example.ts';
import { INHIBITIONS, inhibitRules } from './inhibition.ts';

const { cluster, environment } = watched();
const SEVERITIES = new Map(
  [...clusterRules(cluster, environment), ...environmentRules(environment)].flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'alert' ? [[rule.name, rule.severity] as const] : [])),
  ),
);
/** An alert keeps the labels by which its expression groups. */
const EXPRESSIONS = new Map(
  clusterRules(cluster, environment).flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'alert' ? [[rule.name, rule.expression] as const] : [])),
  ),
);

test('every alert that is named exists', () => {
  const named = INHIBITIONS.flatMap(({ while: source, mutes }) => [source, ...mutes]);
  expect(named.filter((name) => !SEVERITIES.has(name))).toEqual([]);
});

test('nothing critical is ever muted', () => {
  expect(INHIBITIONS.flatMap(({ mutes }) => mutes).filter((name) => SEVERITIES.get(name) === 'critical')).toEqual([]);
});

test('nothing that mutes is muted itself: what is told does not depend on an order', () => {
  const sources = new Set(INHIBITIONS.map(({ while: source }) => source));
  expect(INHIBITIONS.flatMap(({ mutes }) => mutes).filter((name) => sources.has(name))).toEqual([]);
});

test('the operator that is away mutes nothing', () => {
  expect(INHIBITIONS.filter(({ while: source }) => source === 'CloudNativePGOperatorDown')).toEqual([]);
});

test.each(INHIBITIONS)('$while and $mutes have the label by which they are compared within $within', (inhibition) => {
  const { while: source, mutes, within } = inhibition;
  const sign = { cluster: /./, pod: /by \([^)]*\bpod\b/, volume: /volume/ }[within];
  expect([source, ...mutes].filter((name) => !sign.test(EXPRESSIONS.get(name) ?? ''))).toEqual([]);
});

test.each(INHIBITIONS.filter(({ only }) => only?.label === 'missing'))(
  'what $while mutes of PostgreSQLMetricsMissing are numbers that it tells of',
  ({ only }) => {
    const told = [...(EXPRESSIONS.get('PostgreSQLMetricsMissing') ?? '').matchAll(/"missing", "([^"]+)"/g)];
    const values = (only?.value ?? '').split('|');
    const unknown = values.filter((value) => !told.some(([, name]) => new RegExp(`^(?:${value})$`).test(name ?? '')));
    expect(unknown).toEqual([]);
  },
);

describe('each rule, as it is rendered', () => {
  const rules = inhibitRules({ cnpg_io_cluster: 'orders' }) as unknown as readonly {
    readonly sourceMatch: readonly Matcher[];
    readonly targetMatch: readonly Matcher[];
    readonly equal: readonly string[];
  }[];
  interface Matcher {
    readonly name: string;
    readonly matchType: string;
    readonly value: string;
  }

  test('is about one cluster, at both ends', () => {
    const ofCluster = { name: 'cnpg_io_cluster', matchType: '=', value: 'orders' };
    for (const { sourceMatch, targetMatch, equal } of rules) {
      expect(sourceMatch).toContainEqual(ofCluster);
      expect(targetMatch).toContainEqual(ofCluster);
      expect(equal).toEqual(expect.arrayContaining(['environment', 'namespace', 'cnpg_io_cluster']));
    }
  });

  test('spares what is critical, whatever the rules say by then', () => {
    for (const { targetMatch } of rules) {
      expect(targetMatch).toContainEqual({ name: 'severity', matchType: '!=', value: 'critical' });
    }
  });

  test('compares a pod or a volume only where both alerts name one', () => {
    for (const { sourceMatch, targetMatch, equal } of rules) {
      for (const label of equal.filter((each) => each === 'pod' || each === 'persistentvolumeclaim')) {
        const some = { name: label, matchType: '=~', value: '.+' };
        expect(sourceMatch).toContainEqual(some);
        expect(targetMatch).toContainEqual(some);
      }
    }
  });
});
