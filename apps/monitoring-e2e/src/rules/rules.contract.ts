import { RECORDED } from '@postgres-ha/monitoring';
import { needPart, promtool, promtoolPart } from '@postgres-ha/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { besideDeleted, busyDay, idleDay } from './benign-day.ts';
import { inputSeries } from './promtool-test.ts';
import { recordTrial, type RecordedSample } from './record-trial.ts';
import { renderedRules, ruleFile } from './rendered-rules.ts';
import { productionCluster, type RuleCluster } from './rule-clusters.ts';
import { followerCluster, leadsWithoutStream } from './scenarios/follower.ts';
import { SCENARIOS } from './scenarios/all-scenarios.ts';
import { strangers } from './strangers.ts';
import { survivors, trialsOf, verdicts } from './trial.ts';
import { healthyWorld, type World } from './world.ts';

const need = needPart(promtoolPart());
const production = productionCluster();
const rules = renderedRules(production);
const names = [...new Set(rules.alerts.map(({ alert }) => alert))];

/** Six hours. */
const DAY = 21_600;

/** Which alerts fire within a time, one that tells of a promotion aside; nothing where none does. */
async function firing(
  on: RuleCluster,
  { world, seconds, step }: { readonly world: World; readonly seconds: number; readonly step: number },
): Promise<string> {
  const { records, alerts } = renderedRules(on);
  const fired = `ALERTS{alertstate="firing",alertname!="PostgreSQLFailoverHappened"}`;
  const ask = {
    expr: `count by (alertname, reason, missing, pod) (count_over_time(${fired}[${seconds}s]))`,
    eval_time: `${seconds}s`,
    exp_samples: [],
  };
  const [interval, evaluation_interval] = [`${step}s`, `${step}s`];
  const tests = [{ interval, input_series: inputSeries(world, { seconds, step }), promql_expr_test: [ask] }];
  const { exitCode, stdout } = await promtool(['test', 'rules'], {
    'rules.json': ruleFile([...records, ...alerts]),
    'day.test.json': JSON.stringify({ rule_files: ['rules.json'], evaluation_interval, tests }),
  });
  return exitCode === 0 ? '' : stdout;
}

/** More of them, with other numbers. */
function healthyOfOthers(): World {
  const { cluster, environment } = production;
  const others = healthyWorld({ environment, cluster: { ...cluster, instances: cluster.instances + 1 } });
  const doubled = others.map((series) => ({
    ...series,
    signal: (second: number) => {
      const value = series.signal(second);
      return typeof value === 'number' ? (value + 1) * (series.metric.endsWith('available_bytes') ? 0.5 : 2) : value;
    },
  }));
  return doubled;
}

const GIB = 2 ** 30;
const OWN = { environment: 'production', namespace: 'link-services', cnpg_io_cluster: 'postgres-cluster' };
const SHARED = { environment: 'production', namespace: 'cnpg-system' };
const CLAIMS = [1, 2, 3].map((number) => ({ ...OWN, persistentvolumeclaim: `postgres-cluster-${number}` }));

const RECORDS: Readonly<Record<string, readonly RecordedSample[]>> = {
  postgres_ha_instances_expected: [{ labels: OWN, value: 3 }],
  postgres_ha_timeline: [{ labels: OWN, value: 3 }],
  cnpg_pg_backup_last_successful_timestamp: [{ labels: OWN, value: 1 }],
  postgres_ha_volume_available_bytes: CLAIMS.map((labels) => ({ labels, value: 60 * GIB })),
  postgres_ha_volume_capacity_bytes: CLAIMS.map((labels) => ({ labels, value: 100 * GIB })),
  postgres_ha_volume_used_percent: CLAIMS.map((labels) => ({ labels, value: 40 })),
  cnpg_pg_stat_replication_flush_lag: [2, 3].map((number) => ({
    labels: {
      ...OWN,
      ...{ job: 'postgres-cluster', pod: 'postgres-cluster-1', cnpg_io_instanceRole: 'primary' },
      ...{ usename: 'streaming_replica', application_name: `postgres-cluster-${number}` },
      ...{ client_addr: `10.0.0.${number}`, client_port: `${39_998 + number}` },
    },
    value: 512,
  })),
  // This one, the one of its name in another namespace and the other one in this namespace
  cnpg_clusters_total: [{ labels: SHARED, value: 3 }],
};

/** What is left of a claim of others on one side of a division finds nothing on the other. */
const EQUIVALENT = [105, 267].map(
  (at) =>
    `postgres_ha_volume_used_percent at ${at}: ,persistentvolumeclaim=~"postgres-cluster-[0-9]+(-wal|-tbs-.+)?" → nothing`,
);

describe.skipIf(need.absent)(`Rules in promtool${need.note}`, () => {
  test('are taken', async () => {
    const files = { 'rules.json': ruleFile([...rules.records, ...rules.alerts]) };
    const { exitCode, stdout } = await promtool(['check', 'rules'], files);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('SUCCESS') as string });
  });

  test('record what they should of this cluster and of no other, and no mutant of them does', async () => {
    const healthy = healthyWorld(production);
    const recorded = new Set<string>(Object.values(RECORDED));
    const elsewhere = healthy.map((series) => ({
      ...series,
      labels: { ...series.labels, environment: 'staging', namespace: 'staging-services' },
    }));
    const world = [...healthy, ...elsewhere, ...strangers(healthyOfOthers(), production)].filter(
      ({ metric }) => !recorded.has(metric),
    );
    const empty = { cnpg_clusters_total: [{ labels: SHARED, value: 0 }], postgres_ha_timeline: [] };
    const cases = [
      { name: 'beside others', world, expected: RECORDS },
      { name: 'where nothing is scraped', world: [], expected: empty },
    ];
    expect(await recordTrial(rules.records, cases)).toEqual({ said: '', survivors: EQUIVALENT });
  });

  test.each([
    { name: 'on which a lot happens', day: busyDay, step: 15 },
    { name: 'on which a lot happens, scraped twice a minute', day: busyDay, step: 30 },
    { name: 'on which nobody writes', day: idleDay, step: 60 },
  ])('no alert fires on a day $name and nothing is wrong', async ({ day, step }) => {
    const world = besideDeleted(day(healthyWorld(production)), production);
    expect(await firing(production, { world, seconds: DAY, step })).toBe('');
  });

  test.each([
    { name: 'of one instance', on: productionCluster({ instances: 1, synchronous: 'none', poolers: { rw: {} } }) },
    { name: 'without backups', on: productionCluster({ backup: 'none' }) },
    { name: 'without poolers', on: productionCluster({ poolers: {} }) },
    { name: 'whose commits wait for nobody', on: productionCluster({ synchronous: 'none' }) },
    { name: 'with WAL on a volume of its own', on: productionCluster({ walStorage: { size: '20Gi' } }) },
    { name: 'that follows another one', on: followerCluster(), world: leadsWithoutStream },
  ])('no alert fires for a cluster $name while all is well', async ({ on, world = (healthy) => healthy }) => {
    expect(await firing(on, { world: world(healthyWorld(on)), seconds: 7200, step: 60 })).toBe('');
  });

  describe.each(names)('%s', (name) => {
    const scenarios = SCENARIOS.filter(({ alert }) => alert === name);
    const trials = scenarios.filter(({ on }) => on === undefined).flatMap((each) => trialsOf(each, production));
    let said: readonly string[] = [];

    beforeAll(async () => {
      said = await verdicts(name, { rules, trials, on: production });
    });

    test.each(trials.map(({ scenario }, index) => ({ name: scenario.name, index })))('$name', ({ index }) => {
      expect(said[index]).toBe('');
    });

    const elsewhere = scenarios.flatMap((scenario) =>
      scenario.on === undefined ? [] : [{ name: scenario.name, scenario, on: scenario.on() }],
    );
    test.each(elsewhere)('$name', async ({ scenario, on }) => {
      const [trial] = trialsOf(scenario, on);
      const single = trial === undefined ? [] : [trial];
      expect(await verdicts(name, { rules: renderedRules(on), trials: single, on })).toEqual(['']);
    });

    test('no mutant passes for it', async () => {
      expect(await survivors(name, { rules, trials, on: production })).toEqual([]);
    });
  });
});
