import {
  readComment,
  readForm,
  replyComment,
  type CommentReading,
  type ReplyOutcome,
} from '@postgres-ha/change-request';
import { GitHubError, type Reaction } from '@postgres-ha/github-api';
import type { DeliveryOutcome } from '../delivery-outcome.ts';
import type { Desk, Thread } from '../desk.ts';
import { Later } from '../later.ts';
import { onceKeyOf, replyKey } from '../texts.ts';
import { carryOut, type Asked } from './carry-out.ts';
import type { CommandResult } from './command-result.ts';
import { NotPermitted } from './not-permitted.ts';
import { outcomeOf } from './outcome-of.ts';
import { replyOutcome, type CommandDone } from './reply-outcome.ts';
import { decideRequest, type Request, type RequestFlaw } from './request.ts';

const NOT_SEEN_MS = 10_000;
const NOT_SEEN_UP_TO_MS = 60_000;

/** What a request asks for, from its text alone. */
export function readRequestText({ kind, body, labels }: Request): CommentReading {
  return kind === 'form' ? readForm({ body, labels }) : readComment(body);
}

/**
 * Carries out what somebody asks for, and answers once where it was asked: a reaction when it is begun, and a reply when it is done. Whoever handles
 * the same request again finds what is there of it and goes on.
 */
export async function answerRequest(desk: Desk, request: Request): Promise<DeliveryOutcome> {
  const reading = readRequestText(request);
  const { author, self } = { author: request.author, self: desk.self };
  const known = { reading, author, self, asked: request.body };
  // what is no request costs nothing but reading its text
  const first = decideRequest({ ...known, replies: 0, text: request.body, mayWrite: true });
  if (first.kind === 'ignore') return { kind: 'nothing', because: first.because };

  const thread = await desk.thread(request.on.number);
  const seen = {
    ...known,
    replies: repliesTo(desk, { request, thread }),
    text: await textNow(desk, { request, thread }),
  };
  const second = decideRequest({ ...seen, mayWrite: true });
  // what was told of a moment ago may not be shown yet
  const isFresh = desk.now.getTime() - request.at.getTime() < NOT_SEEN_UP_TO_MS;
  if (second.kind === 'ignore') {
    if (seen.text === undefined && seen.replies === 0 && isFresh) throw new Later('request-not-seen-yet', NOT_SEEN_MS);
    return { kind: 'nothing', because: second.because };
  }
  await react(desk, { request, thread, reaction: 'eyes' });

  const decision = decideRequest({ ...seen, mayWrite: await desk.mayWrite(author.login) });
  switch (decision.kind) {
    case 'ignore':
      return { kind: 'nothing', because: decision.because };
    case 'refuse':
      return reply(desk, {
        request,
        said: flawText(decision.because),
        outcome: { kind: 'refused', because: decision.because.kind },
      });
    case 'carry-out': {
      const done: CommandDone[] = [];
      for (const [position, { text, command }] of decision.commands.entries()) {
        done.push({ text, result: await resultOf(desk, { request, command, position }) });
      }
      return reply(desk, { request, said: replyOutcome(done), outcome: outcomeOf(done.map(({ result }) => result)) });
    }
  }
}

function repliesTo(
  { self }: Desk,
  { request, thread }: { readonly request: Request; readonly thread: Thread },
): number {
  const key = replyKey(request.key);
  return thread.comments.filter(({ author, body }) => author === self && onceKeyOf(body) === key).length;
}

interface At {
  readonly request: Request;
  readonly thread: Thread;
}

async function textNow({ repository, signal }: Desk, { request, thread }: At): Promise<string | undefined> {
  const { issues } = repository;
  if (request.commentId === undefined) return (await issues.get(thread.ref, { signal }))?.body;
  return (await issues.findComment({ ...thread.ref, commentId: request.commentId }, { signal }))?.body;
}

async function react(
  { repository, signal }: Desk,
  { request, thread, reaction }: At & { readonly reaction: Reaction },
): Promise<void> {
  const { commentId } = request;
  await repository.issues.react(commentId === undefined ? thread.ref : { ...thread.ref, commentId }, reaction, {
    signal,
  });
}

/** How long what GitHub does not do is tried again before that is said. */
const GIVE_UP_MS = 15 * 60_000;

async function resultOf(desk: Desk, asked: Asked): Promise<CommandResult> {
  try {
    return await carryOut(desk, asked);
  } catch (error) {
    desk.signal.throwIfAborted();
    if (error instanceof NotPermitted) return { kind: 'not-permitted', login: error.login };
    if (!(error instanceof GitHubError) || !isFinal(error, { desk, at: asked.request.at })) throw error;
    return { kind: 'failed', operation: error.operation, problem: error.problem };
  }
}

/** What will not go away by itself, or has not for long enough that nobody should wait any longer without a word. */
function isFinal(
  { problem, operation }: GitHubError,
  { desk, at }: { readonly desk: Desk; readonly at: Date },
): boolean {
  switch (problem) {
    case 'forbidden':
      return true;
    case 'invalid':
    case 'conflict':
    case 'gone':
    case 'not-found':
      return desk.now.getTime() - at.getTime() > GIVE_UP_MS;
    case 'rate-limited':
    case 'unavailable':
    case 'unauthorized':
    case 'moved':
      desk.options.log('debug', 'again-later', { operation, problem });
      return false;
  }
}

function flawText(flaw: RequestFlaw): ReplyOutcome {
  return flaw;
}

interface Replying {
  readonly request: Request;
  readonly said: ReplyOutcome;
  readonly outcome: DeliveryOutcome;
}

/** The reply is what the request is known by as done: it is looked for once more, right before it is written. */
async function reply(desk: Desk, { request, said, outcome }: Replying): Promise<DeliveryOutcome> {
  const { repository, signal } = desk;
  const thread = await desk.thread(request.on.number);
  if (repliesTo(desk, { request, thread }) === 0)
    await repository.issues.comment(thread.ref, replyComment(said, { key: request.key }), { signal });
  await react(desk, { request, thread, reaction: outcome.kind === 'refused' ? 'confused' : 'rocket' });
  return outcome;
}
