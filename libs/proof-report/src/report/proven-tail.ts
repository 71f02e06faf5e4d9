import type { Moments } from '@postgres-ha/backup-proof';

/** Moments one after the other, all of which were replayed, up to the newest there is. */
export interface ProvenTail {
  readonly first: Moments;
  readonly last: Moments;
}

/** Undefined where the newest moments of all were not replayed: what came before them is no comfort. */
export function provenTail(moments: readonly Moments[]): ProvenTail | undefined {
  const before = moments.findLastIndex(({ state }) => state !== 'proven');
  const [first, last] = [moments[before + 1], moments.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last };
}
