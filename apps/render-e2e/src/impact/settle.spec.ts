import { expect, test } from 'vitest';
import type { Look } from './look.ts';
import { settled, type Settling, type Watched } from './settle.ts';

const HEALTHY = 'Cluster in healthy state';
const BUSY = 'Upgrading cluster';

/** A cluster of one instance whose operator begins with a change after a while and is through 5 s later. */
function clusterThatBegins(afterSeconds: number): Watched {
  let now = 0;
  return {
    name: 'postgres',
    look: () => Promise.resolve(lookAt(now, afterSeconds)),
    snapshot: (look) => Promise.resolve({ look, servers: [], pgbouncers: {} }),
    pause: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

function lookAt(at: number, begins: number): Look {
  const busy = at >= begins * 1_000 && at < (begins + 5) * 1_000;
  const uid = at >= begins * 1_000 ? 'new' : 'old';
  return {
    ...{ at, phase: busy ? BUSY : HEALTHY, primary: 'postgres-1', target: 'postgres-1' },
    ...{ instancesWanted: 1, instancesReady: busy ? 0 : 1, poolers: [] },
    instances: [{ name: 'postgres-1', uid, ready: !busy, leaving: false, restarts: 0 }],
  };
}

const newPod = ({ rest }: Settling): readonly string[] =>
  rest.look.instances.some(({ uid }) => uid === 'new') ? [] : ['the pod is the old one'];

test('what is foreseen is waited for, though the operator begins late', async () => {
  const { rest } = await settled(clusterThatBegins(40), newPod);
  expect(rest.look.instances).toMatchObject([{ uid: 'new' }]);
  expect(rest.look.at).toBe(51_000);
});

test('where nothing is foreseen a short stillness is rest', async () => {
  expect((await settled(clusterThatBegins(40))).rest.look.at).toBe(6_000);
});

test('what does not come is given up after a long stillness, and what was seen is told', async () => {
  const { rest, looks } = await settled(clusterThatBegins(600), newPod);
  expect(rest.look).toEqual(looks.at(-1));
  expect(rest.look.at).toBe(90_000);
});

test('a cluster that waits for a restart all the time does not settle', async () => {
  const cluster = clusterThatBegins(0);
  const waiting: Watched = {
    ...cluster,
    snapshot: (look) =>
      Promise.resolve({
        look,
        servers: [{ instance: 'postgres-1', primary: true, startedAt: 1, loadedAt: 1, pending: 2 }],
        pgbouncers: {},
      }),
  };
  await expect(settled(waiting)).rejects.toThrow(
    /postgres did not settle within 600 s: postgres-1 wait for a restart; .*postgres-1/,
  );
});
