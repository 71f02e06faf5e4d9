import type { Finding, Weight } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport } from '@postgres-ha/backup-proof';
import { wrapped } from './layout.ts';

const WORST_FIRST: readonly Weight[] = ['damaged', 'unknown', 'notice'];

/** Every finding once, the worst first, with the backups that it is about. */
export function findingsText({ findings, backups }: ArchiveReport): readonly string[] {
  const all = [
    ...findings.map((finding) => ({ finding, backup: undefined })),
    ...backups.flatMap((backup) => findingsOf(backup).map((finding) => ({ finding, backup: backup.id }))),
  ];
  const same = [...Map.groupBy(all, ({ finding }) => `${finding.id} ${findingText(finding)}`).values()];
  const lines = WORST_FIRST.flatMap((weight) =>
    same.flatMap((group) => {
      const [first] = group;
      if (first?.finding.weight !== weight) return [];
      const about = group.flatMap(({ backup }) => (backup === undefined ? [] : [backup]));
      const whose = about.length === 0 ? '' : ` (backup ${about.join(', ')})`;
      return [wrapped(`${findingText(first.finding)}${whose} [${first.finding.id}]`, { first: '  ', rest: '    ' })];
    }),
  );
  return lines.length === 0 ? [] : ['', 'Findings:', ...lines];
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

function findingText({ weight, object, place, found, expected, remedy }: Finding): string {
  const where = [object, place].filter((each) => each !== undefined).join(', ');
  return `${weight}: ${where === '' ? '' : `${where}: `}found ${found}, expected ${expected}. ${remedy}`;
}
