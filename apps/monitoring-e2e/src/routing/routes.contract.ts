import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterRules, environmentRules, INHIBITIONS } from '@postgres-ha/monitoring';
import {
  alertmanagerPart,
  apiPart,
  needPart,
  prometheusOperatorPart,
  runCommand,
  startAlertmanager,
  startApi,
  startPrometheusOperator,
  type GeneratedAlertmanager,
  type PrometheusOperator,
} from '@postgres-ha/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alertmanagerClient, type AlertmanagerClient, type Labels } from './alertmanager-client.ts';
import { startAlertReceiver, type AlertReceiver } from './alert-receiver.ts';
import { API_KEY, generatedRoutes, ROUTING_KEY, routedEnvironment, routesOf, spedUp } from './routed-environment.ts';

const needs = [needPart(prometheusOperatorPart()), needPart(alertmanagerPart()), needPart(await apiPart())];
const environment = routedEnvironment();
const rulesOf = (groups: ReturnType<typeof environmentRules>) =>
  groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === 'alert'));
const OF_CLUSTERS = environment.clusters.flatMap((cluster) =>
  rulesOf(clusterRules(cluster, environment)).map(({ name, severity }) => ({ cluster, name, severity })),
);
const SHARED = rulesOf(environmentRules(environment));

/** As the rules label it; `more` says which pod it is about. */
function alertOf(cluster: string, alertname: string, more: Labels = {}): Labels {
  const { namespace = '' } = environment.clusters.find(({ name }) => name === cluster) ?? {};
  const severity = OF_CLUSTERS.find(({ name }) => name === alertname)?.severity ?? '';
  return { alertname, environment: 'example', namespace, cnpg_io_cluster: cluster, severity, ...more };
}

describe.skipIf(needs.some(({ absent }) => absent))(
  `alerts, through what the Prometheus operator makes of our routes${needs.map(({ note }) => note).join('')}`,
  () => {
    const opened = new AsyncDisposableStack();
    let operator: PrometheusOperator;
    let receiver: AlertReceiver;
    let generated: GeneratedAlertmanager;
    let configuration: string;

    beforeAll(async () => {
      const api = opened.use(await startApi('routes of alerts'));
      operator = opened.use(await startPrometheusOperator(api));
      receiver = opened.use(await startAlertReceiver());
      generated = await generatedRoutes(environment, { api, operator, receiver: receiver.url });
      configuration = spedUp(generated, receiver.url);
    });
    afterAll(() => opened.disposeAsync());

    let own: AsyncDisposableStack;
    let client: AlertmanagerClient;
    beforeEach(async () => {
      own = new AsyncDisposableStack();
      receiver.forget();
      client = alertmanagerClient(own.use(await startAlertmanager({ configuration })).url);
      return () => own.disposeAsync();
    });

    test("the operator's webhook admits every one of them", async () => {
      for (const object of routesOf(environment)) expect(await operator.judge(object)).toEqual({ kind: 'admitted' });
    });

    test('amtool finds nothing wrong with the configuration', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'routes-'));
      try {
        await writeFile(join(directory, 'alertmanager.yml'), generated.configuration);
        const { exitCode, stdout, stderr } = await runCommand('amtool', [
          'check-config',
          join(directory, 'alertmanager.yml'),
        ]);
        expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: '' });
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    test('every alert of every cluster goes to the receiver of its severity, and to nobody else', async () => {
      const alerts = OF_CLUSTERS.map(({ cluster, name }) => alertOf(cluster.name, name));
      await client.fire(...alerts);
      const wanted = OF_CLUSTERS.map(({ cluster, severity }) => [`${cluster.namespace}/${cluster.name}/${severity}`]);
      const found: (readonly string[])[] = [];
      for (const labels of alerts) found.push(receiversOf(await client.held(labels)));
      expect(OF_CLUSTERS.length).toBeGreaterThan(60);
      expect(found).toEqual(wanted);
    });

    test('what the clusters share goes to the receivers in the namespace of the operator; what others say of it does not', async () => {
      const shared = SHARED.map(({ name: alertname, severity }) => ({
        alertname,
        severity,
        environment: 'example',
        namespace: environment.operator.namespace,
      }));
      const others = {
        alertname: 'KubePodCrashLooping',
        severity: 'critical',
        namespace: environment.operator.namespace,
      };
      await client.fire(...shared, others);
      for (const labels of shared) {
        expect(receiversOf(await client.held(labels))).toEqual([
          `${environment.operator.namespace}/postgres-ha/${labels.severity}`,
        ]);
      }
      expect(receiversOf(await client.held(others))).toEqual(['null']);
    });

    test('an alert of another severity, or of none, is told where warnings go, and one by rules of others too', async () => {
      const without = withoutLabel(alertOf('orders', 'PostgreSQLSlotLag'), 'severity');
      const ofOthers = withoutLabel(alertOf('orders', 'LongRunningTransaction', { severity: 'page' }), 'environment');
      await client.fire(without, ofOthers);
      expect(receiversOf(await client.held(without))).toEqual(['shop/orders/warning']);
      expect(receiversOf(await client.held(ofOthers))).toEqual(['shop/orders/warning']);
      await receiver.hears('/shop/warning', ({ groupLabels }) => groupLabels['alertname'] === 'LongRunningTransaction');
    });

    test('an alert of another environment, in an Alertmanager for several, is told by nobody of this one', async () => {
      const elsewhere = alertOf('orders', 'PostgreSQLNoPrimary', { environment: 'elsewhere' });
      await client.fire(elsewhere);
      expect(receiversOf(await client.held(elsewhere))).toEqual(['null']);
    });

    test('alerts of several pods are one message, those of two clusters are two, in one namespace and in two', async () => {
      const lags = (cluster: string): readonly Labels[] =>
        [1, 2, 3].map((n) => alertOf(cluster, 'PostgreSQLStandbyNotStreaming', { pod: `${cluster}-${n}` }));
      await client.fire(...lags('orders'), ...lags('billing'), ...lags('ledger'));
      for (const [to, cluster] of [
        ['/shop/warning', 'orders'],
        ['/shop/warning', 'billing'],
        ['/bank/warning', 'ledger'],
      ] as const) {
        const { alerts } = await receiver.hears(to, about(cluster, 'PostgreSQLStandbyNotStreaming'));
        expect(alerts.map(({ labels }) => labels['pod'])).toEqual([1, 2, 3].map((n) => `${cluster}-${n}`));
        expect(new Set(alerts.map(({ labels }) => labels['cnpg_io_cluster']))).toEqual(new Set([cluster]));
      }
    });

    test('that it is over is told as well', async () => {
      const alert = alertOf('orders', 'PostgreSQLConnectionsHigh', { pod: 'orders-1' });
      await client.fire(alert);
      await receiver.hears('/shop/warning', about('orders', 'PostgreSQLConnectionsHigh'));
      await client.resolve(alert);
      await receiver.hears(
        '/shop/warning',
        (body) => body.status === 'resolved' && about('orders', 'PostgreSQLConnectionsHigh')(body),
      );
    });

    describe.each(INHIBITIONS.flatMap(({ mutes, ...inhibition }) => mutes.map((muted) => ({ ...inhibition, muted }))))(
      '$while and $muted',
      ({ while: source, muted, within, only }) => {
        const about = (n: number): Labels =>
          ({ cluster: {}, pod: { pod: `orders-${n}` }, volume: { persistentvolumeclaim: `orders-${n}` } })[within];
        // a regular expression with one value that it matches
        const some: Labels =
          only === undefined ? {} : { [only.label]: only.value.split('|')[0]?.replace('.+', 'certificate') ?? '' };
        const first = alertOf('orders', source, about(1));
        const second = alertOf('orders', muted, { ...about(1), ...some });

        test('the second is not told while the first fires, and is when it is over', async () => {
          await client.fire(first);
          const { fingerprint } = await client.held(first);
          await client.fire(second);
          expect((await client.held(second, 'suppressed')).status.inhibitedBy).toEqual([fingerprint]);
          await client.resolve(first);
          await receiver.hears('/shop/warning', ({ alerts }) => alerts.some(({ labels }) => same(labels, second)));
        });

        test('the first is told while the second fires', async () => {
          await client.fire(second);
          await client.held(second);
          await client.fire(first);
          expect((await client.held(first)).status.state).toBe('active');
        });

        test('the second is told when it is about something else, or critical', async () => {
          const others = [
            alertOf('billing', muted, { ...about(1), ...some }),
            alertOf('ledger', muted, { ...about(1), ...some }),
            { ...second, severity: 'critical' },
            ...(within === 'cluster' ? [] : [alertOf('orders', muted, about(2)), alertOf('orders', muted)]),
            ...(only === undefined ? [] : [alertOf('orders', muted, { [only.label]: 'up' })]),
          ];
          await client.fire(first);
          await client.held(first);
          await client.fire(...others);
          for (const other of others) expect((await client.held(other)).status.state).toBe('active');
        });
      },
    );

    test('a first alert without a pod mutes nothing that names none either', async () => {
      await client.fire(alertOf('orders', 'PostgreSQLInstanceDown'));
      const missing = alertOf('orders', 'PostgreSQLMetricsMissing');
      await client.fire(missing);
      expect((await client.held(missing)).status.state).toBe('active');
    });

    test('what fires at once for one fault is told as one critical message and no more', async () => {
      const cause = alertOf('ledger', 'PostgreSQLNoPrimary');
      const noise = [
        'PostgreSQLReplicationLag',
        'PostgreSQLStandbyNotStreaming',
        'PostgreSQLSynchronousDegraded',
        'PostgreSQLConnectionsHigh',
        'PostgreSQLPoolerSaturated',
      ].map((name) => alertOf('ledger', name));
      await client.fire(cause, ...noise);
      await receiver.hears('/bank/critical', about('ledger', 'PostgreSQLNoPrimary'));
      // sent later and told: so what came before it and waits as long was passed over
      const last = alertOf('ledger', 'PostgreSQLSlotLag');
      await client.fire(last);
      await receiver.hears('/bank/warning', about('ledger', 'PostgreSQLSlotLag'));
      expect(receiver.told().filter(({ to }) => to === '/bank/warning')).toHaveLength(1);
    });

    test('people in Slack, PagerDuty and Opsgenie read what it is, where, what to do and where the rest is, and nothing secret', async () => {
      await client.fire(
        alertOf('orders', 'PostgreSQLInstanceDown', { pod: 'orders-1' }),
        alertOf('orders', 'PostgreSQLInstanceDown', { pod: 'orders-2' }),
      );
      await receiver.hears('/shop/critical', about('orders', 'PostgreSQLInstanceDown'));
      const message = (to: string): Promise<unknown> => receiver.hears(to, () => true);
      const slack = (await message('/shop/slack')) as {
        readonly channel: string;
        readonly attachments: readonly SlackText[];
      };
      const [attachment] = slack.attachments;
      expect(slack.channel).toBe('#databases');
      expect(attachment).toMatchObject({
        title: 'PostgreSQLInstanceDown: example shop/orders',
        title_link: 'https://example.com/runbooks/PostgreSQLInstanceDown.md',
        color: 'danger',
      });
      expect(attachment?.text.split('\n').map((line) => line.replace(/http:[^|]*/, 'ALERTMANAGER'))).toEqual([
        '• PostgreSQLInstanceDown of orders-1 &lt;!channel&gt; &amp; more',
        '• PostgreSQLInstanceDown of orders-2 &lt;!channel&gt; &amp; more',
        'What it means.',
        '<https://example.com/runbooks/PostgreSQLInstanceDown.md|What to do>, <ALERTMANAGER|what else fires>',
      ]);
      const pagerduty = (await message('/pagerduty')) as { readonly routing_key: string };
      expect(pagerduty).toMatchObject({
        routing_key: ROUTING_KEY,
        event_action: 'trigger',
        payload: {
          summary: 'PostgreSQLInstanceDown: example shop/orders',
          severity: 'critical',
          component: 'example shop/orders',
        },
      });
      const opsgenie = (await message('/opsgenie/v2/alerts')) as object;
      expect(opsgenie).toMatchObject({ message: 'PostgreSQLInstanceDown: example shop/orders', priority: 'P1' });
      const shown = JSON.stringify([slack, { ...pagerduty, routing_key: '' }, opsgenie]);
      for (const value of [ROUTING_KEY, API_KEY, '/shop/slack', '/shop/critical']) expect(shown).not.toContain(value);
    });
  },
);

interface SlackText {
  readonly text: string;
}

function receiversOf({ receivers }: { readonly receivers: readonly { readonly name: string }[] }): readonly string[] {
  return receivers.map(({ name }) => name);
}

function about(cluster: string, alert: string): (body: { readonly groupLabels: Labels }) => boolean {
  return ({ groupLabels }) => groupLabels['cnpg_io_cluster'] === cluster && groupLabels['alertname'] === alert;
}

function same(a: Labels, b: Labels): boolean {
  return Object.entries(b).every(([name, value]) => a[name] === value);
}

function withoutLabel(labels: Labels, label: string): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== label));
}
