import { freeze } from '@postgres-ha/local-stack';
import { claim, lostFrom } from './facts-of.ts';
import type { Scenario } from './scenario.ts';
import { conditionOf, has, isHealthy } from './seen.ts';

const SHOP = ['shop-1', 'shop-2', 'shop-3'] as const;
const PAIR = ['shop-1', 'shop-2'] as const;
const DUAL = ['dual-writing', 'dual-writable'] as const;

/** What is not heard of, and must not be taken for dead or for writing. */
export const SILENCE_SCENARIOS: readonly Scenario[] = [
  {
    name: '09-old-primary-is-paused',
    claim: 'a paused primary is unaccounted for while another leads, and proven when it goes on',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      await writer.reaches(10);
      const frozen = await freeze(stage.server('shop-1'), 'tree');
      await stage.promote('shop-2');
      await stage.follow('shop-3', 'shop-2');
      await watch.sees('shop-1 is unaccounted for', has('unaccounted-primary'));
      const before = writer.acknowledged.length;
      await frozen.thaw();
      await writer.reaches(before + 20);
      await writer.stop();
      const lost = await lostFrom(writer.acknowledged, stage.server('shop-2'));
      await watch.sees('two primaries, and all that is lost', (seen) =>
        seen.conditions.some(({ lostWrites }) =>
          lostWrites.some(
            ({ member, commits, basis }) => member === 'shop-1' && basis === 'counted' && commits >= lost.length,
          ),
        ),
      );
      return { 'acknowledged and lost': lost.length };
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'unaccounted-primary' },
        { state: 'dual-writable', severity: 'critical', members: PAIR },
      ],
      never: ['no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '10-old-primary-is-cut-off',
    claim:
      'a primary that is cut off may go on until a time that is named; when it is back, what it lost is what its client was promised',
    stage: { members: SHOP, wiring: 'partitions' },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      await writer.reaches(10);
      await stage.wiring.isolate('shop-1');
      await stage.promote('shop-2');
      await stage.follow('shop-3', 'shop-2');
      await stage.writeTo('shop-2');
      const unaccounted = await watch.sees('shop-1 is unaccounted for', has('unaccounted-primary'));
      claim('a deadline is named', {
        found: typeof conditionOf(unaccounted, 'unaccounted-primary').deadline,
        expected: 'number',
      });
      await writer.reaches(writer.acknowledged.length + 20);
      await writer.stop();
      await stage.wiring.heal();
      const lost = await lostFrom(writer.acknowledged, stage.server('shop-2'));
      const judgement = await watch.sees('two primaries, and all that is lost', (seen) =>
        seen.conditions.some(
          ({ state, lostWrites }) =>
            (state === 'dual-writable' || state === 'dual-writing') &&
            lostWrites.some(
              ({ member, commits, basis }) => member === 'shop-1' && basis === 'counted' && commits >= lost.length,
            ),
        ),
      );
      const report = conditionOf(judgement, ...DUAL).lostWrites.find(({ member }) => member === 'shop-1');
      claim('lost commits', { found: report?.commits, expected: lost.length });
      claim('their transactions', {
        found: report?.newest.map(({ transactionId }) => transactionId).every((id) => lost.includes(id)),
        expected: true,
      });
      return { 'acknowledged and lost': lost.length };
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'unaccounted-primary' },
        { state: 'dual-writable', severity: 'critical', members: PAIR },
      ],
      never: ['no-primary'],
      worst: 'critical',
    },
  },
  {
    name: '11-primary-is-cut-off-for-a-moment',
    claim: 'a short partition without a promotion pages nobody',
    stage: { members: SHOP, wiring: 'partitions' },
    play: async ({ stage, watch }) => {
      await stage.writeTo('shop-1');
      await stage.wiring.isolate('shop-1');
      await watch.sees('it is not heard', ({ members }) =>
        members.some(({ name, outcome }) => name === 'shop-1' && outcome === 'timeout'),
      );
      const rounds = watch.rounds();
      await watch.sees('five rounds of it', () => watch.rounds() > rounds + 5);
      await stage.wiring.heal();
      await watch.sees('all is well again', isHealthy);
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'healthy' }],
      never: [...DUAL, 'no-primary', 'unaccounted-primary', 'lost-writes'],
      worst: 'info',
    },
  },
  {
    name: '12-observer-is-cut-off',
    claim: 'who hears nobody any more doubts himself, and says nothing of the cluster',
    stage: { members: SHOP, wiring: 'partitions' },
    play: async ({ stage, watch }) => {
      await stage.writeTo('shop-1');
      for (const name of SHOP) await stage.wiring.hide(name);
      await watch.sees('it doubts itself', has('observer-partitioned'));
      const rounds = watch.rounds();
      await watch.sees('ten rounds of it', () => watch.rounds() > rounds + 10);
      await stage.wiring.heal();
      await watch.sees('all is well again', isHealthy);
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'observer-partitioned' }, { state: 'healthy' }],
      never: [...DUAL, 'no-primary', 'unaccounted-primary', 'lost-writes'],
      worst: 'info',
      except: ['observer-partitioned'],
    },
    replayed: {
      inOrder: [{ state: 'healthy' }, { state: 'healthy' }],
      never: [...DUAL, 'no-primary', 'unaccounted-primary', 'lost-writes'],
      worst: 'info',
    },
  },
  {
    name: '13-observer-is-cut-off-from-the-primary',
    claim: 'a primary that this observer alone does not reach is not missed while standbys stream',
    stage: { members: SHOP, wiring: 'partitions' },
    play: async ({ stage, watch }) => {
      await stage.writeTo('shop-1');
      await stage.wiring.hide('shop-1');
      await watch.sees('it is said', has('blind'));
      const rounds = watch.rounds();
      await watch.sees('ten rounds of it', () => watch.rounds() > rounds + 10);
      await stage.wiring.heal();
      await watch.sees('all is well again', isHealthy);
      return undefined;
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'blind', severity: 'warning', members: ['shop-1'] },
        { state: 'healthy' },
      ],
      never: [...DUAL, 'no-primary', 'unaccounted-primary', 'lost-writes'],
      worst: 'warning',
    },
  },
  {
    name: '28-connections-are-exhausted',
    claim: 'a primary without a free connection is not seen, and neither missed nor doubled',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const primary = stage.server('shop-1');
      await primary.query(`CREATE ROLE crowd LOGIN`);
      const clients = await Promise.all(
        Array.from({ length: 27 }, async () => {
          const client = await primary.connect();
          await client.query('SET SESSION AUTHORIZATION crowd');
          return client;
        }),
      );
      await primary.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watchdog' AND backend_type = 'client backend'`,
      );
      await watch.sees('no slot is left', ({ members }) =>
        members.some(({ name, outcome }) => name === 'shop-1' && outcome === 'exhausted'),
      );
      await watch.sees('it is said', has('blind'));
      for (const client of clients) await client.end();
      await watch.sees('all is well again', isHealthy);
      return undefined;
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'blind', severity: 'warning', members: ['shop-1'] },
        { state: 'healthy' },
      ],
      never: [...DUAL, 'no-primary', 'unaccounted-primary', 'lost-writes'],
      worst: 'warning',
    },
  },
  {
    name: '28-password-was-changed',
    claim: 'a primary that does not let the watchdog in is not seen, and neither missed nor doubled',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const primary = stage.server('shop-1');
      await primary.query(`ALTER ROLE watchdog PASSWORD 'another one'`);
      await primary.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watchdog' AND backend_type = 'client backend'`,
      );
      await watch.sees('it is not let in', ({ members }) =>
        members.some(({ name, outcome }) => name === 'shop-1' && outcome === 'authentication'),
      );
      await watch.sees('it is said', has('blind'));
      await primary.query(`ALTER ROLE watchdog PASSWORD '${stage.login.password}'`);
      await watch.sees('all is well again', isHealthy);
      return undefined;
    },
    expected: {
      inOrder: [
        { state: 'healthy' },
        { state: 'blind', severity: 'warning', members: ['shop-1'] },
        { state: 'healthy' },
      ],
      never: [...DUAL, 'no-primary', 'unaccounted-primary', 'lost-writes'],
      worst: 'warning',
    },
  },
];
