import type { Lsn } from '@postgres-ha/postgres-storage';

/** A commit in WAL. `at` counts microseconds since 1970. */
export interface Commit {
  readonly lsn: Lsn;
  readonly at: bigint;
}

export interface RandomMoment {
  readonly see: (commit: Commit) => void;
  /** The time of a commit to stop at, or undefined if there is none that recovery can stop at. */
  readonly chosen: () => bigint | undefined;
}

/**
 * Chooses one of the commits that come by, each with the same chance, without keeping them. Recovery to its time must be possible: the backup is
 * consistent before it, and a later commit follows, at which recovery sees that the time has passed. Commits are not in the order of their times.
 * @param consistentAt end of the backup
 * @param random 0 to 1
 */
export function createRandomMoment(consistentAt: Lsn, random: () => number): RandomMoment {
  let newestBefore = -1n;
  let newest = -1n;
  let candidates = 0;
  let candidate: bigint | undefined;
  let next: bigint | undefined;
  return {
    see: ({ lsn, at }) => {
      if (lsn < consistentAt) {
        if (at > newestBefore) newestBefore = at;
        return;
      }
      // The newest so far becomes a candidate as soon as a later one follows.
      if (next !== undefined && at > next && next > newestBefore) {
        candidates += 1;
        if (random() * candidates < 1) candidate = next;
      }
      if (at > newest) {
        newest = at;
        next = at;
      }
    },
    chosen: () => candidate,
  };
}
