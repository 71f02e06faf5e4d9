import type { WatchState } from '@postgres-ha/cluster-watch';
import type { Judgement } from '@postgres-ha/split-brain';
import { jsonLog } from '@postgres-ha/worker-runtime';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import type { SinkState } from '../incidents/incident-keeper.ts';
import type { LiveView } from './live-view.ts';
import { primaryHistory } from './primary-history.ts';
import { pulseOf } from './pulse.ts';

const CLUSTER = {
  name: 'orders',
  members: [{ name: 'a', claim: 'member' as const }],
  probeIntervalMs: 1000,
  smartShutdownSeconds: null,
};

function judged(lastAnswer: number | null): Judgement {
  return {
    ...{ cluster: 'orders', at: 0, state: 'healthy', conditions: [], questions: [] },
    members: [
      {
        ...{ name: 'a', role: 'primary', outcome: 'answered', lastAnswer, timeline: 1, lsn: null, lagBytes: null },
        followers: null,
      },
    ],
  };
}

/** A watch of one cluster at an instant. */
function at(instant: number, state: Partial<WatchState> | undefined, sinks: readonly SinkState[] = []) {
  const cluster: WatchState = {
    ...{ cluster: 'orders', judgement: () => judged(instant), lastRound: () => instant, lastTick: () => instant },
    ...{ openQuestions: () => 0, certificates: () => [] },
    ...state,
  };
  const view: LiveView = {
    config: {
      ...{ observer: 'o1', timeoutMs: 2000, clusters: [{ cluster: CLUSTER, connect: [] }], secrets: [] },
      ...{ listen: undefined, runbooks: null, notify: undefined, stateDirectory: undefined, recordings: undefined },
      heartbeat: { url: 'https://beats.example.com', intervalMs: 5000, freshShare: 0.5 },
    },
    startedAt: new Date(0),
    now: () => instant,
    instant: () => instant,
    fleet: () =>
      state === undefined
        ? undefined
        : { clusters: [cluster], doubt: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() },
    keeper: () => ({
      see: () => undefined,
      incidents: () => [],
      sinks: () => sinks,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
    recorder: () => undefined,
    heartbeat: () => undefined,
    history: primaryHistory(),
  };
  return pulseOf(view);
}

describe('health', () => {
  test.each([
    { name: 'before it watches', pulse: at(60_000, undefined), kind: 'ok' },
    { name: 'while its rounds go on', pulse: at(60_000, {}), kind: 'ok' },
    { name: 'in its first seconds', pulse: at(5000, { lastTick: () => undefined }), kind: 'ok' },
    { name: 'when no round ever ended', pulse: at(16_000, { lastTick: () => undefined }), kind: 'failing' },
    { name: 'when its rounds stand still', pulse: at(60_000, { lastTick: () => 40_000 }), kind: 'failing' },
    { name: 'when nobody answers', pulse: at(60_000, { judgement: () => judged(null) }), kind: 'ok' },
  ])('is $kind $name', ({ pulse, kind }) => {
    expect(pulse.health().kind).toBe(kind);
  });
});

describe('readiness', () => {
  test('is unknown until each member of each cluster was looked at', () => {
    expect(at(1000, undefined).readiness()).toEqual({ kind: 'failing', because: 'starting' });
    expect(at(1000, { lastRound: () => undefined }).readiness()).toEqual({
      kind: 'failing',
      because: 'unknown: orders not looked at yet',
    });
    expect(at(1000, {}).readiness()).toEqual({ kind: 'ok' });
  });
});

describe('the heartbeat', () => {
  const sink = (selfTest: SinkState['selfTest']): SinkState => ({
    ...{ name: 'slack:#a', delivered: 0, failed: 0, waiting: 0, failing: undefined, selfTest },
  });

  test.each([
    { name: 'all is well', pulse: at(60_000, {}, [sink('passed')]), held: undefined },
    { name: 'a sink was not tested yet', pulse: at(60_000, {}, [sink(undefined)]), held: 'has not ended yet' },
    { name: 'the test of a sink failed', pulse: at(60_000, {}, [sink('failed')]), held: 'the test of slack:#a failed' },
    { name: 'a cluster was not judged', pulse: at(60_000, { lastRound: () => undefined }), held: 'not judged yet' },
    { name: 'rounds stand still', pulse: at(60_000, { lastTick: () => 0 }), held: 'no round of orders' },
    { name: 'nobody answers', pulse: at(60_000, { judgement: () => judged(null) }), held: '0 of 1 members' },
  ])('is held back or not: $name', async ({ pulse, held }) => {
    const clock = fakeClock(0);
    const ended = new AbortController();
    const pushes: string[] = [];
    const heartbeat = pulse.heartbeat({
      ...{ clock, signal: ended.signal },
      log: jsonLog({ write: () => undefined, now: clock.now, redact: (text) => text }),
      push: (url) => {
        pushes.push(url);
        return Promise.resolve({ kind: 'taken' });
      },
    });
    await clock.settle();
    if (held === undefined) expect(heartbeat?.state().held).toBeUndefined();
    else expect(heartbeat?.state().held).toContain(held);
    expect(pushes.length).toBe(held === undefined ? 1 : 0);
    ended.abort();
    await heartbeat?.ended;
  });
});
