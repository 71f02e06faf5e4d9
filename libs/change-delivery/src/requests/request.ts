import type { Author, BotEvent, CommandLine, CommentReading, Origin } from '@postgres-ha/change-request';

/** Something that a person asks for in a comment or in a form, wherever it was learned of. */
export interface Request {
  readonly kind: 'comment' | 'form' | 'command-line';
  /** `comment-123`, `issue-45`: the same for each delivery, and what the reply is found by. */
  readonly key: string;
  readonly on: { readonly kind: 'issue' | 'pull-request'; readonly number: number };
  readonly commentId: number | undefined;
  readonly author: Author;
  readonly body: string;
  readonly labels: readonly string[];
  readonly url: string;
  readonly at: Date;
}

export function requestOf(event: Extract<BotEvent, { readonly kind: 'comment' | 'form' }>): Request {
  const { author, body, url, at } = event;
  if (event.kind === 'form')
    return {
      kind: 'form',
      key: `issue-${event.issue}`,
      on: { kind: 'issue', number: event.issue },
      commentId: undefined,
      labels: event.labels,
      author,
      body,
      url,
      at,
    };
  const { commentId, on } = event;
  return { kind: 'comment', key: `comment-${commentId}`, on, commentId, labels: [], author, body, url, at };
}

/** One command has the key of its request; of several in one comment, each but the first has a key of its own. */
export function originOf({ kind, key, author, url, at }: Request, position: number): Origin {
  return { kind, key: position === 0 ? key : `${key}.${position + 1}`, by: author.login, url, at };
}

/** What is known of a request before any of it is carried out. */
export interface RequestSeen {
  readonly reading: CommentReading;
  readonly author: Author;
  readonly self: string;
  /** The bot's own replies to it that are there. */
  readonly replies: number;
  /** Its text now; undefined: it is gone. */
  readonly text: string | undefined;
  readonly asked: string;
  readonly mayWrite: boolean;
}

export type RequestDecision =
  | { readonly kind: 'ignore'; readonly because: string }
  | { readonly kind: 'refuse'; readonly because: RequestFlaw }
  | { readonly kind: 'carry-out'; readonly commands: readonly CommandLine[] };

export type RequestFlaw =
  | { readonly kind: 'edited' }
  | { readonly kind: 'not-permitted'; readonly login: string }
  | {
      readonly kind: 'mistaken';
      readonly mistakes: Extract<CommentReading, { readonly kind: 'mistaken' }>['mistakes'];
    };

/** Whether a request is taken up. What is ignored is not even reacted to. */
export function decideRequest(seen: RequestSeen): RequestDecision {
  const { reading, author } = seen;
  if (reading.kind === 'none') return { kind: 'ignore', because: 'no-command' };
  if (author.kind === 'bot' || author.login === '' || author.login === seen.self)
    return { kind: 'ignore', because: 'not-a-person' };
  if (seen.replies > 0) return { kind: 'ignore', because: 'answered-before' };
  if (seen.text === undefined) return { kind: 'ignore', because: 'gone' };
  if (!seen.mayWrite) return { kind: 'refuse', because: { kind: 'not-permitted', login: author.login } };
  if (seen.text !== seen.asked) return { kind: 'refuse', because: { kind: 'edited' } };
  if (reading.kind === 'mistaken') return { kind: 'refuse', because: { kind: 'mistaken', mistakes: reading.mistakes } };
  return { kind: 'carry-out', commands: reading.commands };
}
