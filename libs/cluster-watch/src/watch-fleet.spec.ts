import type { Judgement, WatchedCluster } from '@postgres-ha/split-brain';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import { condition, scriptedJudge } from './scripted-judge.ts';
import { REFUSED, scriptedProbe, SILENT } from './scripted-probe.ts';
import { watchFleet } from './watch-fleet.ts';

function cluster(name: string, members: readonly string[]): WatchedCluster {
  return {
    name,
    members: members.map((member) => ({ name: member, claim: 'member' })),
    ...{ probeIntervalMs: 1000, smartShutdownSeconds: null },
  };
}

/** Clusters of three, of which a judge says that they are blind from 20 s on, and that one had two primaries from the start. */
function fleet(names: readonly string[]) {
  const clock = fakeClock(0);
  const now = clock.elapsed;
  const judge = scriptedJudge((event) =>
    event.received < 20_000
      ? { state: 'dual-writable', conditions: [condition('dual-writable', 0)] }
      : { state: 'dual-writable', conditions: [condition('dual-writable', 0), condition('blind', 20_000)] },
  );
  const clusters = names.map((name) => ({
    cluster: cluster(name, ['a', 'b', 'c']),
    probes: ['a', 'b', 'c'].map((member) => scriptedProbe(member, { now })),
  }));
  const newest = new Map<string, Judgement>();
  const watch = watchFleet({
    ...{ clusters, observer: 'o1', now, wait: clock.wait, judgeCluster: judge.judgeCluster },
    listener: { onJudgement: (name, judgement) => newest.set(name, judgement) },
  });
  const states = (name: string) => newest.get(name)?.conditions.map(({ state }) => state);
  const become = (name: string, { members, made }: { readonly members: readonly string[]; readonly made: object }) => {
    const probes = clusters.find((each) => each.cluster.name === name)?.probes ?? [];
    for (const probe of probes) if (members.includes(probe.member)) probe.become(made);
  };
  const serve = (name: string, { member, until }: { readonly member: string; readonly until: Date }) =>
    clusters
      .find((each) => each.cluster.name === name)
      ?.probes.find((probe) => probe.member === member)
      ?.serve(until);
  return { clock, watch, states, newest, become, serve };
}

const ALL = ['a', 'b', 'c'];

test('a watch tells when the certificates of its members expire, of those that showed one', async () => {
  const { watch, serve } = fleet(['one', 'two']);
  const until = new Date('2027-02-01T00:00:00Z');
  serve('two', { member: 'b', until });
  const certificates = (name: string) => watch.clusters.find(({ cluster: each }) => each === name)?.certificates();
  expect(certificates('one')).toEqual([]);
  expect(certificates('two')).toEqual([{ member: 'b', until }]);
  await watch[Symbol.asyncDispose]();
});

describe('an observer', () => {
  test('that hears more than half of two clusters no more, at once, doubts itself: it keeps proofs and says nothing of absences', async () => {
    const { clock, watch, states, newest, become } = fleet(['one', 'two', 'three']);
    await clock.pass(18_000);
    for (const name of ['one', 'two']) become(name, { members: ['a', 'c'], made: SILENT });
    await clock.pass(10_000);
    expect(watch.doubt()?.silent).toEqual(
      new Map([
        ['one', ['a', 'c']],
        ['two', ['a', 'c']],
      ]),
    );
    for (const name of ['one', 'two', 'three']) expect(states(name)).toEqual(['dual-writable', 'observer-partitioned']);
    expect(newest.get('one')?.state).toBe('dual-writable');
    await watch[Symbol.asyncDispose]();
  });

  test.each([
    { name: 'half of the members', silent: ['one', 'two'], members: ['a'], made: SILENT },
    { name: 'one cluster of three', silent: ['one'], members: ALL, made: SILENT },
    { name: 'servers that refuse, and so were heard', silent: ['one', 'two', 'three'], members: ALL, made: REFUSED },
  ])('does not doubt itself because of $name', async ({ silent, members, made }) => {
    const { clock, watch, states, become } = fleet(['one', 'two', 'three']);
    await clock.pass(18_000);
    for (const name of silent) become(name, { members, made });
    await clock.pass(10_000);
    expect(watch.doubt()).toBeUndefined();
    expect(states('one')).toEqual(['dual-writable', 'blind']);
    await watch[Symbol.asyncDispose]();
  });

  test('does not doubt itself because of members that went silent one after the other', async () => {
    const { clock, watch, become } = fleet(['one', 'two', 'three']);
    await clock.pass(5000);
    become('one', { members: ALL, made: SILENT });
    await clock.pass(30_000);
    become('two', { members: ALL, made: SILENT });
    await clock.pass(5000);
    expect(watch.doubt()).toBeUndefined();
    await watch[Symbol.asyncDispose]();
  });

  test('does not doubt itself because of whom it never heard', async () => {
    const { clock, watch, become } = fleet(['one', 'two']);
    for (const name of ['one', 'two']) become(name, { members: ALL, made: SILENT });
    await clock.pass(10_000);
    expect(watch.doubt()).toBeUndefined();
    await watch[Symbol.asyncDispose]();
  });

  test('of one cluster doubts itself when it hears none of its members any more, and not before', async () => {
    const { clock, watch, become } = fleet(['one']);
    await clock.pass(5000);
    become('one', { members: ['a', 'b'], made: SILENT });
    await clock.pass(2000);
    expect(watch.doubt()).toBeUndefined();
    become('one', { members: ALL, made: SILENT });
    await clock.pass(1500);
    expect(watch.doubt()?.silent.get('one')).toEqual(ALL);
    await watch[Symbol.asyncDispose]();
  });

  test('trusts itself again some rounds after it hears them', async () => {
    const { clock, watch, states, become } = fleet(['one', 'two']);
    await clock.pass(18_000);
    for (const name of ['one', 'two']) become(name, { members: ALL, made: SILENT });
    await clock.pass(10_000);
    for (const name of ['one', 'two']) become(name, { members: ALL, made: {} });
    await clock.pass(2000);
    expect(watch.doubt()).toBeDefined();
    await clock.pass(4000);
    expect(watch.doubt()).toBeUndefined();
    expect(states('one')).toEqual(['dual-writable', 'blind']);
    await watch[Symbol.asyncDispose]();
  });

  test('keeps what it knew of absences before it doubted', async () => {
    const { clock, watch, states, become } = fleet(['one', 'two']);
    await clock.pass(25_000);
    for (const name of ['one', 'two']) become(name, { members: ALL, made: SILENT });
    await clock.pass(5000);
    expect(states('one')).toEqual(['dual-writable', 'blind', 'observer-partitioned']);
    await watch[Symbol.asyncDispose]();
  });
});

test('a judgement that turns out worse is told by its worst state first', async () => {
  const { clock, watch, newest } = fleet(['one']);
  await clock.pass(2000);
  expect(newest.get('one')?.state).toBe('dual-writable');
  await watch[Symbol.asyncDispose]();
});
