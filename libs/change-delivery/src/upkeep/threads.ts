import type { ActiveIssue, IssueComment } from '@postgres-ha/github-api';
import type { Desk, Thread } from '../desk.ts';
import { answerRequest, readRequestText } from '../requests/answer-request.ts';
import type { Request } from '../requests/request.ts';
import { onceKeyOf, replyKey } from '../texts.ts';
import { duplicates } from './duplicates.ts';
import { wasMissed } from './missed.ts';
import type { Tally } from './tally.ts';

const LOOK_BACK_MS = 24 * 3_600_000;
const MISSED_AFTER_MS = 2 * 60_000;

/** Where people talked lately: what the bot said twice is said once, and what it was never told of is answered. */
export async function tendThreads(desk: Desk, tally: Tally): Promise<void> {
  const { repository, signal, now, options } = desk;
  const after = new Date(now.getTime() - (options.lookBackMs ?? LOOK_BACK_MS));
  await tally.attempt('list of issues', async () => {
    for (const issue of await repository.issues.active(after, { signal })) {
      await tally.attempt(`comments on ${issue.number}`, () => tendThread(desk, { issue, after, tally }));
    }
  });
}

interface Tended {
  readonly issue: ActiveIssue;
  readonly after: Date;
  readonly tally: Tally;
}

async function tendThread(desk: Desk, { issue, after, tally }: Tended): Promise<void> {
  const { repository, self, signal, now, options } = desk;
  const thread = await desk.thread(issue.number);
  const own = thread.comments.filter(({ author }) => author === self);
  for (const { id: commentId } of duplicates(own, ({ body }) => onceKeyOf(body))) {
    await repository.issues.removeComment({ ...thread.ref, commentId }, { signal });
    tally.count('removed');
  }
  const before = new Date(now.getTime() - (options.missedAfterMs ?? MISSED_AFTER_MS));
  const answered = new Set(own.map(({ body }) => onceKeyOf(body)));
  for (const { request, edited } of requestsIn(issue, thread)) {
    const seen = { ...request, reading: readRequestText(request), createdAt: request.at, edited, open: true };
    if (!wasMissed({ ...seen, answered: answered.has(replyKey(request.key)) }, { after, before })) continue;
    const { kind } = await answerRequest(desk, request);
    if (kind !== 'nothing') tally.count('answered');
  }
}

interface Found {
  readonly request: Request;
  readonly edited: boolean;
}

/** GitHub does not say when an issue's text was edited: only one in which nothing happened is surely as it was. */
function requestsIn(issue: ActiveIssue, { comments }: Thread): readonly Found[] {
  const on = { kind: issue.kind, number: issue.number };
  const form: Found = {
    request: { ...issue, kind: 'form', key: `issue-${issue.number}`, on, commentId: undefined, at: issue.createdAt },
    edited: issue.updatedAt.getTime() !== issue.createdAt.getTime(),
  };
  return [...(issue.kind === 'issue' ? [form] : []), ...comments.map((comment) => foundIn(comment, on))];
}

function foundIn({ id, author, authorKind, body, url, createdAt, updatedAt }: IssueComment, on: Request['on']): Found {
  return {
    request: {
      kind: 'comment',
      key: `comment-${id}`,
      on,
      commentId: id,
      author: { login: author, kind: authorKind },
      body,
      labels: [],
      url,
      at: createdAt,
    },
    edited: updatedAt.getTime() !== createdAt.getTime(),
  };
}
