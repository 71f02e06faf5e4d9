import type { Command, Intent } from '@postgres-ha/change-request';
import type { Desk } from '../desk.ts';
import { Later } from '../later.ts';
import { reviewPullRequest } from '../reviews/review-pull-request.ts';
import type { CommandResult } from './command-result.ts';
import { NotPermitted } from './not-permitted.ts';
import { overrideAnswer } from './override-answer.ts';
import { propose } from './propose.ts';
import { render } from './render.ts';
import { originOf, type Request } from './request.ts';
import { unlock } from './unlock.ts';

/** How long a list may be behind a comment that was just written. */
const LIST_BEHIND_MS = 10_000;

export interface Asked {
  readonly request: Request;
  readonly command: Command;
  /** Of the command among those of its request, from 0. */
  readonly position: number;
}

/** Does what one command asks for, or finds that it was done. @throws Later, and what GitHub says */
export function carryOut(desk: Desk, { request, command, position }: Asked): Promise<CommandResult> {
  const { author, on, url } = request;
  const origin = originOf(request, position);
  const guard = async (): Promise<void> => {
    if (!(await desk.mayWrite(author.login))) throw new NotPermitted(author.login);
  };
  switch (command.kind) {
    case 'help':
      return Promise.resolve({ kind: 'help', about: command.about });
    case 'unlock':
      return unlock(desk, { target: command.target, by: author.login, url, guard });
    case 'plan':
      return onPullRequest(request, () => planAgain(desk, on.number));
    case 'render':
      return onPullRequest(request, () => render(desk, { pullRequest: on.number, key: origin.key, guard }));
    case 'override':
      return onPullRequest(request, () =>
        override(desk, { pullRequest: on.number, rule: command.rule, comment: request.commentId }),
      );
    default:
      return propose(desk, { intent: command satisfies Intent, origin, guard });
  }
}

function onPullRequest({ on }: Request, act: () => Promise<CommandResult>): Promise<CommandResult> {
  return on.kind === 'pull-request' ? act() : Promise.resolve({ kind: 'needs-pull-request' });
}

async function planAgain(desk: Desk, number: number): Promise<CommandResult> {
  const review = await reviewPullRequest(desk, number);
  if (review === undefined) return { kind: 'pull-request-closed' };
  return { kind: 'reviewed', pullRequest: review.pullRequest, reading: review.reading };
}

interface OverrideWanted {
  readonly pullRequest: number;
  readonly rule: string;
  readonly comment: number | undefined;
}

async function override(desk: Desk, { pullRequest, rule, comment }: OverrideWanted): Promise<CommandResult> {
  const review = await reviewPullRequest(desk, pullRequest);
  if (review === undefined) return { kind: 'pull-request-closed' };
  const seen = review.overrides.claims.find((claim) => claim.comment === comment && claim.override.rule === rule);
  if (seen === undefined) throw new Later('comment-not-listed-yet', LIST_BEHIND_MS);
  return overrideAnswer(rule, { reading: review.reading, seen });
}
