import { configure, switchOver } from '@postgres-ha/local-stack';
import type { Scenario } from './scenario.ts';
import { isHealthy, isLedBy } from './seen.ts';

const SHOP = ['shop-1', 'shop-2', 'shop-3'] as const;
const NEVER = ['dual-writing', 'dual-writable', 'lost-writes', 'diverged', 'orphan-primary', 'no-primary'] as const;

/** What must wake nobody. */
export const QUIET_SCENARIOS: readonly Scenario[] = [
  {
    name: '01-clean-switchover',
    claim: 'a clean switchover under load raises nothing',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      await stage.writeTo('shop-1');
      const [from, to] = [stage.server('shop-1'), stage.server('shop-2')];
      await switchOver({ from, to }, { name: 'shop-1', upstream: stage.wiring.forStandbys('shop-2') });
      await stage.follow('shop-3', 'shop-2');
      await watch.sees('shop-2 leads', isLedBy('shop-2'));
      return undefined;
    },
    expected: {
      inOrder: [{ state: 'healthy' }, { state: 'switchover', severity: 'info' }],
      never: NEVER,
      worst: 'info',
    },
  },
  {
    name: '07-replica-is-restarted',
    claim: 'a smart shutdown of a replica raises nothing, and the watchdog does not hold it up',
    stage: { members: SHOP, copies: ['unwatched-1'] },
    play: async ({ stage, watch }) => {
      // a session that stays would hold it up until the end of time
      const watchedMs = await durationOf(stage.server('shop-3').stop('smart'));
      const unwatchedMs = await durationOf(stage.server('unwatched-1').stop('smart'));
      await stage.server('shop-3').start();
      await stage.caughtUp('shop-3', 'shop-1');
      await watch.sees('all is well again', isHealthy);
      return { 'smart shutdown of the replica took ms': watchedMs, 'of one that is not watched': unwatchedMs };
    },
    expected: { inOrder: [{ state: 'healthy' }, { state: 'healthy' }], never: NEVER, worst: 'info' },
  },
  {
    name: '17-replica-replays-an-archive',
    claim: 'a replica that replays from an archive, past what it received, raises nothing',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const writer = await stage.writeTo('shop-1');
      const [primary, replica] = [stage.server('shop-1'), stage.server('shop-3')];
      // it streams from nobody for a while, and has the segments from what stands for an archive
      const restore = `cp "${primary.directory}/pg_wal/%f" "%p"`;
      await configure(replica, { restore_command: restore, primary_conninfo: '' });
      const rounds = watch.rounds();
      for (let segment = 0; segment < 4; segment++) {
        await writer.reaches(writer.acknowledged.length + 10);
        await primary.switchWal();
        await watch.sees('five rounds more', () => watch.rounds() > rounds + 5 * (segment + 1));
      }
      await stage.follow('shop-3', 'shop-1');
      await stage.caughtUp('shop-3', 'shop-1');
      await watch.sees('it streams again', isHealthy);
      return undefined;
    },
    expected: { inOrder: [{ state: 'healthy' }, { state: 'healthy' }], never: NEVER, worst: 'info' },
  },
  {
    name: '21-copy-with-a-life-of-its-own',
    claim: 'a restored copy that is not claimed as a member is a note, and no alert',
    stage: { members: ['shop-1', 'shop-2'], copies: ['staging-1'] },
    watched: [
      { name: 'shop-1', claim: 'member' },
      { name: 'shop-2', claim: 'member' },
      { name: 'staging-1', claim: 'related' },
    ],
    begins: 'unseen',
    play: async ({ stage, watch }) => {
      await stage.writeTo('shop-1');
      await stage.promote('staging-1');
      await stage.writeTo('staging-1');
      await watch.sees('a copy', ({ conditions }) => conditions.some(({ state }) => state === 'clone'));
      await watch.sees('five rounds', () => watch.rounds() > 10);
      return undefined;
    },
    expected: { inOrder: [{ state: 'clone', severity: 'info' }], never: NEVER, worst: 'info' },
  },
  {
    name: '24-primary-is-read-only-for-maintenance',
    claim: 'a primary that is read only by default raises nothing',
    stage: { members: SHOP },
    play: async ({ stage, watch }) => {
      const primary = stage.server('shop-1');
      const rounds = watch.rounds();
      await configure(primary, { default_transaction_read_only: 'on' });
      await watch.sees('five rounds of it', () => watch.rounds() > rounds + 5);
      await configure(primary, { default_transaction_read_only: 'off' });
      await watch.sees('all is well', isHealthy);
      return undefined;
    },
    expected: { inOrder: [{ state: 'healthy' }, { state: 'healthy' }], never: NEVER, worst: 'info' },
  },
  {
    name: '25-recovery-ends-with-a-promotion',
    claim: 'a single member that ends its recovery on a new timeline raises nothing',
    stage: { members: ['shop-1'], copies: ['restored-1'] },
    watched: [{ name: 'restored-1', claim: 'member' }],
    begins: 'unseen',
    play: async ({ stage, watch }) => {
      await watch.sees('a few rounds of recovery', () => watch.rounds() > 4);
      await stage.server('shop-1').stop('fast');
      await stage.promote('restored-1');
      await stage.writeTo('restored-1');
      await watch.sees('it leads', isLedBy('restored-1'));
      return undefined;
    },
    expected: { inOrder: [{ state: 'healthy' }], never: NEVER, worst: 'info' },
  },
];

async function durationOf(work: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work;
  return Math.round(performance.now() - began);
}
