import { cut, fitChapters, inBytes, prose, type Chapter, type RankedChapter } from '@postgres-ha/markup';
import type { PlannedFile } from '../plan/change-plan.ts';
import { changeTable, disruptionLegend } from './change-table.ts';
import { driftList } from './drift-list.ts';
import { fileList } from './file-list.ts';
import { MOST_CHECK_BYTES, MOST_TITLE } from './limits.ts';
import { noticeList, refusalList } from './notices.ts';
import { problemList } from './problem-list.ts';
import { provenanceText } from './provenance.ts';
import type { PullRequestReading } from './pull-request-reading.ts';
import { readingTitle } from './reading-title.ts';
import { ruleTable } from './rule-table.ts';
import { verdictLines } from './verdict-lines.ts';
import { titleWithin } from './words.ts';

/** A check run's output, within GitHub's limits of 65,535 bytes for each of the two. */
export interface CheckContent {
  readonly conclusion: 'success' | 'failure' | 'action_required' | 'neutral';
  readonly title: string;
  readonly summary: string;
  readonly text: string;
}

/** The name of the check run; the same on every pull request, so that it can be required. */
export const CHECK_NAME = 'postgres-ha/plan';

export interface CheckOptions {
  readonly head: string;
  readonly base: string;
  /** What the bot committed, to be shown with its diffs; none for people's pull requests. */
  readonly files?: readonly PlannedFile[];
  readonly generator?: string;
}

/**
 * The check run of a pull request. `success` is said only of what was judged and has nothing in its way; `neutral`, which GitHub takes for
 * passed where a check is required, only where no environment is touched.
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export function checkContent(reading: PullRequestReading, options: CheckOptions): CheckContent {
  const { files = [], head, base, generator } = options;
  const provenance = provenanceText({
    head,
    base,
    ...(generator !== undefined && { generator }),
    ...(reading.kind === 'judged' && { operators: reading.operators }),
  });
  const chapters = textChapters(reading, files);
  return {
    conclusion: conclusionOf(reading),
    title: titleWithin(readingTitle(reading), MOST_TITLE),
    summary: within(summaryChapters(reading)),
    text: within([...chapters, { rank: 0, least: 0, text: () => provenance }]),
  };
}

function within(chapters: readonly RankedChapter[]): string {
  return fitChapters(chapters, { most: MOST_CHECK_BYTES, measure: inBytes });
}

function conclusionOf(reading: PullRequestReading): CheckContent['conclusion'] {
  switch (reading.kind) {
    case 'untouched':
      return 'neutral';
    case 'refused':
      return 'failure';
    case 'unread':
      return 'action_required';
    case 'judged':
      if (reading.verdict === 'denied' || reading.drift.length > 0) return 'failure';
      return reading.verdict === 'clean' ? 'success' : 'action_required';
  }
}

function summaryChapters(reading: PullRequestReading): readonly RankedChapter[] {
  switch (reading.kind) {
    case 'untouched':
      return [only(() => 'Nothing below `environments/` is touched: there is nothing to judge.')];
    case 'refused':
      return [
        only(
          problemList(
            'What it would leave behind is refused, so that nothing is known of what it does.',
            reading.problems,
          ),
        ),
      ];
    case 'unread':
      return [only(() => unreadText(reading.because))];
    case 'judged': {
      const legend = disruptionLegend(reading.changes);
      return [
        only(() => verdictLines(reading, reading.drift).join('\n')),
        { rank: 1, least: 200, text: changeTable(reading) },
        { rank: 1, least: 0, text: () => legend },
        { rank: 2, least: 100, text: ruleTable(reading) },
      ];
    }
  }
}

function textChapters(reading: PullRequestReading, files: readonly PlannedFile[]): readonly RankedChapter[] {
  if (reading.kind !== 'judged') return [];
  const { drift, rendered } = reading;
  const elsewhere = 'the files of the pull request';
  return [
    { rank: 1, least: 200, text: refusalList(reading) },
    { rank: 2, least: 200, text: driftList(drift) },
    { rank: 3, least: 100, text: noticeList(reading) },
    { rank: 4, least: 200, text: fileList(files, { heading: '### Files', elsewhere }) },
    {
      rank: 5,
      least: 200,
      text: fileList(rendered, { heading: '### What a new rendering changes', elsewhere: RENDER }),
    },
  ];
}

const RENDER = 'what `npm run render` does on this branch';

function only(text: Chapter): RankedChapter {
  return { rank: 0, least: 0, text };
}

/** Why nothing is known, and what to do: Markdown. */
export function unreadText(because: string): string {
  return `**Unknown**: it could not be looked at: ${prose(cut(because, 1000))}. Comment \`/plan\` to have it looked at again.`;
}
