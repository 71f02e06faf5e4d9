import { inWave, WAVES, type KubeObject, type ObjectMetadata } from '@postgres-ha/kube-manifest';
import type { AlertingRule, RecordingRule, RuleGroup } from './rule-group.ts';

/** What every rule of an object adds: labels that are on each series and alert, and where runbooks can be read. */
export interface RuleContext {
  readonly labels: Readonly<Record<string, string>>;
  readonly runbooks?: string | undefined;
}

/**
 * Rules as the Prometheus operator takes them; undefined where there are none.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export function prometheusRule(
  metadata: ObjectMetadata,
  { groups, ...context }: RuleContext & { readonly groups: readonly RuleGroup[] },
): KubeObject | undefined {
  if (groups.length === 0) return undefined;
  return inWave(WAVES.monitoring, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: {
      groups: groups.map(({ name, rules }) => ({ name, rules: rules.map((rule) => written(rule, context)) })),
    },
  });
}

function written(rule: AlertingRule | RecordingRule, { labels, runbooks }: RuleContext): Record<string, unknown> {
  if (rule.kind === 'record') return { record: rule.name, expr: rule.expression, labels };
  const { name, expression, forSeconds, keepFiringForSeconds, severity, summary, description, labels: further } = rule;
  return {
    alert: name,
    expr: expression,
    for: `${forSeconds}s`,
    keep_firing_for: keepFiringForSeconds === undefined ? undefined : `${keepFiringForSeconds}s`,
    labels: { ...labels, ...further, severity },
    annotations: {
      summary,
      description,
      runbook_url: runbooks === undefined ? undefined : `${runbooks.replace(/\/$/, '')}/${name}.md`,
    },
  };
}
