import type { ArchiveReport, BackupReport, Moments } from '@postgres-ha/backup-proof';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { restoreTrend } from '../history/restore-trend.ts';
import type { RunSummary } from '../history/run-summary.ts';
import { STEP_WORDS, trendInWords } from '../history/trend-words.ts';
import { withThisRun } from '../history/with-this-run.ts';
import { markKind, type MarkKind } from '../picture/marks.ts';
import { answer } from '../report/answer.ts';
import { distinctFindings, type DistinctFinding } from '../report/distinct-findings.ts';
import { dataInWords, highestProof, newestData, proofInWords, selfTestInWords } from '../report/facts-words.ts';
import { newestProofsInWords } from '../report/newest-proofs.ts';
import { readable } from '../report/readable.ts';
import { summaryLine } from '../report/summary-line.ts';
import { ageInWords, atPosition, atTime, bytesInWords, counted, durationInWords } from '../report/words.ts';
import { inline, markdownTable, name } from './markdown-text.ts';

export interface MarkdownOptions {
  /** Ages are counted up to here. */
  readonly now: Date;
  /** Earlier runs, in any order; this one may be among them. */
  readonly history: readonly RunSummary[];
  /** What the reader should know first. */
  readonly notes?: readonly string[];
  /** Why the last look failed, where one did after these reports: then nothing is known now. */
  readonly failed?: string;
}

/** So many rows of a kind are written out, since what takes Markdown takes only so much. */
const MOST = 20;

/**
 * What is known, for a pull request, an issue or a wiki. The answer comes first. Whatever objects and servers are called, it is text in it: it opens
 * nothing, links nowhere and names nobody.
 */
export function reportMarkdown(reports: readonly ArchiveReport[], options: MarkdownOptions): string {
  const { now, history, notes = [], failed } = options;
  const shown = readable(reports);
  const runs = withThisRun(shown, history);
  const parts = [
    ...(failed === undefined ? [] : [`**UNKNOWN**: ${inline(failed)}`]),
    ...notes.map((note) => inline(note)),
    ...(shown.length > 1 ? [`**${inline(summaryLine(shown))}**`] : []),
    ...shown.flatMap((report) => archiveMarkdown(report, { now, runs })),
    ...(shown.length === 0 ? ['No folder of a server was recognised, so nothing is known.'] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface Context {
  readonly now: Date;
  readonly runs: readonly RunSummary[];
}

function archiveMarkdown(report: ArchiveReport, { now, runs }: Context): readonly string[] {
  const { serverName } = report;
  return [
    `## ${SIGNS[report.overall]} ${name(serverName)}`,
    `**${inline(answer(report).slice(serverName.length + 2))}**`,
    ...backupsMarkdown(report, now),
    ...momentsMarkdown(report),
    ...findingsMarkdown(report),
    ...restoreMarkdown(report, runs),
    ...dataMarkdown(report),
    whatWasDone(report, now),
  ];
}

const SIGNS: Readonly<Record<ArchiveReport['overall'], string>> = {
  proven: '✅',
  acknowledged: '🟦',
  damaged: '❌',
  unknown: '❔',
};

const MARKS: Readonly<Record<MarkKind, string>> = {
  proven: '✅ proven',
  listed: '⚪ no fault found',
  unknown: '❔ unknown',
  damaged: '❌ damaged',
};

function backupsMarkdown({ backups }: ArchiveReport, now: Date): readonly string[] {
  if (backups.length === 0) return [];
  const newestFirst = backups.toReversed();
  const shown = newestFirst
    .filter(({ verdict }, index) => index < MOST || verdict.kind !== 'proven')
    .slice(0, 2 * MOST);
  const more = backups.length - shown.length;
  const rows = shown.map((backup) => backupRow(backup, now));
  return [
    '### Backups',
    markdownTable(['Backup', 'Verdict', 'Proof', 'Age', 'Size', 'Timeline', 'Up to'], rows, {
      right: new Set([3, 4, 5]),
    }).join('\n'),
    ...(more === 0 ? [] : [inline(`${counted(more, 'older backup')} not listed here.`)]),
  ];
}

function backupRow(backup: BackupReport, now: Date): readonly string[] {
  const { id, endedAt, sizeBytes, timeline, verdict } = backup;
  const proof = highestProof(backup);
  return [
    name(id),
    MARKS[markKind(backup)],
    proof === undefined ? (verdict.kind === 'proven' ? verdict.level : '–') : inline(proofInWords(proof, now)),
    endedAt === undefined ? '–' : ageInWords(now.getTime() - endedAt.getTime()),
    bytesInWords(sizeBytes),
    timeline === undefined ? '–' : String(timeline),
    verdict.kind === 'proven' ? inline(atPosition(verdict.upTo.lsn, verdict.upTo.lastCommitAt)) : '–',
  ];
}

const STATES: Readonly<Record<Moments['state'], string>> = {
  proven: '✅ proven',
  unproven: '❔ not replayed',
  lost: '❌ lost',
};

function momentsMarkdown({ moments }: ArchiveReport): readonly string[] {
  if (moments.length === 0) return [];
  const newestFirst = moments.toReversed();
  const shown = newestFirst.filter(({ state }, index) => index < MOST || state === 'lost').slice(0, 2 * MOST);
  const rows = shown.map(({ state, timeline, from, fromTime, to, toTime, because, backupId }) => [
    STATES[state],
    fromTime === undefined ? formatLsn(from) : atTime(fromTime),
    toTime === undefined ? formatLsn(to) : atTime(toTime),
    String(timeline),
    because === undefined ? (backupId === undefined ? '–' : name(backupId)) : inline(because),
  ]);
  return [
    '### What can be restored',
    markdownTable(['Moments', 'From', 'To', 'Timeline', 'Restore from, or why not'], rows, {
      right: new Set([3]),
    }).join('\n'),
    ...(shown.length === moments.length
      ? []
      : [inline(`${counted(moments.length - shown.length, 'older stretch')} not listed here.`)]),
  ];
}

function findingsMarkdown(report: ArchiveReport): readonly string[] {
  const all = distinctFindings(report);
  if (all.length === 0) return [];
  const more = all.length - 2 * MOST;
  return [
    '### Findings',
    all
      .slice(0, 2 * MOST)
      .map(findingItem)
      .join('\n'),
    ...(more <= 0 ? [] : [inline(`${counted(more, 'further finding')} not listed here.`)]),
  ];
}

function findingItem({ finding, backups, acknowledged }: DistinctFinding): string {
  const { id, weight, object, place, found, expected, remedy } = finding;
  const where = [object, place].flatMap((each) => (each === undefined ? [] : [name(each)])).join(', ');
  const whose =
    backups.length === 0
      ? ''
      : ` (backup ${backups.slice(0, 3).map(name).join(', ')}${backups.length > 3 ? ` and ${backups.length - 3} more` : ''})`;
  const known =
    acknowledged === undefined
      ? ''
      : ` *Acknowledged until ${atTime(acknowledged.until)}:* ${inline(`${acknowledged.reason}.`)}`;
  return `- **${weight}** ${name(id)}${where === '' ? '' : ` ${where}`}${whose}: found ${inline(found)}, expected ${inline(expected)}. ${inline(remedy)}${known}`;
}

function restoreMarkdown({ serverName }: ArchiveReport, runs: readonly RunSummary[]): readonly string[] {
  const trend = restoreTrend(runs, serverName);
  if (trend === undefined) return [];
  const rows = [
    ...trend.steps.map(({ name: step, ...times }) => ({ step: STEP_WORDS[step], ...times })),
    { step: 'together', ...trend.total },
  ].map(({ step, lastMs, medianMs }) => [
    step,
    durationInWords(lastMs),
    trend.runs === 1 ? '–' : durationInWords(medianMs),
  ]);
  return [
    '### How long a restore takes',
    inline(trendInWords(trend).join(' ')),
    markdownTable(['Step', 'Last', 'Median'], rows, { right: new Set([1, 2]) }).join('\n'),
  ];
}

function dataMarkdown(report: ArchiveReport): readonly string[] {
  const seen = newestData(report);
  if (seen === undefined) return [];
  const { assertions } = seen.data;
  const rows = assertions.map(({ name: asserted, database, outcome, shown }) => [
    inline(asserted),
    name(database),
    outcome,
    shown === undefined ? 'not shown' : name(shown),
  ]);
  return [
    `### The data of ${name(seen.id)}`,
    dataInWords(seen.data)
      .map((fact) => `- ${inline(fact)}`)
      .join('\n'),
    ...(rows.length === 0 ? [] : [markdownTable(['Assertion', 'Database', 'Outcome', 'Answer'], rows).join('\n')]),
  ];
}

function whatWasDone(report: ArchiveReport, now: Date): string {
  const { read, store, asked, startedAt, finishedAt, selfTest } = report;
  const proofs = newestProofsInWords(report, now);
  const known = (read.remembered ?? 0) === 0 ? '' : `, ${bytesInWords(read.remembered ?? 0)} known from earlier runs`;
  const sentences = [
    `Read ${bytesInWords(read.bytes)} of ${counted(read.objects, 'object')}${known}, for ${asked} in ${durationInWords(finishedAt.getTime() - startedAt.getTime())}; nothing was written to the archive.`,
    ...(proofs === undefined ? [] : [`Newest proofs: ${proofs}.`]),
    selfTestInWords(selfTest),
  ];
  return `${name(store)}: ${inline(sentences.join(' '))}`;
}
