import { fires, HOUR, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { constant, endsAt, steps } from '../signal.ts';
import { changed, set, type World } from '../world.ts';
import { deleted, POD, restarted, scrapeGap } from './events.ts';

const DOWN = {
  unreachable: {
    labels: { pod: POD[2], reason: 'unreachable' },
    summary: 'postgres-cluster-2 does not answer',
    description:
      'The pod is there, and its metrics cannot be read: its node, its network or its instance manager fails.',
  },
  refuses: {
    labels: { pod: POD[2], reason: 'refuses' },
    summary: 'PostgreSQL in postgres-cluster-2 takes no connection',
    description: 'The instance manager runs, and PostgreSQL beside it cannot be connected to.',
  },
  silent: {
    labels: { pod: POD[2], reason: 'silent' },
    summary: 'PostgreSQL in postgres-cluster-2 answers no query',
    description:
      'The instance manager runs, and PostgreSQL beside it has answered no query: it starts, stops, or is stuck.',
  },
  missing: (count: number) => ({
    labels: { reason: 'missing' },
    summary: `${count} of 3 instances of postgres-cluster are not there`,
    description:
      'No pod is there for them: they wait for a node or a volume, or were deleted. Which ones, the operator says in the status of the cluster.',
  }),
};

const alert = 'PostgreSQLInstanceDown';
const forSeconds = 30;
const EXPECTED = 'postgres_ha_instances_expected';
const IN_RECOVERY = 'cnpg_pg_replication_in_recovery';

function unanswered(world: World, from = ONSET): World {
  return changed(world, [IN_RECOVERY], { pod: POD[2] }, (now) => endsAt(from, now));
}

function fence(world: World): World {
  return set(world, 'cnpg_collector_fencing_on', { pod: POD[2] }, steps(0, [ONSET, 1]));
}

const instanceDown: readonly RuleScenario[] = [
  fires({
    ...{ alert, forSeconds },
    name: 'a pod cannot be scraped',
    world: (world) => restarted(world, POD[2], { at: ONSET, seconds: 600 }),
    alerts: [DOWN.unreachable],
  }),
  fires({
    ...{ alert, forSeconds, step: 30 },
    name: 'PostgreSQL takes no connection, and later has answered no query either',
    world: (world) => unanswered(set(world, 'cnpg_collector_up', { pod: POD[2] }, steps(1, [ONSET, 0])), ONSET + 60),
    alerts: [DOWN.refuses],
    seconds: 1200,
    more: { 1200: [DOWN.refuses] },
  }),
  fires({
    ...{ alert, forSeconds, step: 30 },
    name: 'PostgreSQL answers no query while its manager still takes it for up',
    world: unanswered,
    alerts: [DOWN.silent],
  }),
  fires({
    ...{ alert, forSeconds, step: 30 },
    name: 'a pod is deleted, and with it all that was known of it',
    world: (world) => deleted(world, POD[2], { at: ONSET }),
    alerts: [DOWN.missing(1)],
  }),
  fires({
    ...{ alert, forSeconds, step: 30 },
    name: 'all pods are gone',
    world: (world) => Object.values(POD).reduce((now, pod) => deleted(now, pod, { at: ONSET }), world),
    alerts: [DOWN.missing(3)],
  }),
  fires({
    ...{ alert, forSeconds, step: 30 },
    name: 'an instance that was added is not there after an hour',
    given: [EXPECTED],
    from: ONSET + HOUR + 30,
    world: (world) => [
      ...deleted(world, POD[2], { at: 0 }).filter(({ labels }) => labels['pod'] !== POD[2]),
      {
        metric: EXPECTED,
        labels: { environment: 'production', namespace: 'link-services', cnpg_io_cluster: 'postgres-cluster' },
        signal: steps(2, [ONSET + 30, 3]),
      },
    ],
    alerts: [DOWN.missing(1)],
  }),
  silent({
    alert,
    name: 'a pod is started anew within half a minute',
    seconds: 1200,
    world: (world) => restarted(world, POD[2], { at: ONSET, seconds: 30 }),
  }),
  silent({
    ...{ alert, step: 30 },
    name: 'nobody scrapes for four minutes',
    seconds: 1800,
    world: (world) => scrapeGap(world, { at: ONSET, seconds: 240 }),
  }),
  silent({
    ...{ alert, step: 30 },
    name: 'an instance is fenced and takes no connection',
    seconds: 1800,
    world: (world) => unanswered(fence(set(world, 'cnpg_collector_up', { pod: POD[2] }, steps(1, [ONSET, 0])))),
    others: fenceOf(1),
  }),
  silent({ alert, step: 30, name: 'an instance is fenced', seconds: 1800, world: (world) => unanswered(fence(world)) }),
  ...([0, 1] as const).map((up) =>
    fires({
      ...{ alert, forSeconds, step: 30 },
      name: `an instance is down while others, by its name, are fenced (${up})`,
      world: (world) => unanswered(set(world, 'cnpg_collector_up', { pod: POD[2] }, steps(1, [ONSET, up]))),
      others: fenceOf(1),
      alerts: [up === 0 ? DOWN.refuses : DOWN.silent],
    }),
  ),
  fires({
    ...{ alert, forSeconds, step: 30 },
    name: 'an instance answers no query while others, by its name, take no connection',
    world: unanswered,
    others: (world) => set(world, 'cnpg_collector_up', {}, constant(0)),
    alerts: [DOWN.silent],
  }),
];

function fenceOf(value: number): (world: World) => World {
  return (world) => set(world, 'cnpg_collector_fencing_on', {}, constant(value));
}

export const INSTANCE_SCENARIOS: readonly RuleScenario[] = [
  ...instanceDown,
  fires({
    alert: 'PostgreSQLFenced',
    name: 'an instance is fenced',
    world: fence,
    forSeconds: 60,
    alerts: [
      {
        labels: { pod: POD[2] },
        summary: 'postgres-cluster-2 is fenced',
        description:
          'Somebody has stopped PostgreSQL in it by the annotation cnpg.io/fencedInstances. It stays down until the annotation is taken away, and nothing is failed over.',
      },
    ],
  }),
];
