import type { Moments, Overall } from '@postgres-ha/backup-proof';
import type { Explanation } from './explanation.ts';

/** What can be said of a backup, of an archive, and of a stretch of time. */
export type VerdictId = Overall | Exclude<Moments['state'], 'proven'>;

export const VERDICT_EXPLANATIONS: Readonly<Record<VerdictId, Explanation>> = {
  proven: {
    seen: 'Every level up to the one that was asked for was looked at to its end, and nothing was found.',
    means:
      'At L4 the backup was restored, started and replayed up to the position in the report, on this machine, from these objects. Below L4 it means no more than that nothing was found on the way: the first line then says so and does not say proven.',
    did: 'It restored into a throw-away server, replayed to a moment chosen at random and on to a position taken from the archive, which PostgreSQL must reach or fail, so that a hole is fatal; it compared position and timeline, checked every page, and removed everything.',
    todo: 'Nothing. It holds for the objects as they were then: run it on a schedule.',
  },
  acknowledged: {
    seen: 'There is damage, and somebody has written down in the policy that all of it is known, until a day that is still to come.',
    means:
      'It is damage still: the same backups cannot be restored and the same moments are lost. Nothing else is wrong, nothing is unknown, and the newest backup and the newest moments are proven.',
    did: 'It said all of it as before, named the day and the reason, and ended with exit code 0. What is unknown cannot be acknowledged: it may be anything.',
    todo: 'Nothing until that day. New damage, an unknown, or the end of the day make it an alarm again.',
  },
  damaged: {
    seen: 'At least one thing was seen that proves that something cannot be restored.',
    means:
      'A damaged backup cannot be restored, or not whole. A damaged archive has a damaged backup, moments that are lost, or no backup at all. Other backups of it may be good.',
    did: 'It named each object, and went on with the other backups, so that you see what is left.',
    todo: 'Take a base backup now: every moment after it can be restored again whatever lies before. Then look at the findings.',
  },
  unknown: {
    seen: 'A look failed, was cut short, or could not be made on this machine.',
    means:
      'Nobody knows. It is not a statement against the backup, and none for it. Whatever alarms on damage alarms on this too.',
    did: 'It looked as far as it could; the report says up to which level, and what was in the way.',
    todo: 'Remove what was in the way (network, rights, disk, the major version of PostgreSQL) and run it again.',
  },
  unproven: {
    seen: 'The WAL of this stretch is there, or was read without a fault, but no backup was replayed through it in this run.',
    means: 'Nothing speaks against it, and nobody has shown it.',
    did: 'It replayed the backups that were asked for, up to the level that was asked for, each to where the next backup is consistent.',
    todo: 'Run it with --backup all and --level L4 where you need to know. What lies on a timeline that was left stays unproven: where you need it, restore to it yourself.',
  },
  lost: {
    seen: 'No backup leads to these moments through WAL without a hole.',
    means:
      'The database cannot be brought to any moment of this stretch. Moments after the next base backup are not touched by it.',
    did: 'It named the first segment that is missing or damaged.',
    todo: 'Look for the segment in versions of the bucket, in replicas of it and in pg_wal of the instances, and bring it back under its name. If it is gone, the loss stays until retention has passed over it: write it down.',
  },
};
