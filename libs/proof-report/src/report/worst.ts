import type { ArchiveReport, Overall } from '@postgres-ha/backup-proof';

/** Of several archives: one damaged is damage, one unknown is no proof, and where damage is acknowledged not all is proven. */
export function worst(reports: readonly ArchiveReport[]): Overall {
  const all = reports.map(({ overall }) => overall);
  return (['damaged', 'unknown', 'acknowledged'] as const).find((each) => all.includes(each)) ?? 'proven';
}
