import type { IncidentSink } from '@postgres-ha/incident';
import { pagerDutySink, webhookSink } from '@postgres-ha/notification';
import { startFakeEvents, type FakeEvents } from '@postgres-ha/testkit/fake-events';
import { describe, expect, test } from 'vitest';
import { deliverLife } from './deliver-life.ts';
import { FAULTS } from './faults.ts';
import { incidentLife, OPENED_AT, openIncident } from './incident-life.ts';
import { testClock, type TestClock } from './test-clock.ts';

const life = incidentLife();
const ROUTING_KEY = '0123456789abcdef0123456789abcdef';
const SECRET = 'a-signing-secret';
/** One for each revision; the last of an opening resolves. */
const REQUESTS = life.length;

type FakeOptions = Parameters<typeof startFakeEvents>[0];

const receivers: readonly {
  readonly name: string;
  readonly start: (options?: FakeOptions) => Promise<FakeEvents>;
  readonly open: (url: string, clock: TestClock) => IncidentSink;
}[] = [
  {
    name: 'PagerDuty',
    start: (options) => startFakeEvents({ ...options, routingKey: ROUTING_KEY }),
    open: (url, clock) => pagerDutySink({ url, routingKey: ROUTING_KEY, clock }),
  },
  {
    name: 'a signed webhook',
    start: (options) => startFakeEvents({ ...options, signingSecret: SECRET }),
    open: (url, clock) => webhookSink({ url, signingSecret: SECRET, clock }),
  },
];

/** It was resolved and came back: the receiver counts two, the second as long as the first one under one key. */
function expectPaged({ pages }: FakeEvents): void {
  expect(pages.map(({ key, status }) => [key, status])).toEqual([
    ['postgres-ha/0123456789abcdef', 'resolved'],
    ['postgres-ha/0123456789abcdef', 'resolved'],
  ]);
}

describe.each(receivers)('an incident at $name', ({ start, open }) => {
  test('is triggered, told as it grows, resolved, and triggered again when it comes back', async () => {
    const clock = testClock(OPENED_AT);
    await using events = await start();
    await deliverLife(life, { clock, open: () => open(events.url, clock) });
    expectPaged(events);
    expect(events.requests.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action)).toEqual([
      'trigger',
      'trigger',
      'trigger',
      'resolve',
      'trigger',
      'resolve',
    ]);
    expect(events.pages.map(({ severity }) => severity)).toEqual(['critical', 'critical']);
  });

  test.each(FAULTS)('survives %s, at any request', async (_name, fault) => {
    for (let index = 0; index < REQUESTS; index++) {
      const clock = testClock(OPENED_AT);
      await using events = await start({
        faultOf: (request) => (request.index === index ? fault : undefined),
        onHang: clock.expire,
      });
      await deliverLife(life, { clock, open: () => open(events.url, clock) });
      expectPaged(events);
    }
  });

  test('is right when the process is killed at any save', async () => {
    const clock = testClock(OPENED_AT);
    await using clean = await start();
    const { saves } = await deliverLife(life, { clock, open: () => open(clean.url, clock) });
    for (let save = 0; save < saves; save++) {
      for (const when of ['before', 'after'] as const) {
        const clock = testClock(OPENED_AT);
        await using events = await start();
        await deliverLife(life, { clock, open: () => open(events.url, clock), kill: { save, when } });
        expectPaged(events);
      }
    }
  });

  test('that opened and ended while it was away is on its record, and over', async () => {
    const clock = testClock(OPENED_AT);
    const until = Date.parse(OPENED_AT) + 3_600_000;
    await using events = await start({
      faultOf: () => (clock.now().getTime() < until ? { kind: 'answer', status: 503 } : undefined),
    });
    const { failures } = await deliverLife(life.slice(3, 4), { clock, open: () => open(events.url, clock) });
    expect(failures.length).toBeGreaterThan(10);
    expect(events.pages.map(({ status }) => status)).toEqual(['resolved']);
  });

  test('is acknowledged there when a person took it on here, once', async () => {
    const clock = testClock(OPENED_AT);
    await using events = await start();
    const taken = openIncident();
    const timeline = [...taken.timeline, { number: 2, at: OPENED_AT, kind: 'acknowledged' as const, text: 'On it.' }];
    const revisions = [taken, { ...taken, revision: 2, timeline }, { ...taken, revision: 3, timeline }];
    await deliverLife(revisions, { clock, open: () => open(events.url, clock) });
    expect(events.pages.map(({ status }) => status)).toEqual(['acknowledged']);
    expect(events.requests.filter(({ body }) => body.includes('"acknowledge"')).length).toBe(1);
  });

  test('however large it is, fits', async () => {
    const clock = testClock(OPENED_AT);
    await using events = await start();
    const { concern } = openIncident();
    const lines = Array.from({ length: 5000 }, (_, index) => `${index} ${'💥'.repeat(200)}`);
    const large = openIncident({
      concern: {
        ...concern,
        title: '💥'.repeat(2000),
        summary: 'x'.repeat(100_000),
        evidence: lines.map((text) => ({ label: text, text })),
        lists: Array.from({ length: 8 }, () => ({ title: 'Commits', lines, complete: true })),
        nextSteps: lines,
      },
    });
    await deliverLife([large], { clock, open: () => open(events.url, clock) });
    expect(events.pages.length).toBe(1);
  });

  test('passes its self-test, which pages nobody', async () => {
    await using events = await start();
    await open(events.url, testClock(OPENED_AT)).selfTest({ signal: new AbortController().signal });
    expect([events.requests.length, events.pages.length]).toEqual([1, 0]);
  });
});

test.each([
  { name: 'a wrong key', sink: (url: string) => pagerDutySink({ url, routingKey: 'f'.repeat(32) }), status: 400 },
  {
    name: 'another address',
    sink: (url: string) => pagerDutySink({ url: `${url}/x`, routingKey: ROUTING_KEY }),
    status: 404,
  },
])('$name is refused, and the error shows neither key nor address', async ({ sink, status }) => {
  await using events = await startFakeEvents({ routingKey: ROUTING_KEY });
  const test = sink(events.url).selfTest({ signal: new AbortController().signal });
  await expect(test).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(`(HTTP status ${status})`) as string,
  });
  await expect(test).rejects.not.toMatchObject({ message: expect.stringContaining('127.0.0.1') as string });
});
