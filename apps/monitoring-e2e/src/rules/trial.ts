import { promtool, sampled } from '@postgres-ha/testkit';
import { mutatedAlerts } from './mutants.ts';
import { promtoolTest, type RenderedAlert } from './promtool-test.ts';
import type { RenderedRecord, RenderedRules } from './rendered-rules.ts';
import { ruleFile } from './rendered-rules.ts';
import type { RuleCluster } from './rule-clusters.ts';
import type { RuleScenario } from './rule-scenario.ts';
import { strangers } from './strangers.ts';
import { healthyWorld, type World } from './world.ts';

/** A scenario with what is scraped in it. */
export interface Trial {
  readonly scenario: RuleScenario;
  readonly world: World;
}

/**
 * The scenario as it stands. Where something fires: the same beside strangers who are well, and more of them; this cluster well beside
 * strangers who are not; and with one of what it needs as usual here, but not there.
 */
export function trialsOf(scenario: RuleScenario, on: RuleCluster): readonly Trial[] {
  const healthy = healthyWorld(on);
  const world = scenario.world(healthy);
  const trial = (how: string, scraped: World, expected = scenario.expected): Trial => ({
    scenario: { ...scenario, name: scenario.name + how, expected },
    world: scraped,
  });
  const firing = Object.values(scenario.expected).some((alerts) => alerts.length > 0);
  const others = healthyWorld({ ...on, cluster: { ...on.cluster, instances: on.cluster.instances + 1 } });
  const beside = [...world, ...strangers((scenario.others ?? same)(others), on)];
  if (!firing) return [trial('', world), ...(scenario.others === undefined ? [] : [trial(', beside others', beside)])];
  return [
    trial('', world),
    trial(', beside others', beside),
    trial(', but of others', [...healthy, ...strangers(world, on)], {}),
    ...(scenario.needs ?? []).map((metric) =>
      trial(
        `, but with ${metric} as usual`,
        [
          ...world.filter((series) => series.metric !== metric),
          ...healthy.filter((series) => series.metric === metric),
          ...strangers(
            world.filter((series) => series.metric === metric),
            on,
          ),
        ],
        {},
      ),
    ),
  ];
}

function same(world: World): World {
  return world;
}

/** A part of an alert that fires by itself, changed in one place, under a name of its own. */
interface Variant {
  readonly id: string;
  readonly what: string;
  readonly alert: RenderedAlert;
  /** What tells the part from the others. */
  readonly part: Readonly<Record<string, string>>;
  /** Where not its expression is changed but how long it must hold: of which rule, and how. */
  readonly times: string | undefined;
}

/** An alert, the records that it looks at, and the metrics that both do. */
interface Judged {
  readonly own: readonly RenderedAlert[];
  readonly records: readonly RenderedRecord[];
  readonly metrics: ReadonlySet<string>;
  readonly common: RenderedAlert;
}

function judged(name: string, rules: RenderedRules): Judged {
  const own = rules.alerts.filter(({ alert }) => alert === name);
  const [common] = own;
  if (common === undefined) throw new Error(`There is no alert ${name}`);
  const records = rules.records.filter(({ record }) => own.some(({ expr }) => expr.includes(`${record}{`)));
  const text = JSON.stringify([own, records]);
  return {
    own,
    records,
    common,
    metrics: new Set([...text.matchAll(/[a-zA-Z_]\w+(?=\{)/g)].map(([metric]) => metric)),
  };
}

/** What promtool says of an alert in each of its trials, in their order: nothing where it is as expected. */
export async function verdicts(
  name: string,
  { rules, trials, on }: { readonly rules: RenderedRules; readonly trials: readonly Trial[]; readonly on: RuleCluster },
): Promise<readonly string[]> {
  const { own, records, metrics, common } = judged(name, rules);
  const tests = trials.map(({ scenario, world }, index) => [
    `${index}.test.json`,
    promtoolTest(scenario, {
      ...{ on, rules: rulesFor(scenario), names: [name], world, metrics, common: commonOf(common) },
    }),
  ]);
  const ruleFiles = trials.map(({ scenario }) => [
    rulesFor(scenario),
    ruleFile([...recordsFor(scenario, records), ...own]),
  ]);
  const files = Object.fromEntries([...ruleFiles, ...tests]) as Readonly<Record<string, string>>;
  const { exitCode, stdout: said } = await promtool(['test', 'rules'], files);
  const texts = said.split(/^Unit Testing: /m).slice(1);
  if (texts.length !== trials.length) throw new Error(`promtool ended with ${exitCode}: ${said}`);
  return texts.map((text) => (text.includes('SUCCESS') ? '' : text));
}

/** Which mutants of an alert no trial tells from the alert; that the alert itself passes all of them is presupposed. */
export async function survivors(
  name: string,
  { rules, trials, on }: { readonly rules: RenderedRules; readonly trials: readonly Trial[]; readonly on: RuleCluster },
): Promise<readonly string[]> {
  const own = judged(name, rules);
  const all = variantsOf(own);
  // how long an alert must hold may be told by one of its parts only: those are all tried
  const variants = [
    ...all.filter(({ times }) => times !== undefined),
    ...sampled(
      all.filter(({ times }) => times === undefined),
      name,
    ),
  ];
  const left = new Map(variants.map((variant) => [variant.id, variant]));
  for (const trial of trials) {
    for (;;) {
      if (left.size === 0) return [];
      const output = await attempt(trial, { ...own, on, variants: [...left.values()] });
      const told = [...output.matchAll(/__\d+_\d+__/g)].map(([id]) => id).filter((id) => left.has(id));
      for (const id of told) left.delete(id);
      // One that cannot be evaluated ends the whole trial: it is made again without that one.
      if (told.length === 0 || !output.includes(' err: ')) break;
    }
  }
  // How long an alert must hold is the same for all of its parts: one that tells suffices.
  const timesTold = new Set(
    variants.filter(({ id, times }) => times !== undefined && !left.has(id)).map(({ times }) => times),
  );
  return [...left.values()]
    .filter(({ times }) => times === undefined || !timesTold.has(times))
    .map(({ what }) => `${name} ${what}`);
}

/** Of the parts of an alert, each is asked for what the scenario expects of it. */
async function attempt(
  { scenario, world }: Trial,
  {
    records,
    metrics,
    common,
    on,
    variants,
  }: Judged & { readonly on: RuleCluster; readonly variants: readonly Variant[] },
): Promise<string> {
  const parts = Map.groupBy(variants, ({ part }) => JSON.stringify(part));
  const tests = [...parts.values()].map((each, index) => {
    const [first] = each;
    const expected = Object.entries(scenario.expected).map(([at, alerts]) => [
      at,
      alerts.filter(({ labels }) => Object.entries(first?.part ?? {}).every(([name, value]) => labels[name] === value)),
    ]);
    return [
      `${index}.test.json`,
      promtoolTest(
        { ...scenario, expected: Object.fromEntries(expected) as RuleScenario['expected'] },
        {
          ...{ on, rules: `${index}.json`, world, names: each.map(({ id }) => `${common.alert}${id}`) },
          ...{
            metrics: metricsIn(JSON.stringify([each.map(({ alert }) => alert), records]), metrics),
            common: commonOf(common),
          },
        },
      ),
    ];
  });
  const ruleFiles = [...parts.values()].map((each, index) => [
    `${index}.json`,
    ruleFile([
      ...recordsFor(scenario, records).filter(({ record }) =>
        each.some(({ alert }) => alert.expr.includes(`${record}{`)),
      ),
      ...each.map(({ alert }) => alert),
    ]),
  ]);
  const files = Object.fromEntries([...ruleFiles, ...tests]) as Readonly<Record<string, string>>;
  const { stdout } = await promtool(['test', 'rules'], files);
  return stdout;
}

function metricsIn(text: string, known: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...known].filter((metric) => text.includes(`${metric}{`)));
}

/** What every alert of the name has; the label of one of several rules is told by each scenario. */
function commonOf({ labels, annotations }: RenderedAlert): Pick<RenderedAlert, 'labels' | 'annotations'> {
  return { labels: Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'evidence')), annotations };
}

function variantsOf({ own }: Judged): readonly Variant[] {
  return own.flatMap(partsOf).flatMap(({ alert, part }, at) =>
    mutatedAlerts(alert).map(({ name, rule }, index): Variant => {
      const id = `__${at}_${index}__`;
      const what = `${Object.values(part).join(' ')} ${name}`.trim();
      const times = rule.expr === alert.expr ? `${alert.labels['evidence'] ?? ''} ${name}` : undefined;
      return { id, what, part, times, alert: { ...rule, alert: rule.alert + id } };
    }),
  );
}

/** Where an alert has several reasons, each is a part of it; and where several rules have its name, each of them is one. */
function partsOf(alert: RenderedAlert): readonly Pick<Variant, 'alert' | 'part'>[] {
  const { evidence } = alert.labels;
  const expressions = alert.expr.split(/\nor (?=label_replace\()/);
  if (evidence !== undefined || !alert.expr.startsWith('label_replace(')) {
    return [{ alert, part: evidence === undefined ? {} : { evidence } }];
  }
  return expressions.map((expr) => {
    const [, label = '', value = ''] = /, "(\w+)", "([^"]+)", "", ""\)$/.exec(expr) ?? [];
    return { alert: { ...alert, expr }, part: { [label]: value } };
  });
}

/** What a scenario brings itself is not recorded as well. */
function recordsFor({ given = [] }: RuleScenario, records: readonly RenderedRecord[]): readonly RenderedRecord[] {
  return records.filter(({ record }) => !given.includes(record));
}

function rulesFor({ given = [] }: RuleScenario): string {
  return `rules${given.map((name) => `-without-${name}`).join('')}.json`;
}
