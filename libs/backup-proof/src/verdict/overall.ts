import type { Finding } from '@postgres-ha/backup-catalog';
import type { BackupVerdict } from './verdict.ts';

/** Of an archive as a whole. */
export type Overall = 'proven' | 'damaged' | 'unknown';

/**
 * The worst of everything. An archive without a backup is damaged, not fine: nothing can be restored from it.
 * @param findings of the archive that belong to no single backup, such as a hole in its WAL
 */
export function overallVerdict(verdicts: readonly BackupVerdict[], findings: readonly Finding[]): Overall {
  const has = (kind: 'damaged' | 'unknown'): boolean =>
    verdicts.some((verdict) => verdict.kind === kind) || findings.some(({ weight }) => weight === kind);
  if (verdicts.length === 0 || has('damaged')) return 'damaged';
  return has('unknown') ? 'unknown' : 'proven';
}
