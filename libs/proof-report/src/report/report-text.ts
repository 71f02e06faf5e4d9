import type { ArchiveReport, Phase } from '@postgres-ha/backup-proof';
import { withThisRun } from '../history/with-this-run.ts';
import { restoreTrend } from '../history/restore-trend.ts';
import type { RunSummary } from '../history/run-summary.ts';
import { trendInWords } from '../history/trend-words.ts';
import { answer } from './answer.ts';
import { backupTable } from './backup-table.ts';
import { dataInWords, newestData, selfTestInWords } from './facts-words.ts';
import { findingsText } from './findings-text.ts';
import { wrapped } from './layout.ts';
import { momentsText } from './moments-text.ts';
import { newestProofsInWords } from './newest-proofs.ts';
import { readable } from './readable.ts';
import { summaryLine } from './summary-line.ts';
import { bytesInWords, counted, durationInWords } from './words.ts';

/**
 * What is known, for people. The first line is the answer; with several archives each begins with its own.
 * @param history of earlier runs, in any order; this run may be among them
 */
export function reportText(
  reports: readonly ArchiveReport[],
  notes: readonly string[],
  { history = [] }: { readonly history?: readonly RunSummary[] } = {},
): string {
  const shown = readable(reports);
  const runs = withThisRun(shown, history);
  return [
    ...(shown.length > 1 ? [summaryLine(shown), ''] : []),
    shown.map((report) => archiveText(report, runs)).join('\n\n'),
    ...notes.map((note) => `\n${wrapped(`Note: ${note}`, { first: '', rest: '  ' })}`),
  ].join('\n');
}

function archiveText(report: ArchiveReport, runs: readonly RunSummary[]): string {
  const backups = backupTable(report);
  const findings = findingsText(report);
  return [
    wrapped(answer(report), { first: '', rest: '  ' }),
    ...(backups.length === 0 ? [] : ['', ...backups]),
    ...momentsText(report),
    ...findings,
    ...(findings.length === 0 ? [] : ['  `backup-verifier explain <id>` says what each means and what to do.']),
    '',
    ...proofsAndData(report),
    ...trendText(report, runs),
    whatWasRead(report),
    ...timesTaken(report),
    selfTestInWords(report.selfTest),
  ].join('\n');
}

function proofsAndData(report: ArchiveReport): readonly string[] {
  const proofs = newestProofsInWords(report, report.startedAt);
  const data = newestData(report);
  return [
    ...(proofs === undefined ? [] : [`Newest proofs: ${proofs}.`]),
    ...(data === undefined ? [] : [`Data of ${data.id}: ${dataInWords(data.data).join('; ')}.`]),
  ].map((line) => wrapped(line, { first: '', rest: '  ' }));
}

function trendText({ serverName }: ArchiveReport, runs: readonly RunSummary[]): readonly string[] {
  const trend = restoreTrend(runs, serverName);
  // what a single run took is said below, step by step
  if (trend === undefined || trend.runs === 1) return [];
  return [wrapped(trendInWords(trend).join(' '), { first: '', rest: '  ' })];
}

function whatWasRead({ read, store, startedAt, finishedAt, asked }: ArchiveReport): string {
  const took = durationInWords(finishedAt.getTime() - startedAt.getTime());
  const known =
    read.remembered === undefined || read.remembered === 0
      ? ''
      : `; ${bytesInWords(read.remembered)} were not read again, since earlier proofs of them hold`;
  const text = `Read ${counted(read.objects, 'object')} (${bytesInWords(read.bytes)}) of ${store} for ${asked} in ${took}${known}; nothing was written there.`;
  return wrapped(text, { first: '', rest: '  ' });
}

const PHASES: Readonly<Record<Phase['name'], string>> = {
  content: 'base backup read',
  wal: 'WAL read',
  boot: 'started',
  replay: 'replayed',
  pages: 'pages checked',
  data: 'data checked',
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
