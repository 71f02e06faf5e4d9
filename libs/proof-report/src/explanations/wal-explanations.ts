import type { ProofFindingId } from '@postgres-ha/backup-proof';
import { NOT_SERVED, type Explanation } from './explanation.ts';

const SEARCH =
  'Look for the segment in older versions of the object, in replicas of the bucket and in pg_wal of the instances. If it is gone, take a base backup now; moments between the segment and that backup are lost.';

/** What reading WAL can find. */
export const WAL_EXPLANATIONS: Readonly<Record<Extract<ProofFindingId, `wal-${string}`>, Explanation>> = {
  'wal-damaged': {
    seen: 'A segment has a page or a record that is not what PostgreSQL wrote: a wrong checksum, header or length.',
    means:
      'Replay ends before that record. Without a target PostgreSQL takes it for the end of the WAL, promotes, and reports success without the rest.',
    did: NOT_SERVED,
    todo: SEARCH,
  },
  'wal-short': {
    seen: 'A segment is shorter than segments of this cluster are.',
    means: 'It was cut off, or is a partial one under the name of a whole one. Replay ends in it.',
    did: NOT_SERVED,
    todo: SEARCH,
  },
  'wal-of-another-system': {
    seen: 'A segment comes from another PostgreSQL cluster: its system identifier or its segment size differs.',
    means: 'Two clusters archive to one place and write over each other. Replay ends here.',
    did: NOT_SERVED,
    todo: 'Give each cluster a serverName of its own, at once. Then take a base backup of each.',
  },
  'wal-of-another-place': {
    seen: 'A segment holds the WAL of another position than its name says.',
    means: 'It was stored under a wrong name. Replay ends here.',
    did: NOT_SERVED,
    todo: SEARCH,
  },
  'wal-of-another-timeline': {
    seen: 'A segment was written on a timeline that is no ancestor of the one in its name.',
    means: 'Something that was promoted apart has archived to the same place. Replay ends here, or goes another way.',
    did: NOT_SERVED,
    todo: 'Find who else archives there: a restored copy of the cluster, an instance that was thought dead. Then take a base backup.',
  },
};
