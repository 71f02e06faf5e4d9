import type { Reached } from '@postgres-ha/backup-proof';

/** On the same timeline the later position; otherwise what is on the newer timeline. */
export function isFarther(a: Reached, b: Reached): boolean {
  return a.timeline === b.timeline ? a.lsn > b.lsn : a.timeline > b.timeline;
}
