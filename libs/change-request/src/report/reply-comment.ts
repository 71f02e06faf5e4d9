import { cut, fitChapters, inUnits, link, prose, type RankedChapter } from '@postgres-ha/markup';
import type { Problem } from '@postgres-ha/environment';
import type { CommandMistake } from '../command/command.ts';
import type { Origin, Target } from '../intent/intent.ts';
import type { Judgement } from '../plan/change-plan.ts';
import { MOST_BODY } from './limits.ts';
import { writeMarker } from './marker.ts';
import { itemList, problemList } from './problem-list.ts';
import { verdictText } from './verdict-lines.ts';
import { short, targetText } from './words.ts';

export interface PullRequestLink {
  readonly number: number;
  readonly url: string;
}

/** What became of a command, as it is told to whoever wrote it. */
export type ReplyOutcome =
  | {
      readonly kind: 'proposed';
      readonly made: 'created' | 'updated' | 'there-already';
      readonly pullRequest: PullRequestLink;
      readonly judgement: Pick<Judgement, 'verdict' | 'rules'> | undefined;
    }
  /** What was asked for cannot be. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** What is there is not fit to be changed. */
  | { readonly kind: 'unfit-base'; readonly problems: readonly Problem[] }
  /** The files say so already. */
  | { readonly kind: 'unchanged'; readonly path: string }
  | { readonly kind: 'mistaken'; readonly mistakes: readonly CommandMistake[] }
  | { readonly kind: 'not-permitted'; readonly login: string }
  /** The text of the command was changed after it was written. */
  | { readonly kind: 'edited' }
  | { readonly kind: 'held'; readonly target: Target; readonly by: PullRequestLink | undefined }
  | { readonly kind: 'help'; /** Of the grammar: Markdown of ours. */ readonly markdown: string }
  /** Something was done on a pull request: `The lock of … is released.` Plain text. */
  | { readonly kind: 'done'; readonly text: string }
  /** It cannot be done here, or not so, and why. Plain text. */
  | { readonly kind: 'not-done'; readonly because: string }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unknown'; readonly because: string }
  /** One for each command of a comment that has several, in their order. */
  | { readonly kind: 'several'; readonly each: readonly CommandOutcome[] };

export interface CommandOutcome {
  /** As it was written. */
  readonly text: string;
  readonly outcome: Exclude<ReplyOutcome, { readonly kind: 'several' }>;
}

/** The one reply to a comment with commands. */
export function replyComment(outcome: ReplyOutcome, { key }: Pick<Origin, 'key'>): string {
  const marker = writeMarker({ kind: 'reply', key });
  const chapters: readonly RankedChapter[] =
    outcome.kind === 'several'
      ? outcome.each.map((each, index) => ({ rank: index, least: LEAST, text: severalChapter(each) }))
      : [chapterOf(outcome)];
  const text = fitChapters(chapters, { most: MOST_BODY - marker.length - 1, measure: inUnits });
  return `${marker}\n${text}`;
}

/** For each of several outcomes, however long those before it are. */
const LEAST = 600;

function severalChapter({ text, outcome }: CommandOutcome): RankedChapter['text'] {
  const heading = `**${short(text, 200)}**`;
  return ({ most, measure }) => {
    const said = chapterOf(outcome).text({ most: most - measure(heading) - 2, measure });
    return said === '' || measure(said) > most - measure(heading) - 2
      ? `${heading}: too long to be shown.`
      : `${heading}\n\n${said}`;
  };
}

function chapterOf(outcome: CommandOutcome['outcome']): RankedChapter {
  return { rank: 0, least: 0, text: saying(outcome) };
}

function saying(outcome: CommandOutcome['outcome']): RankedChapter['text'] {
  switch (outcome.kind) {
    case 'proposed':
      return () => proposedText(outcome);
    case 'refused':
      return problemList('**Refused.** What was asked for cannot be; nothing was changed.', outcome.problems);
    case 'unfit-base':
      return problemList(
        '**Nothing was changed**: what is there now is not fit to be changed. Put this right first.',
        outcome.problems,
      );
    case 'unchanged':
      return () => `**Nothing to change**: ${short(outcome.path, 300)} says so already.`;
    case 'mistaken':
      return mistakeList(outcome.mistakes);
    case 'not-permitted':
      return () =>
        `**Not permitted**: ${short(outcome.login, 60)} may not write to this repository. Somebody who may can ask for the same.`;
    case 'edited':
      return () =>
        '**Not done**: the comment was edited. What is asked for has to stand as it was written: write a new comment.';
    case 'held':
      return () => heldText(outcome);
    case 'help':
      return ({ most, measure }) =>
        measure(outcome.markdown) <= most ? outcome.markdown : 'Comment `/help <command>`.';
    case 'done':
      return () => `**Done.** ${prose(cut(outcome.text, 2000))}`;
    case 'not-done':
      return () => `**Not done**: ${prose(cut(outcome.because, 2000))}`;
    case 'unknown':
      return () =>
        `**Unknown**: ${prose(cut(outcome.because, 2000))} It is looked at again before anything is repeated.`;
  }
}

const MADE = {
  created: 'is opened',
  updated: 'is brought up to date',
  'there-already': 'was there already',
} as const;

function proposedText({ made, pullRequest, judgement }: Extract<ReplyOutcome, { readonly kind: 'proposed' }>): string {
  const verdict = judgement === undefined ? '' : ` Verdict: ${verdictText(judgement)}.`;
  return `${linkOf(pullRequest)} ${MADE[made]}.${verdict}`;
}

function heldText({ target, by }: Extract<ReplyOutcome, { readonly kind: 'held' }>): string {
  const where = short(targetText(target), 200);
  const unlock = short(`/unlock ${cut(targetText(target), 150)}`, 200);
  const holder = by === undefined ? 'another request that is being worked on' : linkOf(by);
  return `**Not done**: ${where} is held by ${holder}. Merge or close it, or comment ${unlock}; then ask again.`;
}

/** Our own link, not a reference that GitHub would make of a number. */
function linkOf({ number, url }: PullRequestLink): string {
  return link(`Pull request ${number}`, url);
}

/** Found, expected and what to do for each; a comment with a mistake in it is not carried out at all. */
function mistakeList(mistakes: readonly CommandMistake[]): RankedChapter['text'] {
  const heading = '**Not understood**, and so nothing of the comment was done.';
  return itemList(heading, mistakes.length, function* () {
    for (const { line, found, expected, remedy } of mistakes) {
      const words = [
        `found ${prose(cut(found, 300))}`,
        `expected ${prose(cut(expected, 600))}.`,
        prose(cut(remedy, 600)),
      ];
      yield `- Line ${line}: ${words.join(', ').replace('., ', '. ')}`;
    }
  });
}
