import { clusterLabels, clusterRules, environmentRules, prometheusRule } from '@postgres-ha/monitoring';
import type { RenderedAlert } from './promtool-test.ts';
import type { RuleCluster } from './rule-clusters.ts';

export interface RenderedRecord {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RenderedRules {
  readonly records: readonly RenderedRecord[];
  readonly alerts: readonly RenderedAlert[];
}

/** Rules of a cluster and of its environment, as their PrometheusRule objects hold them. */
export function renderedRules({ cluster, environment }: RuleCluster): RenderedRules {
  const { monitoring, name, operator } = environment;
  const runbooks = monitoring === 'none' ? undefined : monitoring.runbooks;
  const rules = [
    prometheusRule(
      { name: 'cluster' },
      { groups: clusterRules(cluster, environment), labels: { ...clusterLabels(cluster, environment) }, runbooks },
    ),
    prometheusRule(
      { name: 'environment' },
      {
        groups: environmentRules(environment),
        labels: { environment: name, namespace: operator.namespace },
        runbooks,
      },
    ),
  ].flatMap((object) => {
    const { groups = [] } = (object?.['spec'] ?? {}) as { groups?: readonly { rules: readonly Rendered[] }[] };
    return groups.flatMap((group) => group.rules);
  });
  return {
    records: rules.filter((rule): rule is RenderedRecord => 'record' in rule),
    alerts: rules.filter((rule): rule is RenderedAlert => 'alert' in rule),
  };
}

type Rendered = RenderedRecord | RenderedAlert;

/** A rule file for promtool. One group, so that what is recorded is there when alerts look at it. */
export function ruleFile(rules: readonly Rendered[]): string {
  return JSON.stringify({ groups: [{ name: 'all', rules }] });
}
