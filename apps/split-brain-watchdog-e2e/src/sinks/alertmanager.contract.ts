import { setTimeout as sleep } from 'node:timers/promises';
import { alertmanagerSink, systemClock, type AlertmanagerSinkOptions } from '@postgres-ha/notification';
import {
  alertmanagerPart,
  eventually,
  needPart,
  startAlertmanager,
  startFaultyServer,
  type FaultyServer,
  type FaultyServerOptions,
} from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { deliverLife } from './deliver-life.ts';
import { FAULTS } from './faults.ts';
import { incidentLife, openIncident } from './incident-life.ts';
import { testClock } from './test-clock.ts';

const need = needPart(alertmanagerPart());
const TIMEOUT_MS = 300_000;

/** In the past by the clock of this machine, which is Alertmanager's too. */
function justBefore(): string {
  return new Date(Date.now() - 600_000).toISOString();
}

interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

async function active(url: string): Promise<readonly ActiveAlert[]> {
  return (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly ActiveAlert[];
}

/** In front of the real one, so that any request can fail before or after it. */
function faultyFront(url: string, options: Pick<FaultyServerOptions, 'faultOf' | 'onHang'>): Promise<FaultyServer> {
  return startFaultyServer({
    ...options,
    answer: async ({ method, path, body }) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
      return { status: answer.status, body: await answer.text() };
    },
  });
}

function sinkOf(options: AlertmanagerSinkOptions): () => ReturnType<typeof alertmanagerSink> {
  return () => alertmanagerSink(options);
}

const { signal } = new AbortController();
const unsaved = { progress: undefined, save: () => Promise.resolve(), signal };

describe.skipIf(need.absent)(`an incident in a real Alertmanager${need.note}`, () => {
  test('is one alert at any time, of its severity, and none when it is over', async () => {
    await using alertmanager = await startAlertmanager();
    const openedAt = justBefore();
    await deliverLife(incidentLife(openedAt), {
      clock: testClock(openedAt),
      open: sinkOf({ url: alertmanager.url, labels: { team: 'dba' } }),
      shown: async ({ status, severity }) => {
        const alerts = await active(alertmanager.url);
        expect(alerts.map(({ labels }) => labels)).toEqual(
          status === 'resolved'
            ? []
            : [
                {
                  alertname: 'SplitBrainDualWritable',
                  cluster: 'production/orders',
                  incident: '0123456789abcdef',
                  kind: 'split-brain/dual-writable',
                  severity,
                  team: 'dba',
                },
              ],
        );
        for (const { annotations } of alerts) {
          expect(annotations['runbook_url']).toBe('https://runbooks.example.org/split-brain/dual-writable');
        }
      },
    });
  });

  test.each(FAULTS)('survives %s, at any request', async (_name, fault) => {
    await using alertmanager = await startAlertmanager();
    for (let index = 0; index < 6; index++) {
      const openedAt = justBefore();
      // another incident each time, so that one server does for all
      const id = `${index}`.padStart(16, '0');
      const clock = testClock(openedAt);
      await using front = await faultyFront(alertmanager.url, {
        faultOf: (request) => (request.index === index ? fault : undefined),
        onHang: clock.expire,
      });
      await deliverLife(
        incidentLife(openedAt).map((incident) => ({ ...incident, id })),
        {
          clock,
          // Alertmanager goes by this machine's time
          open: sinkOf({ url: front.url, clock: { ...systemClock, deadline: () => clock.deadline() } }),
          shown: async ({ status, severity }) => {
            const severities = (await active(alertmanager.url)).map(({ labels }) => labels['severity']);
            expect(severities).toEqual(status === 'resolved' ? [] : [severity]);
          },
        },
      );
    }
  });

  test('is right when the process is killed at any save', async () => {
    await using alertmanager = await startAlertmanager();
    const open = sinkOf({ url: alertmanager.url });
    const openedAt = justBefore();
    const { saves } = await deliverLife(incidentLife(openedAt), { clock: testClock(openedAt), open });
    for (let save = 0; save < saves; save++) {
      for (const when of ['before', 'after'] as const) {
        const life = incidentLife(openedAt).map((incident) => ({ ...incident, id: `${save}-${when}` }));
        await deliverLife(life.slice(0, -1), { clock: testClock(openedAt), open, kill: { save, when } });
        expect((await active(alertmanager.url)).length).toBe(1);
        await deliverLife(life.slice(-1), { clock: testClock(openedAt), open });
        expect(await active(alertmanager.url)).toEqual([]);
      }
    }
  });

  test('is told to the receiver as firing, and as resolved in the end', async () => {
    await using receiver = await startFaultyServer({ answer: () => ({ status: 200, body: '{}' }) });
    await using alertmanager = await startAlertmanager({ receiver: `${receiver.url}/` });
    const told = (status: string): Promise<true> =>
      eventually(
        `the receiver hears ${status}`,
        () =>
          Promise.resolve(
            receiver.requests.some(({ body }) => (JSON.parse(body) as { status: string }).status === status) ||
              undefined,
          ),
        { timeoutMs: TIMEOUT_MS, intervalMs: 50 },
      );
    const openedAt = justBefore();
    const sink = alertmanagerSink({ url: alertmanager.url });
    const incident = openIncident({ openedAt, changedAt: openedAt });
    await sink.deliver(incident, unsaved);
    await told('firing');
    const resolvedAt = new Date().toISOString();
    await sink.deliver({ ...incident, revision: 2, status: 'resolved', resolvedAt, changedAt: resolvedAt }, unsaved);
    await told('resolved');
  });

  test('is there again after a restart as soon as it is sent again, which the sink asks for', async () => {
    await using alertmanager = await startAlertmanager();
    const sink = alertmanagerSink({ url: alertmanager.url, refreshMs: 60_000 });
    expect(sink.refreshMs).toBe(60_000);
    const incident = openIncident({ openedAt: justBefore() });
    await sink.deliver(incident, unsaved);
    await alertmanager.restart();
    expect(await active(alertmanager.url)).toEqual([]);
    await sink.deliver(incident, unsaved);
    expect((await active(alertmanager.url)).length).toBe(1);
  });

  test('fades when nobody sends it again, and stays as long as somebody does', async () => {
    await using alertmanager = await startAlertmanager();
    const sink = alertmanagerSink({ url: alertmanager.url, refreshMs: 500, holdMs: 20_000 });
    const incident = openIncident({ openedAt: justBefore() });
    const brief = alertmanagerSink({ url: alertmanager.url, holdMs: 1000 });
    await brief.deliver(incident, unsaved);
    await eventually('it fades', async () => ((await active(alertmanager.url)).length === 0 ? true : undefined), {
      timeoutMs: TIMEOUT_MS,
      intervalMs: 100,
    });
    await brief.deliver(incident, unsaved);
    await sink.deliver(incident, unsaved);
    await sleep(1500);
    expect((await active(alertmanager.url)).length).toBe(1);
  });

  test('has a self-test that raises nothing, and refuses what is no Alertmanager', async () => {
    await using alertmanager = await startAlertmanager();
    await alertmanagerSink({ url: alertmanager.url }).selfTest({ signal });
    expect(await active(alertmanager.url)).toEqual([]);
    const elsewhere = alertmanagerSink({ url: `${alertmanager.url}/elsewhere` });
    await expect(elsewhere.selfTest({ signal })).rejects.toMatchObject({ kind: 'refused' });
    await using other = await startFaultyServer({ answer: () => ({ status: 200, body: '{}' }) });
    await expect(alertmanagerSink({ url: other.url }).selfTest({ signal })).rejects.toMatchObject({ kind: 'refused' });
  });
});
