import { fires, HOUR, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { beginsAt, constant, endsAt, steps, type Signal } from '../signal.ts';
import { changed, set, type World } from '../world.ts';
import { clocksAhead } from './events.ts';

const AVAILABLE = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';
const FAILED = 'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp';
const LATE = 93_600;
/** Long times, in steps of a quarter of an hour: what must hold for five minutes has held at the next one. */
const QUARTER = 900;
const slow = { step: QUARTER, forSeconds: QUARTER };

const available = (signal: Signal) => (world: World) => set(world, AVAILABLE, {}, signal);

/** It begins at 02:00 and takes an hour. */
const nightly: Signal = (at) => Math.max(QUARTER, Math.floor((at - 3 * HOUR) / 86_400) * 86_400 + 3 * HOUR);

const OLD = (age: string) => ({
  labels: { reason: 'old' },
  summary: `The newest base backup of postgres-cluster is ${age} old`,
  description:
    'A restore has to replay all the WAL since then, if it is there. Backups are not made, or none was finished.',
});
const NEVER = {
  labels: { reason: 'never' },
  summary: 'There is no base backup of postgres-cluster',
  description: 'Nothing can be restored: WAL alone restores nothing.',
};
const LAST_FAILED = {
  labels: { reason: 'failed' },
  summary: 'The last base backup of postgres-cluster failed',
  description:
    'It failed after the newest one that there is. The next one is made when the schedule says so, not earlier.',
};

const backupFailed: readonly RuleScenario[] = [
  fires({
    ...{ alert: 'PostgreSQLBackupFailed', ...slow },
    name: 'the newest backup is old, also while every instance says 0 since it was started anew, for an hour',
    // It ended after a quarter of an hour.
    from: QUARTER + LATE + QUARTER,
    world: available(steps(QUARTER, [97_200, 0])),
    alerts: [OLD('1d 2h 30m 0s')],
    seconds: 102_600,
    more: { 99_000: [OLD('1d 3h 15m 0s')], 100_800: [] },
  }),
  fires({
    ...{ alert: 'PostgreSQLBackupFailed', ...slow },
    name: 'the newest backup is of the first second that there is',
    from: LATE + QUARTER,
    world: available(constant(1)),
    alerts: [OLD('1d 2h 29m 59s')],
  }),
  silent({
    ...{ alert: 'PostgreSQLBackupFailed', step: QUARTER },
    name: 'a backup every day at 02:00 that takes an hour, told by clocks that are two minutes ahead',
    seconds: 2.5 * 24 * HOUR,
    world: (world) => clocksAhead(available(nightly)(world), 120),
  }),
  silent({
    ...{ alert: 'PostgreSQLBackupFailed', step: QUARTER },
    name: 'a backup every day at 02:00 that takes an hour, told by clocks that are two minutes behind',
    seconds: 2.5 * 24 * HOUR,
    world: (world) => clocksAhead(available(nightly)(world), -120),
  }),
  fires({
    ...{ alert: 'PostgreSQLBackupFailed', ...slow },
    name: 'there was never one as long as it takes to be old, in an archive that took the place of another',
    from: LATE + HOUR,
    world: available(steps(1, [HOUR, 0])),
    alerts: [NEVER],
  }),
  fires({
    ...{ alert: 'PostgreSQLBackupFailed', ...slow },
    name: 'there was never one',
    from: LATE,
    world: available(constant(0)),
    alerts: [NEVER],
  }),
  silent({
    ...{ alert: 'PostgreSQLBackupFailed', step: QUARTER },
    name: 'there is none yet since the archive is a new one',
    seconds: 100_800,
    world: available(steps(1, [40_500, 0])),
  }),
  silent({
    ...{ alert: 'PostgreSQLBackupFailed', step: QUARTER },
    name: 'there is none yet since the cluster is a new one, and others have had one for long',
    seconds: 100_800,
    world: (world) => available((at) => (at < 40_500 ? 'gap' : 0))(world),
    others: (world) => world,
  }),
  fires({
    alert: 'PostgreSQLBackupFailed',
    name: 'the last one failed',
    world: (world) => set(world, FAILED, {}, steps(0, [ONSET, ONSET])),
    others: available((at) => at),
    forSeconds: 300,
    alerts: [LAST_FAILED],
  }),
  silent({
    alert: 'PostgreSQLBackupFailed',
    name: 'one failed, and the next one ended at that very second',
    seconds: 1800,
    world: (world) => set(set(world, FAILED, {}, steps(0, [ONSET, ONSET])), AVAILABLE, {}, steps(1, [ONSET, ONSET])),
  }),
];

const SERVER = { server: 'postgres-cluster' };
const VERDICT = 'backup_verifier_verdict';
const STRETCHES = 'backup_verifier_lost_stretches';

const damaged =
  (signal: Signal) =>
  (world: World): World =>
    set(world, VERDICT, { ...SERVER, verdict: 'damaged' }, signal);
const lost = (world: World): World => set(world, STRETCHES, SERVER, steps(0, [ONSET, 1]));
const TAKEN = steps(0, [ONSET, 1]);

const HOLE = {
  labels: { reason: 'lost' },
  summary: 'postgres-cluster cannot be restored to every moment (lost stretches: 1)',
  description:
    'The verifier found moments that no backup leads to through WAL without a hole. Take a base backup now: every moment after it can be restored again. Then look for what is missing.',
};
const DAMAGED = {
  labels: { reason: 'damaged' },
  summary: 'The archive of postgres-cluster is damaged',
  description:
    'The verifier found something that cannot be restored as it is. Take a base backup now, then look at its findings.',
};

const recoveryHole: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLRecoveryHole',
    name: 'moments are lost',
    needs: [VERDICT],
    world: (world) => damaged(TAKEN)(lost(world)),
    others: (world) => set(world, VERDICT, SERVER, constant(0)),
    forSeconds: 0,
    alerts: [HOLE],
  }),
  fires({
    alert: 'PostgreSQLRecoveryHole',
    name: 'something is damaged, and for a quarter of an hour after it was told last',
    world: damaged(steps(0, [ONSET, 1], [900, 0])),
    // Stretches of others are lost, and they have no verdict on that.
    others: (world) => set(world, STRETCHES, SERVER, constant(2)),
    forSeconds: 0,
    alerts: [DAMAGED],
    seconds: 2100,
    more: { [885 + 885]: [DAMAGED], [885 + 915]: [] },
  }),
  silent({
    alert: 'PostgreSQLRecoveryHole',
    name: 'moments are lost, and somebody has acknowledged it',
    seconds: 1800,
    world: (world) => set(lost(world), VERDICT, { ...SERVER, verdict: 'acknowledged' }, steps(0, [ONSET, 1])),
    others: damaged(constant(1)),
  }),
];

const PROOF = 'backup_verifier_last_proof_timestamp_seconds';
const PROVEN = { ...SERVER, level: 'L5' };
const UNPROVEN_LATE = 180_000;
const UNPROVEN =
  'Nobody has shown that a backup can be restored (level L5). Backups may be made all the same: what was not tried is not known.';
const OLD_PROOF = (age: string) => ({
  labels: { reason: 'old' },
  summary: `A backup of postgres-cluster was last proven ${age} ago`,
  description: UNPROVEN,
});
const NO_PROOF = {
  labels: { reason: 'never' },
  summary: 'No backup of postgres-cluster was ever proven',
  description: UNPROVEN,
};

const proofEnds = (at: number) => (world: World) => changed(world, [PROOF], PROVEN, () => endsAt(at, (now) => now));

const VALID = 'backup_verifier_configuration_valid';

const backupUnproven: readonly RuleScenario[] = [
  fires({
    ...{ alert: 'PostgreSQLBackupUnproven', forSeconds: 900, step: 450 },
    name: 'the last proof is old, also while the verifier does not tell of it, for an hour',
    from: QUARTER + UNPROVEN_LATE + 450,
    world: (world) => changed(world, [PROOF], PROVEN, () => endsAt(183_600, constant(QUARTER))),
    alerts: [OLD_PROOF('2d 2h 22m 30s')],
    seconds: 188_100,
    more: { 185_400: [OLD_PROOF('2d 3h 15m 0s')], 187_200: [] },
  }),
  fires({
    ...{ alert: 'PostgreSQLBackupUnproven', ...slow },
    name: 'nothing was proven for so long that nobody knows of a proof',
    from: UNPROVEN_LATE + HOUR,
    world: proofEnds(HOUR),
    alerts: [NO_PROOF],
  }),
  silent({
    ...{ alert: 'PostgreSQLBackupUnproven', step: QUARTER },
    name: 'nobody has told of a proof for a day and more',
    seconds: 185_400,
    world: proofEnds(20_700),
  }),
  silent({
    ...{ alert: 'PostgreSQLBackupUnproven', step: QUARTER },
    name: 'a verifier that was put there a day ago has proven nothing yet, and those of others are old',
    seconds: 185_400,
    world: (world) => changed(proofEnds(0)(world), [VALID], {}, (now) => beginsAt(86_400, now)),
    others: (world) => world,
  }),
];

const NEXT = 'backup_verifier_next_run_timestamp_seconds';
const SILENT = 'As long as it proves nothing, no news of backups is not good news.';

const verifierSilent: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLVerifierSilent',
    name: 'nobody hears of it',
    world: (world) => changed(world, [VALID], {}, (now) => endsAt(ONSET, now)),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'absent' },
        summary: 'Nobody hears of the backup verifier of postgres-cluster',
        description: SILENT,
      },
    ],
  }),
  fires({
    alert: 'PostgreSQLVerifierSilent',
    name: 'it cannot work by its policy',
    world: (world) => set(world, VALID, {}, steps(1, [ONSET, 0])),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'refused' },
        summary: 'The backup verifier of postgres-cluster has a policy that it cannot work by',
        description: SILENT,
      },
    ],
  }),
  fires({
    alert: 'PostgreSQLVerifierSilent',
    step: 60,
    name: 'it should have begun an hour ago',
    from: ONSET + HOUR + 60,
    world: (world) => set(world, NEXT, {}, constant(ONSET)),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'overdue' },
        summary: 'The backup verifier of postgres-cluster is 1h 16m 0s late',
        description: SILENT,
      },
    ],
  }),
  fires({
    alert: 'PostgreSQLVerifierSilent',
    step: 60,
    name: 'it should have begun in 1970',
    from: HOUR + 60,
    world: (world) => set(world, NEXT, {}, constant(1)),
    forSeconds: 900,
    alerts: [
      {
        labels: { reason: 'overdue' },
        summary: 'The backup verifier of postgres-cluster is 1h 15m 59s late',
        description: SILENT,
      },
    ],
  }),
  silent({
    ...{ alert: 'PostgreSQLVerifierSilent', step: 60 },
    name: 'it has no next run',
    seconds: 2 * HOUR,
    world: (world) => set(world, NEXT, {}, constant(0)),
  }),
  silent({
    ...{ alert: 'PostgreSQLVerifierSilent', step: 60 },
    name: 'its clock is ten minutes behind',
    seconds: 2 * HOUR,
    world: (world) =>
      clocksAhead(
        set(world, NEXT, {}, (at) => at + 60),
        -600,
      ),
  }),
];

export const BACKUP_SCENARIOS: readonly RuleScenario[] = [
  ...backupFailed,
  ...recoveryHole,
  ...backupUnproven,
  ...verifierSilent,
];
