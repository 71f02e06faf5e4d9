import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { FULL } from '../report/example-reports.ts';
import type { RunSummary } from './run-summary.ts';
import { summarize } from './summarize.ts';

const DAY_MS = 86_400_000;

/** Daily runs before the one of `FULL`, the newest first, each of which took longer than the one before it. */
export function exampleHistory(runs: number): readonly RunSummary[] {
  return Array.from({ length: runs }, (_, index) => {
    const daysAgo = index + 1;
    return summarize([shifted(FULL, daysAgo)], { at: new Date(FULL.startedAt.getTime() - daysAgo * DAY_MS) });
  });
}

function shifted(report: ArchiveReport, daysAgo: number): ArchiveReport {
  const before = (date: Date): Date => new Date(date.getTime() - daysAgo * DAY_MS);
  return {
    ...report,
    startedAt: before(report.startedAt),
    finishedAt: before(report.finishedAt),
    backups: report.backups.map((backup) => ({
      ...backup,
      sizeBytes: backup.sizeBytes - daysAgo * 10_000_000,
      phases: backup.phases.map((phase) =>
        phase.name === 'replay' ? { ...phase, milliseconds: phase.milliseconds - daysAgo * 1000 } : phase,
      ),
    })),
  };
}
