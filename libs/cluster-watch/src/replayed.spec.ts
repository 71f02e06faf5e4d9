import {
  readRecording,
  recordingHeader,
  recordLine,
  replay,
  type Judgement,
  type WatchedCluster,
} from '@postgres-ha/split-brain';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { expect, test } from 'vitest';
import { PRIMARY, scriptedProbe, SILENT } from './scripted-probe.ts';
import { watchCluster } from './watch-cluster.ts';

const CLUSTER: WatchedCluster = {
  name: 'production/orders',
  members: [
    { name: 'a', claim: 'member' },
    { name: 'b', claim: 'member' },
    { name: 'c', claim: 'member' },
  ],
  ...{ probeIntervalMs: 1000, smartShutdownSeconds: null },
};

test('what was told can be replayed: the same is judged at the same instants', async () => {
  const clock = fakeClock(0);
  const now = clock.elapsed;
  const a = scriptedProbe('a', { now, answer: PRIMARY });
  const b = scriptedProbe('b', { now });
  const lines: string[] = [];
  const told: Judgement[] = [];
  const watch = watchCluster({
    ...{ cluster: CLUSTER, observer: 'o1', now, wait: clock.wait },
    probes: [a, b, scriptedProbe('c', { now })],
    listener: { onEvent: (event) => lines.push(recordLine(event)), onJudgement: (judgement) => told.push(judgement) },
  });
  await clock.pass(5000);
  b.become({ answer: { ...PRIMARY, timeline: 2, postmasterStartedAt: '2' } });
  await clock.pass(5000);
  a.become(SILENT);
  await clock.pass(20_000);
  await watch[Symbol.asyncDispose]();

  const header = recordingHeader(CLUSTER, { observer: 'o1', startedAt: new Date(0) });
  const read = readRecording(`${header}${lines.join('')}`);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  const replayed = [...replay(read.recording, { yields: 'all' })];
  expect(replayed.map(({ at, state }) => `${at} ${state}`)).toEqual(
    expect.arrayContaining(told.map(({ at, state }) => `${at} ${state}`)),
  );
  expect(told.map(({ state }) => state)).toContain('dual-writable');
  // The proof stands within one round and one answer.
  expect(told.find(({ state }) => state === 'dual-writable')?.at).toBeLessThanOrEqual(6000);
});
