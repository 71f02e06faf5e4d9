import type { Finding } from '@postgres-ha/backup-catalog';
import type { BackupVerdict } from './verdict.ts';

/**
 * Of an archive as a whole. `acknowledged`: there is damage, all of it is known and was written down for a time that is not over, and what is newest
 * is proven all the same. It is damage still; only the alarm rests.
 */
export type Overall = 'proven' | 'acknowledged' | 'damaged' | 'unknown';

/**
 * The worst of everything, before anybody acknowledged anything. An archive without a backup is damaged, not fine: nothing can be restored from it.
 * @param findings of the archive that belong to no single backup, such as a hole in its WAL
 */
export function overallVerdict(
  verdicts: readonly BackupVerdict[],
  findings: readonly Finding[],
): Exclude<Overall, 'acknowledged'> {
  const has = (kind: 'damaged' | 'unknown'): boolean =>
    verdicts.some((verdict) => verdict.kind === kind) || findings.some(({ weight }) => weight === kind);
  if (verdicts.length === 0 || has('damaged')) return 'damaged';
  return has('unknown') ? 'unknown' : 'proven';
}
