import { fitChapters, inUnits, type Chapter, type RankedChapter } from '@postgres-ha/markup';
import { changeTable, disruptionLegend } from './change-table.ts';
import { unreadText } from './check-content.ts';
import { driftList } from './drift-list.ts';
import { fileList } from './file-list.ts';
import { MOST_BODY } from './limits.ts';
import { writeMarker } from './marker.ts';
import { noticeList, refusalList } from './notices.ts';
import { problemList } from './problem-list.ts';
import { provenanceText } from './provenance.ts';
import type { PullRequestReading } from './pull-request-reading.ts';
import { ruleTable } from './rule-table.ts';
import { verdictLines } from './verdict-lines.ts';
import { short } from './words.ts';

/** Where the pull request's branch is, and whose it is. */
export type ReviewedBranch =
  /** Of the repository: a new rendering can be committed to it. */
  | { readonly kind: 'own' }
  /** Of a fork: the bot writes nothing there. */
  | { readonly kind: 'fork' }
  /** The bot's, with commits of somebody else's on it: the bot leaves it to them. */
  | { readonly kind: 'taken-over'; readonly commit: string; readonly by: string | undefined };

export interface ReviewOptions {
  readonly head: string;
  readonly base: string;
  readonly branch: ReviewedBranch;
  /** Paths of what it changes outside of `environments/`; that is named, and not judged. */
  readonly unjudged?: readonly string[];
  readonly generator?: string;
}

/** The one comment on a pull request that is not, or not any more, the bot's: what it does to databases, and what is to be done. */
export function reviewComment(reading: PullRequestReading, options: ReviewOptions): string {
  const { head, base, generator } = options;
  const marker = writeMarker({ kind: 'review', head, base });
  const provenance = provenanceText({
    head,
    base,
    ...(generator !== undefined && { generator }),
    ...(reading.kind === 'judged' && { operators: reading.operators }),
  });
  const chapters: readonly RankedChapter[] = [
    { rank: 0, least: 0, text: firstChapter(reading, marker) },
    { rank: 0, least: 0, text: () => branchText(options.branch) },
    { rank: 0, least: 0, text: () => unjudgedText(options.unjudged ?? []) },
    ...chaptersOf(reading, options.branch),
    { rank: 0, least: 0, text: () => provenance },
  ];
  return fitChapters(chapters, { most: MOST_BODY, measure: inUnits });
}

/** What has to be there: the marker, and the verdict. */
function firstChapter(reading: PullRequestReading, marker: string): Chapter {
  switch (reading.kind) {
    case 'untouched':
      return () => `${marker}\n**Nothing below \`environments/\` is touched any more**: there is nothing to judge.`;
    case 'unread':
      return () => `${marker}\n${unreadText(reading.because)}`;
    case 'refused':
      return () =>
        `${marker}\n- **Verdict**: **refused**, what it would leave behind cannot be used, and nothing is known of what it does`;
    case 'judged':
      return () => [marker, ...verdictLines(reading, reading.drift)].join('\n');
  }
}

function chaptersOf(reading: PullRequestReading, branch: ReviewedBranch): readonly RankedChapter[] {
  if (reading.kind === 'refused') return [{ rank: 1, least: 200, text: problemList('### Problems', reading.problems) }];
  if (reading.kind !== 'judged') return [];
  const { drift, rendered } = reading;
  const legend = disruptionLegend(reading.changes);
  const wayOut = drift.length === 0 ? '' : wayOutText(branch);
  const elsewhere = 'what `npm run render` does on this branch';
  return [
    { rank: 0, least: 0, text: () => wayOut },
    { rank: 1, least: 200, text: refusalList(reading) },
    { rank: 2, least: 200, text: changeTable(reading) },
    { rank: 2, least: 0, text: () => legend },
    { rank: 3, least: 100, text: ruleTable(reading) },
    { rank: 4, least: 200, text: driftList(drift) },
    { rank: 5, least: 100, text: noticeList(reading) },
    { rank: 6, least: 200, text: fileList(rendered, { heading: '### What a new rendering changes', elsewhere }) },
  ];
}

const MOST_UNJUDGED = 5;

/** What may change who checks what stands first. */
function unjudgedText(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const isPower = (path: string): boolean => path.startsWith('.github/');
  const sorted = [...paths.filter(isPower), ...paths.filter((path) => !isPower(path))];
  const shown = sorted.slice(0, MOST_UNJUDGED).map((path) => short(path, 80));
  const more = sorted.length > shown.length ? `, and ${sorted.length - shown.length} more` : '';
  const power = paths.some(isPower)
    ? ' What is below `.github/` decides what runs with which rights: read it first.'
    : '';
  return `**Not judged**: what this changes outside of \`environments/\`: ${shown.join(', ')}${more}.${power}`;
}

function wayOutText({ kind }: ReviewedBranch): string {
  const byHand = 'Run `npm run render` and push what it changes.';
  return kind === 'own'
    ? `**To put it right**: comment \`/render\`, and the bot commits what is rendered to this branch. Or do it yourself: ${byHand}`
    : `**To put it right**: ${byHand}`;
}

function branchText(branch: ReviewedBranch): string {
  switch (branch.kind) {
    case 'own':
      return '';
    case 'fork':
      return 'This comes from a fork: the bot reads it as text and writes nothing to it, so that `/render` is not done here. Everything else is the same.';
    case 'taken-over': {
      const who = branch.by === undefined ? 'somebody' : short(branch.by, 60);
      return `The commit ${short(branch.commit, 12)} on this branch is by ${who}: the bot leaves the branch as it is, and does not build it anew when the base moves. What is said here is of that commit.`;
    }
  }
}
