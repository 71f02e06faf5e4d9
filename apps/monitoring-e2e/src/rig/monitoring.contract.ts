import { statfs } from 'node:fs/promises';
import { clusterLabels, dashboardQueries, METRIC_CATALOG, type DashboardQuery } from '@postgres-ha/monitoring';
import { rowsOf } from '@postgres-ha/production-rig';
import {
  alertmanagerPart,
  eventually,
  needPart,
  prometheusOperatorPart,
  prometheusPart,
  rigPart,
  type LiveObject,
  type Sample,
} from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firedSince, now } from './alert-history.ts';
import { doctorStatus } from './doctor-status.ts';
import { killPrimary } from './failover.ts';
import { faults, type Fault, type Roles } from './faults.ts';
import { startMonitoredProduction, type MonitoredProduction } from './monitored-production.ts';
import { isPlausible } from './plausible.ts';
import { ABSENT_WHEN_QUIET, EMPTY_WHEN_QUIET, SOMETIMES_EMPTY } from './quiet-queries.ts';
import { exportedSeries, recordedSeries } from './recorded-series.ts';
import { inOrder, wantedTargets } from './wanted-targets.ts';

const needs = [rigPart('cluster'), prometheusPart(), alertmanagerPart(), prometheusOperatorPart()].map((part) =>
  needPart(part),
);
const PATIENCE = { timeoutMs: 420_000, intervalMs: 1_000 } as const;

describe.skipIf(needs.some(({ absent }) => absent))(
  `production on one real node, measured by a real Prometheus${needs.map(({ note }) => note).join('')}`,
  () => {
    const resources = new AsyncDisposableStack();
    let monitored: MonitoredProduction;
    let roles: Roles;
    let queries: readonly DashboardQuery[];
    let begin: number;

    beforeAll(async () => {
      monitored = resources.use(await startMonitoredProduction());
      const { production, lowered } = monitored;
      const { currentPrimary: primary = '', instanceNames = [] } = production.cluster.status ?? {};
      const [first = '', second = ''] = instanceNames.filter((name) => name !== primary);
      roles = { primary, standbys: [first, second] };
      queries = dashboardQueries(clusterLabels(lowered.cluster, lowered.environment));
      await eventually('all rules to be evaluated, and none of them to hold', isQuiet, PATIENCE);
      begin = await now(monitored.prometheus);
    });
    afterAll(() => resources.disposeAsync());

    /** Not even about to fire. A rule that was not evaluated yet says nothing. */
    async function isQuiet(): Promise<true | undefined> {
      const { prometheus } = monitored;
      const [rules, alerts] = await Promise.all([prometheus.rules(), prometheus.alerts()]);
      const evaluated = rules.length > 0 && rules.every(({ health }) => health !== 'unknown');
      return evaluated && alerts.length === 0 ? true : undefined;
    }

    const ask = (expression: string): Promise<readonly Sample[]> => monitored.prometheus.query(expression);
    const valueOf = async (expression: string): Promise<number | undefined> => (await ask(expression))[0]?.value;

    test('every target that the PodMonitors are to find is up, with exactly the labels that rules and panels select by', async () => {
      const wanted = await wantedTargets(monitored, roles.primary);
      expect(wanted).toHaveLength(7); // three instances, two PgBouncers, two workers
      const targets = await eventually(
        'every target to be up',
        async () => {
          // a busy machine may answer one scrape too late
          const seen = await monitored.prometheus.targets();
          return seen.every(({ health }) => health === 'up') ? seen : undefined;
        },
        PATIENCE,
      );
      const ofNamespace = (namespace: string): typeof targets =>
        targets.filter(({ pool }) => pool.startsWith(`podMonitor/${namespace}/`));
      const found = ofNamespace(monitored.production.namespace).map(({ labels }) =>
        Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'instance')),
      );
      expect(inOrder(found)).toEqual(wanted);
      const operator = ofNamespace('cnpg-system').map(({ labels: { job, environment } }) => ({ job, environment }));
      expect(operator).toEqual([{ job: 'cloudnative-pg', environment: 'production' }]);
    });

    test('every metric that a rule or a panel names is there, but those that a quiet cluster has not', async () => {
      const { prometheus } = monitored;
      const [rules, names] = await Promise.all([prometheus.rules(), prometheus.metricNames()]);
      const text = [...rules.map(({ query }) => query), ...queries.map(({ expression }) => expression)].join('\n');
      const named = METRIC_CATALOG.map(({ name }) => name).filter((name) =>
        new RegExp(String.raw`(?<![\w:])${name}(?![\w:])`).test(text),
      );
      expect(named.length).toBeGreaterThan(80);
      const absent = named.filter((name) => !names.includes(name) && !name.startsWith('ALERTS'));
      expect(absent.toSorted()).toEqual(Object.keys(ABSENT_WHEN_QUIET).toSorted());
    });

    test('every series that was recorded of a healthy cluster is exported, with its labels', async () => {
      const exported = await exportedSeries(monitored.prometheus);
      expect(recordedSeries().filter((series) => !exported.includes(series))).toEqual([]);
    });

    test('every value of every metric of the catalogue is one that its unit allows', async () => {
      const implausible: string[] = [];
      for (const metric of METRIC_CATALOG) {
        for (const sample of await ask(metric.name)) {
          if (!isPlausible(metric, sample))
            implausible.push(`${metric.name} ${metric.unit}: ${JSON.stringify(sample)}`);
        }
      }
      expect(implausible).toEqual([]);
    });

    test('what is measured of PostgreSQL is what it says itself, of the instance that is the primary', async () => {
      const { kubectl, namespace } = monitored.production;
      const at = { namespace, pod: roles.primary };
      const number = async (statement: string): Promise<number> => Number((await rowsOf(kubectl, at, statement))[0]);
      const measured = async (metric: string, ...matchers: readonly string[]): Promise<number> =>
        (await valueOf(`${metric}{${[`pod="${roles.primary}"`, ...matchers].join(',')}}`)) ?? Number.NaN;

      const primaries = await ask('cnpg_pg_replication_in_recovery == 0');
      expect(primaries.map(({ labels }) => labels['pod'])).toEqual([roles.primary]);
      expect(await measured('cnpg_pg_replication_streaming_replicas')).toBe(2);
      expect(await measured('cnpg_pg_connections_max')).toBe(await number('SHOW max_connections'));
      const size = await number("SELECT pg_database_size('linkdb')");
      const megabytes = (bytes: number): number => bytes / 1e6;
      expect(megabytes(await measured('cnpg_pg_database_size_bytes', 'datname="linkdb"'))).toBeCloseTo(
        megabytes(size),
        0,
      );
      const started = await number('SELECT extract(epoch FROM pg_postmaster_start_time())');
      expect(await measured('cnpg_pg_postmaster_start_time')).toBeCloseTo(started, 0);
      const position = await number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
      expect(await measured('cnpg_pg_xlog_position_bytes')).toBeLessThanOrEqual(position);
      expect(await measured('cnpg_pg_xlog_position_bytes')).toBeGreaterThan(position / 2);
      expect(await measured('cnpg_pg_xlog_position_timeline')).toBe(1);
      const synchronous = await ask('cnpg_pg_stat_replication_synchronous == 1');
      expect(synchronous.map(({ labels }) => labels['application_name'])).toEqual(
        await rowsOf(kubectl, at, "SELECT application_name FROM pg_stat_replication WHERE sync_state = 'sync'"),
      );
    });

    test('what is measured of volumes, backups and members is what the node, the archive and the watchdog say', async () => {
      const { production, volumes } = monitored;
      const { kubectl, namespace } = production;
      for (const name of [roles.primary, ...roles.standbys]) {
        const claim = await kubectl.get<Claim>({ resource: 'persistentvolumeclaims', name, namespace });
        const { bsize, blocks, bavail } = await statfs(volumes.directory(claim?.spec.volumeName ?? ''));
        const of = (what: string): string => `postgres_ha_volume_${what}_bytes{persistentvolumeclaim="${name}"}`;
        expect(await valueOf(of('capacity'))).toBe(bsize * blocks);
        expect(Math.abs(((await valueOf(of('available'))) ?? 0) - bsize * bavail)).toBeLessThan(2 ** 26);
      }
      const backup = (await valueOf('cnpg_pg_backup_last_successful_timestamp')) ?? 0;
      const newest = (await valueOf('backup_verifier_newest_backup_timestamp_seconds')) ?? 0;
      expect(Math.abs(backup - newest)).toBeLessThan(60);
      expect(await valueOf('backup_verifier_verdict{verdict="proven"}')).toBe(1);
      expect(await valueOf('split_brain_watchdog_cluster_state{state="healthy"}')).toBe(1);
      expect(await valueOf('split_brain_watchdog_members{role="primary"}')).toBe(1);
      expect(await valueOf('split_brain_watchdog_members{role="standby"}')).toBe(2);
      expect(await valueOf('cnpg_clusters_total')).toBe(1);
    });

    test('every rule is evaluated without an error, and every rule that records has recorded', async () => {
      const rules = await monitored.prometheus.rules();
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      const recording = rules.filter(({ kind }) => kind === 'recording').map(({ name }) => name);
      const empty: string[] = [];
      for (const name of recording) if ((await ask(name)).length === 0) empty.push(name);
      expect(empty).toEqual([]);
    });

    test('every query of the dashboard returns numbers, but those that have nothing to tell of a quiet cluster', async () => {
      const empty = new Set<string>();
      for (const { where, expression } of queries) {
        const samples = await ask(expression);
        if (!samples.some(({ value }) => Number.isFinite(value)) && !(where in SOMETIMES_EMPTY)) empty.add(where);
      }
      expect([...empty].toSorted()).toEqual(Object.keys(EMPTY_WHEN_QUIET).toSorted());
    });

    test('doctor shows what the workers have proven, and that nothing is to be told', async () => {
      const status = await doctorStatus(monitored);
      const [proof, ...others] = status.proofs.kind === 'seen' ? status.proofs.value : [];
      expect(proof, JSON.stringify(status.proofs)).toMatchObject({ verdict: 'proven' });
      expect(others).toEqual([]);
      expect(status.watch).toMatchObject({ kind: 'seen', value: { state: 'healthy', openIncidents: 0 } });
      expect(status.alerts).toEqual({ kind: 'seen', value: [] });
    });

    test('a quiet cluster fires nothing', async () => {
      expect(await firedSince(monitored.prometheus, begin)).toEqual([]);
    });

    describe('five faults at one time', () => {
      let planted: readonly Fault[];

      test('fire the alerts that are made for them, and nothing else', async () => {
        const { prometheus } = monitored;
        const before = await now(prometheus);
        planted = faults(monitored, roles);
        // in their order: a standby that does not replay lags by what is written when the archive is broken
        for (const { plant } of planted) await plant();
        const expected = planted.flatMap(({ fires }) => fires).toSorted();
        const fired = await eventually(
          expected.join(', '),
          async () => {
            const seen = await firedSince(prometheus, before);
            return expected.every((alert) => seen.includes(alert)) ? seen : undefined;
          },
          PATIENCE,
        );
        expect(fired).toEqual(expected);
      });

      test('are shown on the dashboard, whose every query is still answered', async () => {
        const answered = new Set<string>();
        for (const { where, expression } of queries) if ((await ask(expression)).length > 0) answered.add(where);
        expect(answered).toContain('Alert status and history / Alerts that fire or are about to');
        expect(answered).toContain('Alert status and history / Alerts over time');
        expect(answered).toContain('annotation Critical alerts');
      });

      test('are what doctor shows of it', async () => {
        const names = planted.flatMap(({ fires }) => fires).map((alert) => alert.replace(/ .*/, ''));
        const { alerts } = await doctorStatus(monitored);
        const shown = alerts.kind === 'seen' ? alerts.value : [];
        expect(shown.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
        for (const { name, summary } of shown) expect(summary, name).toMatch(/\S/);
      });

      test('are told to those whom the route of a critical alert names', async () => {
        const [volume] = roles.standbys;
        const { alerts } = await monitored.receiver.hears('/critical', tellsOf('firing', volume));
        expect(alerts.map(({ labels }) => labels)).toContainEqual(
          expect.objectContaining({
            alertname: 'PostgreSQLVolumeAlmostFull',
            severity: 'critical',
            environment: 'production',
            namespace: monitored.production.namespace,
            cnpg_io_cluster: monitored.lowered.cluster.name,
          }),
        );
      });

      test('are over when what was wrong is over', async () => {
        for (const { remove } of planted) await remove();
        await eventually('nothing to fire', isQuiet, PATIENCE);
      });
    });

    describe('a primary that is lost', () => {
      test('fires that an instance is down and that another was promoted, never two primaries, and nothing that does not last', async () => {
        const { prometheus } = monitored;
        await monitored.useRules({ holding: 'as rendered' });
        const before = await now(prometheus);
        const { promoted, withoutPrimarySeconds, healedSeconds } = await killPrimary(monitored, roles.primary);
        const promotion = `PostgreSQLFailoverHappened ${promoted}`;
        const fired = await eventually(
          promotion,
          async () => {
            const seen = await firedSince(prometheus, before);
            return seen.includes(promotion) ? seen : undefined;
          },
          PATIENCE,
        );
        expect(fired).toContain('PostgreSQLInstanceDown missing');
        // these are right where a machine is so slow that they hold for as long as their rules say
        const late = [
          ...(withoutPrimarySeconds > 80 ? ['PostgreSQLNoPrimary'] : []),
          ...(healedSeconds > 150 ? ['PostgreSQLSynchronousDegraded'] : []),
        ];
        const others = fired.filter((alert) => alert !== promotion && !alert.startsWith('PostgreSQLInstanceDown '));
        expect(others.filter((alert) => !late.includes(alert))).toEqual([]);
      });

      test('is a mark on the dashboard, and over when the old primary follows the new one', async () => {
        const { prometheus } = monitored;
        await eventually('nothing to fire', isQuiet, PATIENCE);
        const fired = await firedSince(prometheus, begin);
        expect(fired.filter((alert) => alert.startsWith('PostgreSQLMultiplePrimaries'))).toEqual([]);
        const { expression = '' } = queries.find(({ where }) => where === 'annotation Promotions') ?? {};
        const marks = await prometheus.queryRange(expression, {
          start: begin,
          end: await now(prometheus),
          stepSeconds: 5,
        });
        expect(marks).toHaveLength(1);
      });
    });

    // Alertmanager waits for a minute before it tells again of a group
    test('that the volume is no longer full was told to those who were told that it is', async () => {
      const [volume] = roles.standbys;
      await eventually(
        'the end to be told',
        () =>
          Promise.resolve(
            monitored.receiver
              .told()
              .find(({ to, body }) => to === '/critical' && tellsOf('resolved', volume)(body as ToldAlerts)),
          ),
        PATIENCE,
      );
    });
  },
);

interface Claim extends LiveObject {
  readonly spec: { readonly volumeName?: string };
}

interface ToldAlerts {
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

function tellsOf(wanted: 'firing' | 'resolved', volume: string) {
  return ({ alerts }: ToldAlerts): boolean =>
    alerts.some(({ status, labels }) => status === wanted && labels['persistentvolumeclaim'] === volume);
}
