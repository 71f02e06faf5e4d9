import type { Judgement, LostWrites, Question, WatchedCluster, WatchEvent } from '@postgres-ha/split-brain';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import { condition, once, scriptedJudge, type ScriptedJudge } from './scripted-judge.ts';
import { PRIMARY, scriptedProbe } from './scripted-probe.ts';
import { watchCluster } from './watch-cluster.ts';

const CLUSTER: WatchedCluster = {
  name: 'production/orders',
  members: [
    { name: 'a', claim: 'member' },
    { name: 'b', claim: 'member' },
  ],
  probeIntervalMs: 1000,
  smartShutdownSeconds: null,
};

function watched(judge: ScriptedJudge = scriptedJudge(() => ({}))) {
  const clock = fakeClock(0);
  const now = clock.elapsed;
  const probes = [scriptedProbe('a', { now, answer: PRIMARY }), scriptedProbe('b', { now })] as const;
  const events: WatchEvent[] = [];
  const told: Judgement[] = [];
  const stop = new AbortController();
  const watch = watchCluster({
    ...{ cluster: CLUSTER, observer: 'o1', probes, now, wait: clock.wait, judgeCluster: judge.judgeCluster },
    listener: { onEvent: (event) => events.push(event), onJudgement: (judgement) => told.push(judgement) },
    signal: stop.signal,
  });
  return { clock, probes, events, told, stop, watch, judge };
}

describe('the rounds', () => {
  test('probe each member at its interval, and judge at least once a round', async () => {
    const { clock, probes, events, told, watch } = watched();
    await clock.pass(9_900);
    for (const { asked } of probes) expect(asked.length).toBe(10);
    expect(events.filter(({ kind }) => kind === 'tick').length).toBe(10);
    expect(told.length).toBeGreaterThanOrEqual(10);
    await watch[Symbol.asyncDispose]();
  });

  test('ask in full at first and every five seconds, and for what is cheap in between', async () => {
    const { clock, probes, watch } = watched();
    await clock.pass(9_900);
    const [full, fast] = ['full', 'fast'];
    expect(probes[0].asked).toEqual([full, fast, fast, fast, fast, full, fast, fast, fast, fast]);
    await watch[Symbol.asyncDispose]();
  });

  test('of a member that is late delay no other, and never probe it twice at a time', async () => {
    const { clock, probes, watch } = watched();
    await clock.pass(100);
    probes[0].hold();
    await clock.pass(10_000);
    expect(probes[0].underWay()).toBe(1);
    expect(probes[1].asked.length).toBe(10);
    probes[0].release();
    await clock.pass(1000);
    expect(probes[0].underWay()).toBe(0);
    expect(probes[0].asked.length).toBe(3);
    await watch[Symbol.asyncDispose]();
  });

  test('tell everything before it is judged, in the order in which it is learned', async () => {
    const order: string[] = [];
    const clock = fakeClock(0);
    const judge = scriptedJudge((event) => {
      order.push(`judged ${event.kind}`);
      return {};
    });
    const watch = watchCluster({
      ...{ cluster: CLUSTER, observer: 'o1', now: clock.elapsed, wait: clock.wait, judgeCluster: judge.judgeCluster },
      probes: [scriptedProbe('a', { now: clock.elapsed })],
      listener: { onEvent: ({ kind }) => order.push(`told ${kind}`) },
    });
    await clock.pass(3000);
    const learned = judge.learned.map(({ kind }) => [`told ${kind}`, `judged ${kind}`]);
    expect(learned.length).toBeGreaterThan(5);
    expect(order).toEqual(learned.flat());
    await watch[Symbol.asyncDispose]();
  });

  test('have no judgement before each member was looked at', async () => {
    const { clock, probes, watch } = watched();
    probes[1].hold();
    await clock.pass(3000);
    expect(watch.judgement()).toBeUndefined();
    expect(watch.lastRound()).toBeUndefined();
    probes[1].release();
    await clock.pass(1000);
    expect(watch.judgement()?.state).toBe('healthy');
    expect(watch.lastRound()).toBeGreaterThan(3000);
    await watch[Symbol.asyncDispose]();
  });

  test('take a fault of a probe for no finding, and go on', async () => {
    const { clock, probes, events, watch } = watched();
    probes[0].break();
    await clock.pass(2000);
    const of = events.flatMap((event) => (event.kind === 'probe' && event.member === 'a' ? [event.outcome] : []));
    expect(of).toEqual(['answered', 'other', 'other']);
    expect(probes[1].asked.length).toBe(2);
    await watch[Symbol.asyncDispose]();
  });

  test('never judge at an instant before the last, whatever answers say', async () => {
    const { clock, probes, judge, watch } = watched();
    await clock.pass(2500);
    probes[0].become({ received: 17 });
    await clock.pass(3000);
    expect(judge.judgedAt).toEqual(judge.judgedAt.toSorted((x, y) => x - y));
    await watch[Symbol.asyncDispose]();
  });
});

describe('a judgement', () => {
  test('is told at once when its state changes, and once a round otherwise', async () => {
    const judge = scriptedJudge((_event, learned) => ({ state: learned.length > 5 ? 'no-primary' : 'healthy' }));
    const { clock, told, events, watch } = watched(judge);
    await clock.pass(6000);
    const ticks = events.filter(({ kind }) => kind === 'tick').length;
    expect(told.length).toBe(ticks + 2);
    await watch[Symbol.asyncDispose]();
  });

  test('is told at once when more is known of what was lost', async () => {
    const lost: Omit<LostWrites, 'commits'> = {
      ...{
        member: 'a',
        timeline: 1,
        from: '0/3000000',
        basis: 'counted',
        atLeast: false,
        atMost: null,
        unacknowledged: 0,
      },
      ...{ bytes: '128', newest: [], firstAt: null, lastAt: null, relations: [] },
    };
    const judge = scriptedJudge((_event, { length }) => ({
      state: 'lost-writes',
      conditions: [{ ...condition('lost-writes', 0), lostWrites: [{ ...lost, commits: Math.floor(length / 4) }] }],
    }));
    const { clock, told, watch } = watched(judge);
    await clock.pass(4000);
    const counts = told.map(({ conditions }) => conditions[0]?.lostWrites[0]?.commits ?? -1);
    expect([...new Set(counts)]).toEqual([0, 1, 2, 3]);
    await watch[Symbol.asyncDispose]();
  });
});

describe('questions', () => {
  const [history, both]: readonly Question[] = [
    { kind: 'history', member: 'a' },
    { kind: 'probe', members: ['a', 'b'] },
  ];

  test('are put at once, once, and what comes of them is learned', async () => {
    const questions = history === undefined ? () => [] : once(history);
    const judge = scriptedJudge(() => ({ questions: questions() }));
    const { clock, probes, watch } = watched(judge);
    await clock.pass(5000);
    expect(probes[0].asked.filter((what) => what === 'history')).toEqual(['history']);
    expect(judge.learned.map(({ kind }) => kind)).toContain('no-evidence');
    await watch[Symbol.asyncDispose]();
  });

  test('for probes are put to all of these members at once and in full, outside of their turns', async () => {
    const questions = both === undefined ? () => [] : once(both);
    const judge = scriptedJudge((event) => ({
      questions: event.kind === 'tick' && event.received > 1500 ? questions() : [],
    }));
    const { clock, probes, events, watch } = watched(judge);
    await clock.pass(3000);
    const asked = events.flatMap((event) => (event.kind === 'tick' && event.received > 1500 ? [event.received] : []));
    const sent = (member: string) =>
      events.filter((event) => event.kind === 'probe' && event.member === member && event.sent === asked[0]).length;
    expect([sent('a'), sent('b')]).toEqual([1, 1]);
    expect(probes.map((probe) => probe.asked.filter((what) => what === 'full').length)).toEqual([2, 2]);
    await watch[Symbol.asyncDispose]();
  });

  test('for a probe of a member that is being probed wait for that one, and no longer', async () => {
    const questions = both === undefined ? () => [] : once(both);
    const judge = scriptedJudge((event) => ({
      questions: event.kind === 'tick' && event.received > 2500 ? questions() : [],
    }));
    const { clock, probes, watch } = watched(judge);
    await clock.pass(1500);
    probes[0].hold();
    await clock.pass(2000);
    expect(probes[0].asked).toEqual(['full', 'fast', 'fast']);
    expect(probes[1].asked.filter((what) => what === 'full').length).toBe(2);
    probes[0].release();
    await clock.settle();
    expect(probes[0].asked).toEqual(['full', 'fast', 'fast', 'full']);
    await watch[Symbol.asyncDispose]();
  });

  test('of a member that is not there are evidence of nothing', async () => {
    const judge = scriptedJudge((event) => ({
      questions: event.kind === 'tick' && event.received < 1000 ? [{ kind: 'history', member: 'gone' }] : [],
    }));
    const { clock, events, watch } = watched(judge);
    await clock.pass(1500);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'no-evidence', because: 'no such member' }));
    await watch[Symbol.asyncDispose]();
  });
});

describe('the end', () => {
  test.each([
    {
      name: 'by its signal',
      end: ({ stop }: ReturnType<typeof watched>) => {
        stop.abort();
        return Promise.resolve();
      },
    },
    { name: 'by disposal', end: ({ watch }: ReturnType<typeof watched>) => watch[Symbol.asyncDispose]() },
  ])('$name: nothing is asked or told after it, not even of a probe that was under way', async ({ end }) => {
    const each = watched();
    await each.clock.pass(1500);
    each.probes[0].hold();
    await each.clock.pass(1000);
    await end(each);
    const before = [each.events.length, each.told.length, each.probes[1].asked.length];
    each.probes[0].release();
    await each.clock.pass(5000);
    expect([each.events.length, each.told.length, each.probes[1].asked.length]).toEqual(before);
    await each.watch[Symbol.asyncDispose]();
  });
});
