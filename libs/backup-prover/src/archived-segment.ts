import type { ArchivedObject } from '@postgres-ha/backup-catalog';
import type { WalSegment } from '@postgres-ha/postgres-storage';

/** A segment of WAL and the object that holds it. */
export interface ArchivedSegment {
  readonly segment: WalSegment;
  /** Its file name, 24 hexadecimal digits. */
  readonly name: string;
  readonly object: ArchivedObject;
  /** Further objects of the whole segment, in other compressions. */
  readonly others: readonly ArchivedObject[];
}
