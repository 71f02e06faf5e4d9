import type { ArchiveReport, Phase } from '@postgres-ha/backup-proof';
import { answer } from './answer.ts';
import { backupTable } from './backup-table.ts';
import { findingsText } from './findings-text.ts';
import { wrapped } from './layout.ts';
import { momentsText } from './moments-text.ts';
import { bytesInWords, counted, durationInWords } from './words.ts';

/** What is known, for people. The first line is the answer; with several archives each begins with its own. */
export function reportText(reports: readonly ArchiveReport[], notes: readonly string[]): string {
  return [
    ...(reports.length > 1 ? [summary(reports), ''] : []),
    reports.map(archiveText).join('\n\n'),
    ...notes.map((note) => `\n${wrapped(`Note: ${note}`, { first: '', rest: '  ' })}`),
  ].join('\n');
}

function summary(reports: readonly ArchiveReport[]): string {
  const of = (overall: ArchiveReport['overall']): readonly string[] => {
    const count = reports.filter((report) => report.overall === overall).length;
    return count === 0 ? [] : [`${count} ${overall}`];
  };
  return `${counted(reports.length, 'archive')}: ${[...of('damaged'), ...of('unknown'), ...of('proven')].join(', ')}`;
}

function archiveText(report: ArchiveReport): string {
  const backups = backupTable(report);
  const findings = findingsText(report);
  return [
    wrapped(answer(report), { first: '', rest: '  ' }),
    ...(backups.length === 0 ? [] : ['', ...backups]),
    ...momentsText(report),
    ...findings,
    ...(findings.length === 0 ? [] : ['  `backup-verifier explain <id>` says what each means and what to do.']),
    '',
    whatWasRead(report),
    ...timesTaken(report),
  ].join('\n');
}

function whatWasRead({ read, store, startedAt, finishedAt, asked }: ArchiveReport): string {
  const took = durationInWords(finishedAt.getTime() - startedAt.getTime());
  const text = `Read ${counted(read.objects, 'object')} (${bytesInWords(read.bytes)}) of ${store} for ${asked} in ${took}; nothing was written there.`;
  return wrapped(text, { first: '', rest: '  ' });
}

const PHASES: Readonly<Record<Phase['name'], string>> = {
  content: 'base backup read',
  wal: 'WAL read',
  boot: 'started',
  replay: 'replayed',
  pages: 'pages checked',
};

/** How long a restore takes is known from having done it. */
function timesTaken({ backups }: ArchiveReport): readonly string[] {
  return backups.flatMap(({ id, phases }) => {
    if (phases.length === 0) return [];
    const steps = phases.map(({ name, milliseconds, bytes }) => {
      const much = bytes === undefined ? '' : ` (${bytesInWords(bytes)})`;
      return `${PHASES[name]} in ${durationInWords(milliseconds)}${much}`;
    });
    return [wrapped(`${id}: ${steps.join(', ')}`, { first: '  ', rest: '    ' })];
  });
}
