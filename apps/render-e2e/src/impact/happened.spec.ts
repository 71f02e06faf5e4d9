import { expect, test } from 'vitest';
import { happened } from './happened.ts';
import type { Look, Pod, Server } from './look.ts';
import type { Snapshot } from './snapshot.ts';

const pod = (name: string, change: Partial<Pod> = {}): Pod => ({
  ...{ name, uid: `${name}-first`, ready: true, leaving: false, restarts: 0 },
  ...change,
});
const server = (instance: string, change: Partial<Server> = {}): Server => ({
  ...{ instance, primary: instance === 'a', startedAt: 10, loadedAt: 10, pending: 0 },
  ...change,
});
const look = (instances: readonly Pod[], change: Partial<Look> = {}): Look => ({
  ...{ at: 0, phase: 'healthy', primary: 'a', target: 'a', instancesWanted: instances.length },
  ...{ instancesReady: instances.length, instances, poolers: [{ ...pod('p-1'), pooler: 'rw' }] },
  ...change,
});
const snapshot = (
  servers: readonly Server[],
  seen: Look = look(servers.map(({ instance }) => pod(instance))),
): Snapshot => ({
  look: seen,
  servers,
  pgbouncers: { 'p-1': 'pool_mode|transaction' },
});

const BEFORE = snapshot([server('a'), server('b')]);

test('where no clock moved, all is untouched', () => {
  expect(happened({ before: BEFORE, looks: [BEFORE.look], after: BEFORE })).toMatchObject({
    primary: 'untouched',
    standbys: ['untouched'],
    switchedOver: false,
    restartOrder: [],
    poolers: [{ name: 'rw', pods: 'untouched' }],
  });
});

test('a later load of the configuration in the same postmaster is a reload', () => {
  const after = snapshot([server('a', { loadedAt: 11 }), server('b')]);
  expect(happened({ before: BEFORE, looks: [], after })).toMatchObject({
    primary: 'reloaded',
    standbys: ['untouched'],
  });
});

test('a later postmaster in the same pod is a restart in place', () => {
  const after = snapshot([server('a', { startedAt: 20 }), server('b')]);
  expect(happened({ before: BEFORE, looks: [], after })).toMatchObject({ primary: 'restarted-in-place' });
});

test('a pod that was replaced and is named as before is replaced, also where only a look in between saw it', () => {
  const after = snapshot([server('a'), server('b', { startedAt: 30 })]);
  const between = look([pod('a'), pod('b', { uid: 'b-second' })]);
  expect(happened({ before: BEFORE, looks: [between], after })).toMatchObject({ standbys: ['pod-replaced'] });
});

test('the order of restarts is that of the postmasters', () => {
  const after = snapshot([server('a', { startedAt: 20 }), server('b', { startedAt: 30 })]);
  expect(happened({ before: BEFORE, looks: [], after }).restartOrder).toEqual(['primary', 'standby']);
});

test('another primary is a switchover, and the fate of the primary is that of the one that was', () => {
  const servers = [server('a', { startedAt: 40 }), server('b')];
  const after = snapshot(servers, look([pod('a'), pod('b')], { primary: 'b', target: 'b' }));
  expect(happened({ before: BEFORE, looks: [], after })).toMatchObject({
    switchedOver: true,
    primary: 'restarted-in-place',
    standbys: ['untouched'],
  });
});

test('instances that came and went are counted, and have no fate', () => {
  const after = snapshot([server('a'), server('c')]);
  expect(happened({ before: BEFORE, looks: [], after })).toMatchObject({
    instancesAdded: 1,
    instancesRemoved: 1,
    standbys: [],
  });
});

test('a pooler whose pod stays and whose settings change is reloaded; one with another pod is rolled', () => {
  const reloaded = { ...BEFORE, pgbouncers: { 'p-1': 'pool_mode|session' } };
  expect(happened({ before: BEFORE, looks: [], after: reloaded }).poolers).toEqual([{ name: 'rw', pods: 'reloaded' }]);
  const rolled = { ...BEFORE, look: { ...BEFORE.look, poolers: [{ ...pod('p-2'), pooler: 'rw' }] } };
  expect(happened({ before: BEFORE, looks: [], after: rolled }).poolers).toEqual([{ name: 'rw', pods: 'rolled' }]);
});

test('restarts of containers are counted in pods that stayed and in new ones', () => {
  const servers = [server('a'), server('b')];
  const seen = look([pod('a', { restarts: 1 }), pod('b', { uid: 'b-second', restarts: 2 })]);
  expect(happened({ before: BEFORE, looks: [], after: snapshot(servers, seen) }).containerRestarts).toBe(3);
});
