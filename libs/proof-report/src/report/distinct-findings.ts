import type { Finding, Weight } from '@postgres-ha/backup-catalog';
import { acknowledgementOf, type Acknowledged, type ArchiveReport, type BackupReport } from '@postgres-ha/backup-proof';

/** A finding, said once, with everything that it is about. */
export interface DistinctFinding {
  readonly finding: Finding;
  /** Ids of the backups that it was found of; none where it is about the archive. */
  readonly backups: readonly string[];
  readonly acknowledged: Acknowledged | undefined;
}

const WORST_FIRST: readonly Weight[] = ['damaged', 'unknown', 'notice'];

/** Every finding once, the worst first. */
export function distinctFindings(report: ArchiveReport): readonly DistinctFinding[] {
  const all = [
    ...report.findings.map((finding) => ({ finding, backup: undefined })),
    ...report.backups.flatMap((backup) => findingsOf(backup).map((finding) => ({ finding, backup: backup.id }))),
  ];
  const same = [...Map.groupBy(all, ({ finding }) => sameness(finding)).values()];
  return WORST_FIRST.flatMap((weight) =>
    same.flatMap((group) => {
      const [first] = group;
      if (first?.finding.weight !== weight) return [];
      const backups = group.flatMap(({ backup }) => (backup === undefined ? [] : [backup]));
      return [{ finding: first.finding, backups, acknowledged: acknowledgementOf(first.finding, report) }];
    }),
  );
}

function sameness({ id, weight, object, place, found, expected, remedy }: Finding): string {
  return JSON.stringify([id, weight, object, place, found, expected, remedy]);
}

function findingsOf({ verdict, notices }: BackupReport): readonly Finding[] {
  switch (verdict.kind) {
    case 'proven':
      return notices;
    case 'damaged':
      return [...verdict.findings, ...notices];
    case 'unknown':
      return [...verdict.because, ...notices];
  }
}
