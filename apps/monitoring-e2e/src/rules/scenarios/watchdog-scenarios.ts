import { fires, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { endsAt, steps } from '../signal.ts';
import { changed, podOf, set, type World } from '../world.ts';
import { clocksAhead, POD } from './events.ts';

const OWN = { cluster: 'production/postgres-cluster' };
const ROUNDS = 'split_brain_watchdog_last_cycle_timestamp_seconds';
const MEMBERS = 'split_brain_watchdog_members';
const EXPIRY = 'split_brain_watchdog_certificate_expiry_timestamp_seconds';
const IN_RECOVERY = 'cnpg_pg_replication_in_recovery';
const LATE = 'Two primaries at one time would be seen late or never.';
const DAY = 86_400;

const STUCK = {
  labels: { reason: 'stuck' },
  summary: 'The split-brain watchdog of postgres-cluster makes no rounds',
  description: LATE,
};

const unknown = (count: number) => (world: World) =>
  set(world, MEMBERS, { ...OWN, role: 'unknown' }, steps(0, [ONSET, count]));
const down =
  (...pods: readonly string[]) =>
  (world: World) =>
    pods.reduce((now, pod) => changed(now, [IN_RECOVERY], { pod }, (signal) => endsAt(ONSET, signal)), world);

const BLIND = {
  labels: { reason: 'members' },
  summary: 'The split-brain watchdog of postgres-cluster does not see 1 of the instances that answer',
  description:
    'A primary among those that it does not see is one that it cannot compare. Look at its connections and at NetworkPolicies.',
};

/** While it is added, before files say so. */
const withFourth = (world: World): World => [
  ...world,
  ...world
    .filter(({ metric, labels }) => metric === IN_RECOVERY && labels['pod'] === POD[3])
    .map((series) => ({ ...series, labels: { ...series.labels, pod: podOf({ name: 'postgres-cluster' }, 4) } })),
];

const expires = (at: number) => (world: World) =>
  set(world, EXPIRY, { ...OWN, member: POD[2] }, steps(90 * DAY, [ONSET, at]));
const CERTIFICATE = (how: string) => ({
  labels: { member: POD[2] },
  summary: `The certificate of postgres-cluster-2 ${how}`,
  description:
    'It should have been renewed. When it expires, clients that verify it cannot connect, and neither can standbys.',
});

export const WATCHDOG_SCENARIOS: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLWatchdogSilent',
    name: 'nobody hears of it',
    world: (world) => changed(world, [ROUNDS], OWN, (now) => endsAt(ONSET, now)),
    forSeconds: 120,
    alerts: [
      {
        labels: { reason: 'absent' },
        summary: 'Nobody hears of the split-brain watchdog of postgres-cluster',
        description: LATE,
      },
    ],
  }),
  fires({
    alert: 'PostgreSQLWatchdogSilent',
    name: 'it answers, and makes no more rounds',
    world: (world) => set(world, ROUNDS, OWN, (at) => Math.min(at, ONSET)),
    from: ONSET + 165,
    forSeconds: 120,
    alerts: [STUCK],
  }),
  fires({
    alert: 'PostgreSQLWatchdogSilent',
    name: 'its rounds take several times as long as they should',
    world: (world) => set(world, ROUNDS, OWN, (at) => (at < ONSET ? at : ONSET + 0.15 * (at - ONSET))),
    from: ONSET + 180,
    forSeconds: 120,
    alerts: [STUCK],
  }),
  silent({
    alert: 'PostgreSQLWatchdogSilent',
    name: 'its clock is ten minutes ahead, and is then set back',
    seconds: 2400,
    world: (world) => {
      const ahead = clocksAhead(world, 600);
      return changed(ahead, [ROUNDS], OWN, (now) => (at) => (at < 1200 ? now(at) : at));
    },
  }),
  fires({
    alert: 'PostgreSQLWatchdogBlind',
    name: 'it does not see one that answers',
    world: unknown(1),
    forSeconds: 300,
    alerts: [BLIND],
  }),
  fires({
    alert: 'PostgreSQLWatchdogBlind',
    name: 'it does not see one that answers while there is one more than there is to be',
    world: (world) => unknown(1)(withFourth(world)),
    forSeconds: 300,
    alerts: [BLIND],
  }),
  fires({
    alert: 'PostgreSQLWatchdogBlind',
    name: 'it takes itself for cut off',
    world: (world) => set(world, 'split_brain_watchdog_observer_in_doubt', {}, steps(0, [ONSET, 1])),
    forSeconds: 300,
    alerts: [
      {
        labels: { reason: 'doubt' },
        summary: 'The split-brain watchdog of postgres-cluster takes itself for cut off',
        description:
          'It reaches nobody, or too few to trust what it sees, and concludes nothing from silence meanwhile.',
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLWatchdogBlind',
    name: 'it does not see one that is down',
    seconds: 1800,
    world: (world) => unknown(1)(down(POD[2])(world)),
    others: unknown(0),
  }),
  silent({
    alert: 'PostgreSQLWatchdogBlind',
    name: 'it sees nobody, and all are down',
    seconds: 1800,
    world: (world) => unknown(3)(down(POD[1], POD[2], POD[3])(world)),
  }),
  silent({
    alert: 'PostgreSQLWatchdogBlind',
    name: 'it sees all, and there is one more than there is to be',
    seconds: 1800,
    world: withFourth,
  }),
  fires({
    alert: 'PostgreSQLCertificateExpiring',
    name: 'a member serves a certificate that should have been renewed',
    world: expires(433_000),
    from: 1005,
    forSeconds: 600,
    alerts: [CERTIFICATE('expires in 4d 23h 49m 55s')],
  }),
  fires({
    alert: 'PostgreSQLCertificateExpiring',
    name: 'a member serves a certificate that has expired',
    world: expires(300),
    forSeconds: 600,
    alerts: [CERTIFICATE('has expired')],
  }),
  silent({
    alert: 'PostgreSQLCertificateExpiring',
    name: 'a certificate that is renewed when it has five days left',
    seconds: 2400,
    world: (world) => set(world, EXPIRY, { ...OWN, member: POD[2] }, (at) => at + 432_000),
  }),
];
