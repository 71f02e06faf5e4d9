import { fires, HOUR, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { constant, endsAt, steps } from '../signal.ts';
import { changed, set } from '../world.ts';

const OPERATOR = {
  labels: {},
  summary: 'Nobody hears of the CloudNativePG operator of production',
  description:
    'Databases go on, and nothing is failed over, repaired or changed as long as it is away. No backup is begun.',
};
const operatorDown = 'CloudNativePGOperatorDown';
const botFailing = 'PostgresHaBotFailing';
const TICK = 'gitops_bot_last_tick_timestamp_seconds';
const repository = 'acme/databases';

export const ENVIRONMENT_SCENARIOS: readonly RuleScenario[] = [
  fires({
    alert: operatorDown,
    name: 'it cannot be scraped',
    world: (world) => set(world, 'up', { job: 'cloudnative-pg' }, steps(1, [ONSET, 0])),
    forSeconds: 300,
    alerts: [OPERATOR],
  }),
  fires({
    alert: operatorDown,
    name: 'it is gone',
    world: (world) => changed(world, ['up'], { job: 'cloudnative-pg' }, (now) => endsAt(ONSET, now)),
    forSeconds: 300,
    alerts: [OPERATOR],
  }),
  fires({
    alert: botFailing,
    name: 'nobody hears of it',
    world: (world) => changed(world, [TICK], {}, (now) => endsAt(ONSET, now)),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'absent' },
        summary: 'Nobody hears of the bot',
        description: 'Changes are neither proposed nor reviewed. Databases are not concerned.',
      },
    ],
  }),
  fires({
    alert: botFailing,
    step: 60,
    name: 'no tick has ended well for an hour',
    from: ONSET + HOUR + 60,
    world: (world) => set(world, TICK, {}, constant(ONSET)),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'tick', repository },
        summary: 'The bot has not gone through acme/databases for an hour',
        description: 'Each tick failed since then, or none was begun. Changes are not proposed or reviewed in time.',
      },
    ],
  }),
  fires({
    alert: botFailing,
    name: 'a delivery waits for long',
    world: (world) => set(world, 'gitops_bot_queue_oldest_seconds', {}, steps(0, [ONSET, 1900])),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'queue', repository },
        summary: 'The bot has left a delivery of acme/databases lying for 31m 40s',
        description: 'Somebody waits for an answer to a pull request or a comment.',
      },
    ],
  }),
  fires({
    alert: botFailing,
    name: 'a delivery was given up',
    world: (world) => set(world, 'gitops_bot_queue_aside', {}, steps(0, [ONSET, 1])),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'aside' },
        summary: 'The bot has given up 1 deliveries',
        description: 'They wait for a person: deliver them again, or remove their files.',
      },
    ],
  }),
  silent({
    alert: botFailing,
    name: 'a delivery waits as long as it may, and a tick was an hour ago',
    seconds: 3 * HOUR,
    world: (world) =>
      set(
        set(world, TICK, {}, (at) => at - HOUR),
        'gitops_bot_queue_oldest_seconds',
        {},
        constant(1800),
      ),
  }),
];
