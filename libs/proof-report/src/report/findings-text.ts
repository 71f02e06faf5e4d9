import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { distinctFindings } from './distinct-findings.ts';
import { wrapped } from './layout.ts';
import { atTime } from './words.ts';

/** Every finding once, the worst first, with the backups that it is about. */
export function findingsText(report: ArchiveReport): readonly string[] {
  const lines = distinctFindings(report).map(({ finding, backups, acknowledged }) => {
    const whose = backups.length === 0 ? '' : ` (backup ${backups.join(', ')})`;
    const known =
      acknowledged === undefined ? '' : ` Acknowledged until ${atTime(acknowledged.until)}: ${acknowledged.reason}.`;
    return wrapped(`${findingText(finding)}${known}${whose} [${finding.id}]`, { first: '  ', rest: '    ' });
  });
  return lines.length === 0 ? [] : ['', 'Findings:', ...lines];
}

function findingText({ weight, object, place, found, expected, remedy }: Finding): string {
  const where = [object, place].filter((each) => each !== undefined).join(', ');
  return `${weight}: ${where === '' ? '' : `${where}: `}found ${found}, expected ${expected}. ${remedy}`;
}
