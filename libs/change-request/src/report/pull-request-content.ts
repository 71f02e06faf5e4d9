import { fitChapters, inUnits, type RankedChapter } from '@postgres-ha/markup';
import { printCommand } from '../command/print-command.ts';
import type { Origin, Target } from '../intent/intent.ts';
import type { ChangePlan } from '../plan/change-plan.ts';
import { changeTable, disruptionLegend } from './change-table.ts';
import { commitMessage } from './commit-message.ts';
import { fileList } from './file-list.ts';
import { intentTitle } from './intent-title.ts';
import { MOST_BODY, MOST_TITLE } from './limits.ts';
import { writeMarker } from './marker.ts';
import { noticeList, refusalList } from './notices.ts';
import { originText, provenanceText } from './provenance.ts';
import { ruleTable } from './rule-table.ts';
import { takeBack } from './take-back.ts';
import { verdictLines } from './verdict-lines.ts';
import { short, targetText, titleWithin } from './words.ts';

/** What a pull request of the bot says, in full; fits GitHub's limits. */
export interface PullRequestContent {
  /** One for each target: the branch is the lock, `postgres-ha/production/postgres-cluster`. */
  readonly branch: string;
  /** At most 120 characters. */
  readonly title: string;
  /** Markdown of at most 65,536 characters; its first ten lines behind the marker say what changes, what restarts, how long writes pause and which rules passed. */
  readonly body: string;
  readonly commitMessage: string;
}

export interface PullRequestOptions {
  readonly origin: Origin;
  readonly now: Date;
  /** Until then the branch without a pull request is work in progress; a quarter of an hour from `now` by default. */
  readonly expiresAt?: Date;
  /** Name and version of what renders. */
  readonly generator?: string;
}

const CLAIM_MS = 15 * 60_000;

/** Branch, title, commit and body of the pull request that carries a plan out. The same plan, origin and moment say the same. */
export function pullRequestContent(plan: ChangePlan, options: PullRequestOptions): PullRequestContent {
  const { origin, now } = options;
  const expiresAt = options.expiresAt ?? new Date(now.getTime() + CLAIM_MS);
  return {
    branch: branchOf(plan.target),
    title: titleWithin(intentTitle(plan), MOST_TITLE),
    body: bodyOf(plan, options),
    commitMessage: commitMessage(plan, { origin, expiresAt }),
  };
}

/** `postgres-ha/production/postgres-cluster`; for what is of a whole environment, `postgres-ha/production/_environment`. */
export function branchOf({ environment, cluster = '_environment' }: Target): string {
  return `postgres-ha/${environment}/${cluster}`;
}

function bodyOf(plan: ChangePlan, { origin, generator }: PullRequestOptions): string {
  const { judgement, files, base, hash } = plan;
  const verdict = [...verdictLines(judgement), askedLine(plan, origin)].join('\n');
  const provenance = provenanceText({
    base,
    hash,
    origin,
    ...(generator !== undefined && { generator }),
    operators: judgement.operators,
  });
  const legend = disruptionLegend(judgement.changes);
  const chapters: readonly RankedChapter[] = [
    { rank: 0, least: 0, text: () => `${markerOf(plan, origin)}\n${verdict}` },
    { rank: 2, least: 200, text: refusalList(judgement) },
    { rank: 3, least: 200, text: changeTable(judgement) },
    { rank: 3, least: 0, text: () => legend },
    { rank: 4, least: 100, text: ruleTable(judgement) },
    { rank: 5, least: 100, text: noticeList(judgement) },
    { rank: 1, least: 0, text: () => takeBack(plan) },
    {
      rank: 6,
      least: 200,
      text: fileList(files, { heading: '### Files', elsewhere: 'the files of this pull request' }),
    },
    { rank: 1, least: 0, text: () => provenance },
  ];
  return fitChapters(chapters, { most: MOST_BODY, measure: inUnits });
}

/** The command says it in full, what is applied to nothing that runs included. */
function askedLine({ intent }: ChangePlan, origin: Origin): string {
  return `- **Asked for**: ${short(printCommand(intent), 300)} ${originText(origin)}`;
}

function markerOf({ target, intent, hash, base }: ChangePlan, { kind, key, by, url, at }: Origin): string {
  return writeMarker({
    kind: 'change',
    target: targetText(target),
    command: printCommand(intent),
    origin: { kind, key, by, url, at: at.toISOString() },
    plan: hash,
    base,
  });
}
