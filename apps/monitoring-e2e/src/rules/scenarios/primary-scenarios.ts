import { fires, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { constant, during, endsAt, steps } from '../signal.ts';
import { changed, set, type World } from '../world.ts';
import { POD, switchover } from './events.ts';

const IN_RECOVERY = 'cnpg_pg_replication_in_recovery';
const TIMELINE = 'cnpg_pg_xlog_position_timeline';

const NO_PRIMARY = {
  labels: {},
  summary: 'postgres-cluster has no primary',
  description:
    'No instance has answered that it is a primary: nothing can be written, or nobody can tell. A cluster that was hibernated on purpose has none either: silence this alert for as long.',
};

const noPrimary: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLNoPrimary',
    name: 'the primary is gone and nobody takes over',
    world: (world) => changed(world, [IN_RECOVERY], { pod: POD[1] }, (now) => endsAt(ONSET, now)),
    forSeconds: 120,
    alerts: [NO_PRIMARY],
  }),
  fires({
    alert: 'PostgreSQLNoPrimary',
    name: 'every instance is gone',
    world: (world) => changed(world, [IN_RECOVERY], {}, (now) => endsAt(ONSET, now)),
    forSeconds: 120,
    alerts: [NO_PRIMARY],
  }),
  silent({
    alert: 'PostgreSQLNoPrimary',
    name: 'a failover that ends just in time',
    seconds: 1200,
    world: (world) =>
      set(
        changed(world, [IN_RECOVERY], { pod: POD[1] }, (now) => endsAt(ONSET, now)),
        IN_RECOVERY,
        { pod: POD[2] },
        steps(1, [ONSET + 120, 0]),
      ),
  }),
];

function second(world: World, from: number): World {
  return set(
    set(world, IN_RECOVERY, { pod: POD[2] }, steps(1, [from, 0])),
    TIMELINE,
    { pod: POD[2] },
    steps(3, [from, 4]),
  );
}

const TWO = {
  labels: { evidence: 'metrics' },
  summary: 'postgres-cluster has 2 primaries at one time',
  description:
    'More than one instance answers that it is a primary: postgres-cluster-1 on timeline 3; postgres-cluster-2 on timeline 4; what is written to one of them will be lost.',
};

const PROVEN = {
  labels: { evidence: 'watchdog', state: 'dual-writing' },
  summary: 'postgres-cluster is proven to have several primaries at one time',
  description:
    'The split-brain watchdog has seen two instances as primaries at one time: dual-writing. What is written to one of them will be lost. Its page and its incident have the members, and how many commits are concerned.',
};

const KEPT = 600;

const multiplePrimaries: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLMultiplePrimaries',
    name: 'two instances stay primaries, and the alert stays for a while when one of them is not seen any more',
    world: (world) => changed(second(world, ONSET), [IN_RECOVERY], { pod: POD[1] }, (now) => endsAt(900, now)),
    // Others are all standbys, and were scraped just now.
    others: (world) => set(world, IN_RECOVERY, {}, constant(1)),
    forSeconds: 90,
    alerts: [TWO],
    seconds: 900 + KEPT + 60,
    more: { [885 + KEPT]: [TWO], [900 + KEPT]: [] },
  }),
  fires({
    alert: 'PostgreSQLMultiplePrimaries',
    name: 'two instances stay primaries and are scraped once a minute',
    world: (world) =>
      changed(second(world, ONSET), [IN_RECOVERY], {}, (now) => (at) => (at % 60 === 0 ? now(at) : 'gap')),
    forSeconds: 90,
    alerts: [TWO],
  }),
  fires({
    alert: 'PostgreSQLMultiplePrimaries',
    name: 'the watchdog has a proof',
    world: (world) =>
      set(
        world,
        'split_brain_watchdog_cluster_state',
        { cluster: 'production/postgres-cluster', state: 'dual-writing' },
        steps(0, [ONSET, 1], [ONSET + 60, 0]),
      ),
    forSeconds: 0,
    alerts: [PROVEN],
    seconds: ONSET + 60 + KEPT + 60,
    more: { [ONSET + 45 + KEPT]: [PROVEN], [ONSET + 60 + KEPT]: [] },
  }),
  fires({
    alert: 'PostgreSQLMultiplePrimaries',
    name: 'the watchdog has a proof of two that can be written to',
    world: (world) =>
      set(
        world,
        'split_brain_watchdog_cluster_state',
        { cluster: 'production/postgres-cluster', state: 'dual-writable' },
        steps(0, [ONSET, 1]),
      ),
    forSeconds: 0,
    alerts: [
      {
        ...PROVEN,
        labels: { evidence: 'watchdog', state: 'dual-writable' },
        description: PROVEN.description.replace('dual-writing', 'dual-writable'),
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLMultiplePrimaries',
    name: 'a switchover whose old primary is still handed out as one for as long as it can be',
    seconds: 1800,
    world: (world) => switchover(world, { at: ONSET, cachedSeconds: 75 }),
  }),
  silent({
    alert: 'PostgreSQLMultiplePrimaries',
    others: (world) => world,
    name: 'an old primary that was deleted while nobody scraped, so that its last answer goes on for five minutes',
    seconds: 1800,
    world: (world) =>
      changed(second(world, 555), [IN_RECOVERY], { pod: POD[1] }, (now) =>
        during(586, 1e9, { then: () => 'gap', otherwise: now }),
      ),
  }),
];

const PROMOTED = {
  labels: { pod: POD[2] },
  summary: 'postgres-cluster-2 was promoted in postgres-cluster',
  description:
    'It has begun timeline 4 within the last ten minutes. Where nobody asked for a switchover, it was a failover: find out why the old primary was lost.',
};

const AFTER = 4500;

const failoverHappened: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLFailoverHappened',
    step: 60,
    name: 'a standby was promoted, which is told for ten minutes',
    from: AFTER,
    world: (world) => switchover(world, { at: AFTER, cachedSeconds: 0 }),
    others: onTimeline(7),
    forSeconds: 0,
    alerts: [PROMOTED],
    seconds: AFTER + 900,
    more: { [AFTER + 540]: [PROMOTED], [AFTER + 660]: [] },
  }),
  fires({
    alert: 'PostgreSQLFailoverHappened',
    step: 60,
    name: 'a standby was promoted in a cluster that took the place of another an hour and a half ago',
    from: AFTER + 2100,
    world: (world) => {
      const promoted = switchover(world, { at: AFTER + 2100, cachedSeconds: 0 });
      return changed(promoted, [TIMELINE], {}, (now) =>
        during(0, ONSET, { then: (at) => (now(at) === 'gap' ? 'gap' : 5), otherwise: now }),
      );
    },
    forSeconds: 0,
    alerts: [PROMOTED],
  }),
  silent({
    alert: 'PostgreSQLFailoverHappened',
    step: 60,
    name: 'a standby has read of a new timeline whose primary was not seen yet, and others have promoted one of its name',
    seconds: AFTER + 300,
    world: (world) => set(world, TIMELINE, { pod: POD[2] }, steps(3, [AFTER, 4])),
    others: (world) => switchover(world, { at: AFTER, cachedSeconds: 0 }),
  }),
  silent({
    alert: 'PostgreSQLFailoverHappened',
    step: 60,
    name: 'others are on later timelines',
    seconds: AFTER + 300,
    world: (world) => world,
    others: onTimeline(7),
  }),
  silent({
    alert: 'PostgreSQLFailoverHappened',
    step: 60,
    name: 'the primary was not measured for a while, and standbys still tell of the timeline before',
    seconds: 7500,
    world: (world) => {
      const old = changed(world, [TIMELINE], { cnpg_io_instanceRole: 'replica' }, () => constant(2));
      return changed(old, [], { pod: POD[1] }, (now) =>
        during(4500, 6600, { then: (at) => (at === 4500 ? 'stale' : 'gap'), otherwise: now }),
      );
    },
  }),
];

function onTimeline(timeline: number): (world: World) => World {
  return (world) => set(world, TIMELINE, {}, constant(timeline));
}

export const PRIMARY_SCENARIOS: readonly RuleScenario[] = [...noPrimary, ...multiplePrimaries, ...failoverHappened];
