import type { Lsn } from '../lsn.ts';
import type { WalSegment } from '../segment.ts';
import type { WalProblem } from './wal-problem.ts';

/** What reading a segment has shown. Records count where they end. */
export interface SegmentEvidence {
  readonly segment: WalSegment;
  /** How many bytes there were. */
  readonly sizeBytes: number;
  /** Complete records with a right CRC, up to the first problem. */
  readonly records: number;
  /** The first fault of what is in it, and then a wrong size. Empty when replay would go through. */
  readonly problems: readonly WalProblem[];
  /** Start of the first of these records; it may lie in an earlier segment. */
  readonly firstRecord?: Lsn;
  /** Start of the last of these records. Replay up to there proves that it got through all of them. */
  readonly lastRecord?: Lsn;
  /** Where the last of them ended and the next one begins; the end of the segment after a switch. */
  readonly endOfRecords?: Lsn;
  /** Times of the first and the last commit in the order of the log, in microseconds since 1970. */
  readonly firstCommitAt?: bigint;
  readonly lastCommitAt?: bigint;
  /** The server changed to the next segment before this one was full. What is behind has no meaning. */
  readonly switched: boolean;
  /** Wanted blocks that a record of this segment writes as a whole. */
  readonly restoredBlocks: readonly BlockReference[];
}

/** A block of a relation. */
export interface BlockReference {
  readonly spcOid: number;
  readonly dbOid: number;
  readonly relNumber: number;
  /** 0 main, 1 free space map, 2 visibility map, 3 init. */
  readonly fork: number;
  readonly block: number;
}
