import { configure, freeze, reclone, until } from '@postgres-ha/local-stack';
import { claim, forkOf, lostFrom } from './facts-of.ts';
import type { Scenario } from './scenario.ts';
import { conditionOf, has } from './seen.ts';

const SHOP = ['shop-1', 'shop-2', 'shop-3'] as const;
const PAIR = ['shop-1', 'shop-2'] as const;
const DUAL = ['dual-writing', 'dual-writable'] as const;

/** What must be proven. */
export const TWO_PRIMARIES_SCENARIOS: readonly Scenario[] = [
  {
    name: '03-promoted-beside-a-writing-primary',
    claim: 'a standby that is promoted beside a writing primary is proven at once, with the fork where it is',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const old = await stage.writeTo('shop-1');
      await old.reaches(10);
      const { firstPrimaryAt } = await stage.promote('shop-2');
      await stage.writeTo('shop-2');
      await watch.sees('two primaries', has(...DUAL));
      const provenMs = Math.round(performance.now() - firstPrimaryAt);
      const judgement = await watch.sees('both write, and where they part', (seen) =>
        seen.conditions.some(({ state, fork, proof }) => state === 'dual-writing' && fork !== null && proof !== null),
      );
      claim('the fork', {
        found: conditionOf(judgement, 'dual-writing').fork,
        expected: await forkOf(stage.server('shop-2')),
      });
      await old.stop();
      await reclone(stage.server('shop-1'), stage.server('shop-2'), {
        name: 'shop-1',
        upstream: stage.wiring.forStandbys('shop-2'),
      });
      await reclone(stage.server('shop-3'), stage.server('shop-2'), {
        name: 'shop-3',
        upstream: stage.wiring.forStandbys('shop-2'),
      });
      await watch.sees('it is over, and what it cost', (seen) => !has(...DUAL)(seen) && has('lost-writes')(seen));
      return { 'proven after ms': provenMs };
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'dual-writing', severity: 'critical', members: PAIR },
        { state: 'lost-writes', severity: 'critical', members: ['shop-1'] },
      ],
      never: ['no-primary', 'archive-conflict'],
      worst: 'critical',
    },
  },
  {
    name: '04-promoted-beside-an-idle-primary',
    claim: 'an old primary that only maintains itself is writable, and said not to write',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      await stage.promote('shop-2');
      const first = await watch.sees('two primaries', has(...DUAL));
      // what autovacuum does takes transaction ids too
      for (const name of PAIR) await stage.server(name).query('ANALYZE');
      const rounds = watch.rounds();
      await watch.sees('six rounds of it', () => watch.rounds() > rounds + 6);
      claim('who is proven', { found: conditionOf(first, ...DUAL).members, expected: PAIR });
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'dual-writable', severity: 'critical', members: PAIR }],
      never: ['dual-writing', 'no-primary', 'lost-writes'],
      worst: 'critical',
    },
  },
  {
    name: '05-two-standbys-promoted-apart',
    claim: 'two standbys that were promoted apart to one timeline are told apart',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      await stage.server('shop-1').stop('fast');
      await Promise.all(['shop-2', 'shop-3'].map((name) => stage.promote(name)));
      const [two, three] = [await forkOf(stage.server('shop-2')), await forkOf(stage.server('shop-3'))];
      claim('their history files', { found: two, expected: three });
      const judgement = await watch.sees('two primaries, and where they part', (seen) =>
        seen.conditions.some(
          ({ state, fork }) => (state === 'dual-writable' || state === 'dual-writing') && fork !== null,
        ),
      );
      claim('the fork', { found: conditionOf(judgement, ...DUAL).fork, expected: two });
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'dual-writable', severity: 'critical', members: ['shop-2', 'shop-3'] }],
      never: ['dual-writing'],
      worst: 'critical',
    },
  },
  {
    name: '06-smart-shutdown-with-a-writer',
    claim:
      'an old primary that shuts down, and whose session still writes, is seen over the kept session; the watchdog leaves after the last client',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      await writer.reaches(10);
      let endedAt = 0;
      const ended = stage
        .server('shop-1')
        .stop('smart')
        .then(() => {
          endedAt = performance.now();
        });
      await stage.promote('shop-2');
      await stage.writeTo('shop-2');
      await watch.sees('both write', has('dual-writing'));
      claim('the writer goes on', { found: writer.failure() ?? 'none', expected: 'none' });
      await writer.stop();
      const lastClientAt = performance.now();
      await ended;
      claim('the server ended after its last client', { found: endedAt >= lastClientAt - 600, expected: true });
      return { 'server ended after its last client by ms': Math.round(endedAt - lastClientAt) };
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'dual-writing', severity: 'critical', members: PAIR }],
      never: ['no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '08-postmaster-stands-still',
    claim: 'a primary whose postmaster stands still is not dead: its sessions write, and that is seen',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      await stage.writeTo('shop-1');
      await using frozen = await freeze(stage.server('shop-1'), 'postmaster');
      await stage.promote('shop-2');
      await stage.writeTo('shop-2');
      const judgement = await watch.sees('both write', has('dual-writing'));
      claim('the old primary', {
        found: judgement.members.find(({ name }) => name === 'shop-1')?.role,
        expected: 'primary',
      });
      await frozen.thaw();
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'dual-writing', severity: 'critical', members: PAIR }],
      never: ['no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '15-old-primary-comes-back-writable',
    claim: 'an old primary that starts again as one is proven at once',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      await stage.server('shop-1').stop('fast');
      await stage.promote('shop-2');
      await stage.follow('shop-3', 'shop-2');
      await watch.sees('shop-2 leads alone', ({ members }) =>
        members.some(({ name, role }) => name === 'shop-2' && role === 'primary'),
      );
      await stage.server('shop-1').start();
      await watch.sees('two primaries', has(...DUAL));
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'dual-writable', severity: 'critical', members: PAIR }],
      never: ['dual-writing', 'no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '19-old-primary-waits-for-its-standbys',
    claim: 'commits that wait for a synchronous standby are told apart from those that were acknowledged',
    stage: { members: PAIR, wiring: 'partitions' },
    play: async ({ stage, watch }) => {
      const old = stage.server('shop-1');
      await configure(old, { synchronous_standby_names: 'ANY 1 ("shop-2")' });
      const writer = await stage.writeTo('shop-1');
      await writer.reaches(10);
      await writer.stop();
      await stage.wiring.loseStandbys('shop-1');
      // whatever was under way before may have reached the standby
      const blocked = await stage.writeTo('shop-1', { name: 'blocked' });
      await until(old, `EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep')`);
      await stage.promote('shop-2');
      await stage.writeTo('shop-2');
      const judgement = await watch.sees('two primaries, and what is lost', (seen) =>
        seen.conditions.some(
          ({ state, lostWrites }) =>
            (state === 'dual-writable' || state === 'dual-writing') &&
            lostWrites.some(
              ({ member, commits, unacknowledged }) => member === 'shop-1' && commits === 1 && unacknowledged === 1,
            ),
        ),
      );
      claim('acknowledged and lost', {
        found: await lostFrom([...writer.acknowledged, ...blocked.acknowledged], stage.server('shop-2')),
        expected: [],
      });
      claim('who is proven', { found: conditionOf(judgement, ...DUAL).members, expected: PAIR });
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'dual-writable', severity: 'critical', members: PAIR }],
      never: ['dual-writing', 'no-primary'],
      worst: 'critical',
    },
  },
];
