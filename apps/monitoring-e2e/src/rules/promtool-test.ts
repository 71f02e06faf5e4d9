import { clusterLabels } from '@postgres-ha/monitoring';
import type { RuleCluster } from './rule-clusters.ts';
import { STEP, type RuleScenario } from './rule-scenario.ts';
import { valuesText } from './signal.ts';
import { healthyWorld, type World } from './world.ts';

/** An alert as it is rendered. */
export interface RenderedAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * A test file of promtool for a scenario. The same is asked of every alert in the list: the one of the scenario, or mutants of it
 * under names of their own.
 */
export function promtoolTest(
  scenario: RuleScenario,
  options: {
    readonly on: RuleCluster;
    readonly rules: string;
    readonly names: readonly string[];
    /** Of the alert: what all its instances have. */
    readonly common: Pick<RenderedAlert, 'labels' | 'annotations'>;
    /** Instead of the scenario's own. */
    readonly world?: World;
    /** Only these are read: the others cost time. */
    readonly metrics?: ReadonlySet<string>;
  },
): string {
  const { step = STEP, seconds, expected } = scenario;
  const { on, rules, names, common, metrics, world = scenario.world(healthyWorld(on)) } = options;
  const read = metrics === undefined ? world : world.filter(({ metric }) => metrics.has(metric));
  const runbook = common.annotations['runbook_url'];
  const moments = Object.entries(expected).map(([at, alerts]) => ({
    at: Number(at),
    exp_alerts: alerts.map(({ labels, summary, description }) => ({
      exp_labels: { ...common.labels, ...labels },
      exp_annotations: { summary, description, ...(runbook !== undefined && { runbook_url: runbook }) },
    })),
  }));
  return JSON.stringify({
    rule_files: [rules],
    evaluation_interval: `${step}s`,
    tests: [
      {
        interval: `${step}s`,
        name: scenario.name,
        input_series: inputSeries(read, { seconds, step }),
        alert_rule_test: names.flatMap((alertname) =>
          moments.map(({ at, exp_alerts }) => ({ eval_time: `${at}s`, alertname, exp_alerts })),
        ),
        promql_expr_test:
          moments.length > 0
            ? []
            : names.map((alertname) => ({
                expr: `count_over_time(ALERTS{alertname="${alertname}",alertstate="firing"}[${seconds}s])`,
                eval_time: `${seconds}s`,
                exp_samples: [],
              })),
      },
    ],
  });
}

export function inputSeries(
  world: World,
  range: { readonly seconds: number; readonly step: number },
): readonly { readonly series: string; readonly values: string }[] {
  const texts = new Map<string, string>();
  for (const { metric, labels, signal } of world) {
    const pairs = Object.entries(labels)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}="${value}"`);
    const series = `${metric}{${pairs.join(',')}}`;
    if (texts.has(series)) throw new Error(`${series} is there twice`);
    texts.set(series, valuesText(signal, range));
  }
  return [...texts].map(([series, values]) => ({ series, values }));
}

/** Labels that every alert of a cluster has. */
export function ownLabels({ cluster, environment }: RuleCluster): Readonly<Record<string, string>> {
  return { ...clusterLabels(cluster, environment) };
}
