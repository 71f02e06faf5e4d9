import { helpText, type CommandOutcome, type ReplyOutcome } from '@postgres-ha/change-request';
import { targetName } from '../locks/target-branch.ts';
import type { CommandResult, OverrideObstacle, RenderObstacle } from './command-result.ts';

type Said = CommandOutcome['outcome'];

export interface CommandDone {
  /** As it was written. */
  readonly text: string;
  readonly result: CommandResult;
}

/** What the one reply to a request says. */
export function replyOutcome(done: readonly CommandDone[]): ReplyOutcome {
  const [only, ...others] = done;
  if (only !== undefined && others.length === 0) return outcomeOf(only.result);
  return { kind: 'several', each: done.map(({ text, result }) => ({ text, outcome: outcomeOf(result) })) };
}

function outcomeOf(result: CommandResult): Said {
  switch (result.kind) {
    case 'proposed':
    case 'held':
    case 'not-permitted':
      return result;
    case 'not-planned':
      return result.why;
    case 'help':
      return { kind: 'help', markdown: helpText(result.about) };
    case 'reviewed':
      return { kind: 'done', text: reviewedText(result) };
    case 'over':
      return notDone(
        `pull request ${result.pullRequest.number} of this very request is ${result.state}. Write a new comment to ask for it anew.`,
      );
    case 'foreign-branch':
      return notDone(
        `there are commits of somebody else on the branch ${result.branch}. Delete it or rename it; then ask again.`,
      );
    case 'rendered':
      return { kind: 'done', text: renderedText(result) };
    case 'not-rendered':
      return notRendered(result.why);
    case 'overridden':
      return {
        kind: 'done',
        text: `${result.rule} is overridden for the commit that is the head now. Verdict: ${result.verdict}.`,
      };
    case 'not-overridden':
      return notDone(`${result.rule} is not overridden: ${overrideText(result.why)}`);
    case 'unlocked':
      return { kind: 'done', text: `Nothing holds ${targetName(result.target)} any more.` };
    case 'not-locked':
      return { kind: 'done', text: `Nothing holds ${targetName(result.target)}.` };
    case 'not-unlocked':
      return notDone(
        `there is work of people on the branch ${result.branch}. Close its pull request and delete the branch yourself, if that work is not needed.`,
      );
    case 'needs-pull-request':
      return notDone('this is asked for in a comment on the pull request that it is about.');
    case 'pull-request-closed':
      return notDone('the pull request is not open.');
    case 'failed':
      return notDone(
        `GitHub refused ${result.operation} (${result.problem}). See that the bot may do it, and that no rule of the repository is in its way; then write a new comment.`,
      );
  }
}

function notDone(because: string): Said {
  return { kind: 'not-done', because };
}

function reviewedText({ reading }: Extract<CommandResult, { readonly kind: 'reviewed' }>): string {
  switch (reading.kind) {
    case 'judged':
      return `It was read again. Verdict: ${reading.verdict}.`;
    case 'refused':
      return 'It was read again, and is refused. The check and the comment say why.';
    case 'untouched':
      return 'It touches no environment.';
    case 'unread':
      return `It could not be read: ${reading.because}`;
  }
}

function renderedText({ commit, paths }: Extract<CommandResult, { readonly kind: 'rendered' }>): string {
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`;
  const what = paths.length === 0 ? 'What is rendered' : `${files}, rendered anew,`;
  return `${what} ${paths.length === 1 || paths.length === 0 ? 'is' : 'are'} in commit ${commit.slice(0, 12)}.`;
}

function notRendered(why: RenderObstacle): Said {
  switch (why.kind) {
    case 'fork':
      return notDone(
        'the branch is in a fork, and the bot writes nothing there. Run `npm run render` and push what it changes.',
      );
    case 'default-branch':
      return notDone('the pull request is from the default branch, to which the bot never pushes.');
    case 'nothing':
      return notDone(
        'every rendered file follows from what people wrote on this branch. If the check says otherwise, the default branch has moved: merge it into this branch first.',
      );
    case 'problems':
      return { kind: 'refused', problems: why.problems };
  }
}

const FLAWS = {
  'own-change': 'whoever asked for a change or wrote it cannot; a second person has to.',
  edited: 'the comment was edited. Write a new one.',
  'older-than-head': 'the head has changed since. Read what it does now, and write a new comment.',
  'not-permitted': 'its author may not write to this repository.',
} as const;

function overrideText(why: OverrideObstacle): string {
  switch (why.kind) {
    case 'flaw':
      return FLAWS[why.flaw];
    case 'denied':
      return 'what is denied cannot be overridden.';
    case 'nothing-judged':
      return 'there is no judgement of this pull request that it could be about.';
    case 'not-asked-for':
      return why.asking.length === 0
        ? 'no rule asks for an override here.'
        : `it asks for none here. These do: ${why.asking.join(', ')}.`;
  }
}
