import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from './scenario.ts';
import { has } from './seen.ts';

const SHOP = ['shop-1', 'shop-2', 'shop-3'] as const;
const DUAL = ['dual-writing', 'dual-writable'] as const;

/** What an archive of WAL tells, the one thing that crosses a partition. */
export const ARCHIVE_SCENARIOS: readonly Scenario[] = [
  {
    name: '22-copy-archives-to-the-same-place',
    claim: 'a copy that overwrites the archive of its original is found out',
    stage: { members: ['shop-1', 'shop-2'], copies: ['staging-1'], archive: 'careless' },
    watched: [
      { name: 'shop-1', claim: 'member' },
      { name: 'shop-2', claim: 'member' },
      { name: 'staging-1', claim: 'related' },
    ],
    play: async ({ stage, watch }) => {
      const [original, copy] = [stage.server('shop-1'), stage.server('staging-1')];
      await watch.list(stage);
      // a copy of a volume starts by itself, on the timeline of the original
      await copy.stop('fast');
      await rm(join(copy.directory, 'standby.signal'));
      await copy.start();
      await watch.sees('a copy', has('clone'));
      await stage.writeTo('shop-1');
      await original.switchWal();
      await watch.list(stage);
      await stage.writeTo('staging-1');
      await copy.switchWal();
      for (let listing = 0; listing < 2; listing++) await watch.list(stage);
      await watch.sees('the archive is spoilt', has('archive-conflict'));
      return undefined;
    },
    expected: {
      inOrder: [
        { state: 'clone', severity: 'info' },
        { state: 'archive-conflict', severity: 'critical' },
      ],
      never: [...DUAL, 'no-primary', 'lost-writes'],
      worst: 'critical',
    },
  },
  {
    name: '26-isolated-primary-archives',
    claim: 'what a primary that nobody reaches puts into the archive shows that it goes on',
    stage: { members: SHOP, wiring: 'partitions', archive: 'careful' },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      await writer.reaches(5);
      await watch.list(stage);
      await stage.wiring.isolate('shop-1');
      await stage.promote('shop-2');
      await stage.follow('shop-3', 'shop-2');
      await watch.sees('shop-1 is unaccounted for', has('unaccounted-primary'));
      for (let segment = 0; segment < 2; segment++) {
        await writer.reaches(writer.acknowledged.length + 5);
        await stage.server('shop-1').switchWal();
      }
      await watch.list(stage);
      await watch.sees('it goes on', ({ conditions }) =>
        conditions.some(({ state, severity }) => state === 'unaccounted-primary' && severity === 'critical'),
      );
      return undefined;
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'unaccounted-primary' },
        { state: 'unaccounted-primary', severity: 'critical', members: ['shop-1'] },
      ],
      never: [...DUAL, 'no-primary'],
      worst: 'critical',
    },
  },
];
