import type { Lsn } from '../lsn.ts';

/** What is wrong with a segment; replay would end there. */
export interface WalProblem {
  readonly problem: WalProblemId;
  readonly lsn: Lsn;
  readonly found: string;
  readonly expected: string;
}

export type WalProblemId =
  /** Fewer or more bytes than a segment has. */
  | 'short'
  | 'long'
  /** Not WAL, or of another major version of PostgreSQL. */
  | 'magic'
  /** Written by another cluster. */
  | 'system'
  | 'segment-size'
  /** A page of another place in the log. */
  | 'address'
  | 'timeline'
  /** Another fault of a page header, or a page that does not go on where the one before ended. */
  | 'page-header'
  | 'record-crc'
  | 'record-header'
  /** Nothing more was written, though the segment has room. */
  | 'records-end-early';
