import { configure, until } from '@postgres-ha/local-stack';
import { claim, forkOf, lostFrom } from './facts-of.ts';
import type { Scenario } from './scenario.ts';
import { conditionOf, has } from './seen.ts';

const SHOP = ['shop-1', 'shop-2', 'shop-3'] as const;
const DUAL = ['dual-writing', 'dual-writable'] as const;

/** What is lost although there are never two primaries. */
export const LOSS_SCENARIOS: readonly Scenario[] = [
  {
    name: '16-replica-is-past-the-fork',
    claim: 'a replica past the fork is found, although it streams from the new primary',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      // shop-2 stays behind, shop-3 has it all
      await configure(stage.server('shop-2'), { primary_conninfo: '' });
      await until(stage.server('shop-2'), 'NOT EXISTS (SELECT FROM pg_stat_wal_receiver)');
      await writer.reaches(writer.acknowledged.length + 30);
      await writer.stop();
      await stage.caughtUp('shop-3', 'shop-1');
      await stage.server('shop-1').stop('immediate');
      await stage.promote('shop-2');
      await stage.follow('shop-3', 'shop-2');
      const judgement = await watch.sees('it is found', (seen) =>
        seen.conditions.some(({ state, members }) => state === 'diverged' && members.includes('shop-3')),
      );
      claim('the fork', {
        found: conditionOf(judgement, 'diverged').fork,
        expected: await forkOf(stage.server('shop-2')),
      });
      await watch.sees('what it holds alone', (seen) =>
        seen.conditions.some(({ state, members }) => state === 'lost-writes' && members.includes('shop-3')),
      );
      return undefined;
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'diverged', members: ['shop-3'] },
        { state: 'lost-writes', severity: 'critical', members: ['shop-3'] },
      ],
      never: [...DUAL, 'no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '18-failover-leaves-commits-behind',
    claim: 'a failover to a standby that lags loses commits, and that is said',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      await writer.reaches(10);
      for (const name of ['shop-2', 'shop-3']) await configure(stage.server(name), { primary_conninfo: '' });
      for (const name of ['shop-2', 'shop-3']) {
        await until(stage.server(name), 'NOT EXISTS (SELECT FROM pg_stat_wal_receiver)');
      }
      const before = writer.acknowledged.length;
      await writer.reaches(before + 50);
      await writer.stop();
      const rounds = watch.rounds();
      await watch.sees('it was seen to have them', () => watch.rounds() > rounds + 2);
      await stage.server('shop-1').stop('immediate');
      await stage.promote('shop-2');
      await stage.follow('shop-3', 'shop-2');
      await watch.sees('what is lost', has('lost-writes'));
      const lost = await lostFrom(writer.acknowledged, stage.server('shop-2'));
      return { 'acknowledged and lost': lost.length };
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'lost-writes', severity: 'critical' }],
      never: [...DUAL, 'no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '20-switchover-to-the-wrong-standby',
    claim: 'a switchover to a standby that is behind another one loses commits without two primaries, and that is said',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      await configure(stage.server('shop-2'), { primary_conninfo: '' });
      await until(stage.server('shop-2'), 'NOT EXISTS (SELECT FROM pg_stat_wal_receiver)');
      await writer.reaches(writer.acknowledged.length + 30);
      await writer.stop();
      await stage.caughtUp('shop-3', 'shop-1');
      const rounds = watch.rounds();
      await watch.sees('it was seen', () => watch.rounds() > rounds + 2);
      await stage.server('shop-1').stop('fast');
      await stage.promote('shop-2');
      await watch.sees('what is lost', has('lost-writes'));
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'lost-writes', severity: 'critical' }],
      never: [...DUAL, 'no-primary'],
      worst: 'critical',
    },
  },
];
