import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { counted } from './words.ts';

/** `3 archives: 1 damaged, 1 unknown, 1 proven` */
export function summaryLine(reports: readonly ArchiveReport[]): string {
  const counts = (['damaged', 'unknown', 'acknowledged', 'proven'] as const).flatMap((overall) => {
    const count = reports.filter((report) => report.overall === overall).length;
    return count === 0 ? [] : [`${count} ${overall}`];
  });
  return `${counted(reports.length, 'archive')}: ${counts.join(', ')}`;
}
