import { expect, test } from 'vitest';
import type { SurroundingsObservation } from '../observation/surroundings.ts';
import { DECISION_TABLE } from './decision-table.ts';
import {
  beginScene,
  CLUSTER,
  commits,
  DETAILS,
  history,
  primary,
  standby,
  SURROUNDINGS,
  SYSTEM,
  type Scene,
} from './scene.fixture.ts';

const STEADY = { a: primary(), b: standby(), c: standby() };
const CHANGED = { a: 'timeout', b: primary({ timeline: 2 }), c: standby({}, 2) } as const;
const FROM_1 = [{ timeline: 1, switchPoint: '0/5000' }];

function told(scene: Scene, change: Partial<SurroundingsObservation>): void {
  scene.see({ ...SURROUNDINGS, received: scene.now(), ...change });
}

function archived(scene: Scene, segment: string, systemIdentifiers: readonly string[] = [SYSTEM]): void {
  const newest = [{ timeline: 1, segment }];
  const received = scene.now() + 1;
  const segmentSizeBytes = 16 * 2 ** 20;
  scene.see({ kind: 'archive', observer: 'o1', received, newest, rewritten: [], systemIdentifiers, segmentSizeBytes });
}

/** What has to be seen, after five steady seconds of a cluster of three, for a row to hold. */
const WAYS: Readonly<Record<string, (scene: Scene) => void>> = {
  'dual-writing': (scene) => {
    for (const id of ['701', '702', '703', ...Array.from({ length: 12 }, () => '704')]) {
      scene.rounds(scene.now() + 500, {
        a: primary({ nextTransactionId: id }),
        b: primary({ timeline: 2, nextTransactionId: id }),
      });
    }
  },
  'dual-writable': (scene) => scene.rounds(7_000, { ...CHANGED, a: primary() }),
  'dual-unknown-data': (scene) => {
    const systemIdentifier = null;
    scene.rounds(9_000, {
      a: primary({ systemIdentifier, postmasterStartedAt: 'a-2' }),
      b: primary({ timeline: 2, systemIdentifier }),
    });
  },
  'foreign-primary': (scene) => scene.rounds(6_000, { ...STEADY, a: primary({ systemIdentifier: '1' }) }),
  'servers-behind-one-address': (scene) => {
    for (const postmasterStartedAt of ['c-2', 'c-3', 'c-2']) scene.probe('c', standby({ postmasterStartedAt }));
  },
  'primaries-behind-one-address': (scene) => {
    for (const postmasterStartedAt of ['a-2', 'a-3', 'a-2']) scene.probe('a', primary({ postmasterStartedAt }));
  },
  'addresses-of-one-server': (scene) =>
    scene.rounds(12_000, { ...STEADY, c: primary({ postmasterStartedAt: 'a-start' }) }),
  clone: (scene) => scene.rounds(6_000, { ...STEADY, r: primary() }),
  'lost-writes': (scene) => {
    scene.rounds(7_000, { ...STEADY, a: primary({ lsn: '0/5900', nextTransactionId: '709' }) });
    scene.rounds(8_000, { ...CHANGED, a: 'refused' });
    scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  },
  diverged: (scene) => {
    for (const until of [6_000, 12_000]) {
      scene.rounds(until, { ...CHANGED, a: 'refused' });
      scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
      scene.see(history(scene, 'c', { timeline: 1, lsn: '0/5900', ancestors: [] }));
    }
    scene.see(commits(scene, 'c', { count: 0 }));
  },
  'unaccounted-archiving': (scene) => {
    scene.rounds(18_000, CHANGED);
    scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
    archived(scene, '000000010000000000000003');
  },
  'unaccounted-primary': (scene) => scene.rounds(18_000, CHANGED),
  'no-primary': (scene) => scene.rounds(12_000, { a: 'refused', b: 'refused', c: standby({ receiver: null }) }),
  'blind-to-primary': (scene) => scene.rounds(25_000, { a: 'timeout', b: 'timeout', c: 'timeout' }),
  blind: (scene) => scene.rounds(25_000, { ...STEADY, c: 'authentication' }),
  'observer-partitioned': (scene) => {
    told(scene, { reachable: false });
    scene.rounds(10_000, { a: 'timeout', b: 'unreachable', c: 'timeout' });
  },
  'replication-broken': (scene) => scene.rounds(40_000, { ...STEADY, c: 'refused' }),
  'sync-degraded': (scene) => {
    const details = { ...DETAILS, synchronousStandbyNames: 'b' };
    scene.rounds(40_000, { ...STEADY, a: primary({ details }) });
  },
  failover: (scene) => scene.rounds(7_000, { ...CHANGED, a: 'refused' }),
  switchover: (scene) => scene.rounds(7_000, { ...CHANGED, a: standby({ postmasterStartedAt: 'a-2' }, 2) }),
  'read-only-primary': (scene) => scene.rounds(6_000, { ...STEADY, a: primary({ readOnlyByDefault: true }) }),
  starting: () => undefined,
  'archive-conflict': (scene) => {
    archived(scene, '000000010000000000000003', [SYSTEM, '1']);
    archived(scene, '000000010000000000000003', [SYSTEM, '1']);
  },
  'stale-endpoint': (scene) => {
    told(scene, { endpoints: ['b'] });
    scene.rounds(40_000, STEADY);
  },
  'dual-label': (scene) => {
    told(scene, { labelledPrimary: ['a', 'b'] });
    scene.rounds(40_000, STEADY);
  },
  'failover-under-way': (scene) => {
    told(scene, { targetPrimary: 'pending' });
    scene.rounds(6_000, { ...STEADY, a: 'refused' });
  },
  'switchover-under-way': (scene) => {
    told(scene, { targetPrimary: 'b' });
  },
  fenced: (scene) => {
    told(scene, { fenced: ['c'] });
  },
  hibernated: (scene) => {
    told(scene, { hibernated: true });
  },
  'operator-paused': (scene) => {
    told(scene, { reconciliationDisabled: true });
  },
  'api-unreachable': (scene) => {
    told(scene, { reachable: false });
  },
};

test.each(DECISION_TABLE)('$id can be reached by events alone', ({ id }) => {
  const scene = beginScene(
    { ...CLUSTER, members: [...CLUSTER.members, { name: 'r', claim: 'related' }] },
    { notes: 'rows' },
  );
  scene.judge();
  scene.rounds(5_000, STEADY);
  WAYS[id]?.(scene);
  expect([...scene.rows()]).toContain(id);
});

test('each way leads to a row that is there', () => {
  expect(Object.keys(WAYS).toSorted()).toEqual(DECISION_TABLE.map(({ id }) => id).toSorted());
});
