/** What a look found, or why there is nothing to be said: what was not seen is never taken for what is not there. */
export type Look<T> = Seen<T> | NotSeen;

export interface Seen<T> {
  readonly kind: 'seen';
  readonly value: T;
}

export interface NotSeen {
  readonly kind: 'unseen';
  readonly reason: Unseen;
  /** What was asked and what came back, such as `GET pods in link-services: 403`. */
  readonly detail: string;
}

/**
 * forbidden: no right to look · absent: looked, and there is nothing of that name or kind · unreachable, timeout: no answer · skipped: not asked
 * for · unreadable: there, in a form that is not known.
 *
 * Of a list, `absent` means that the API server does not know the kind; a list without an element is `seen`.
 */
export type Unseen = 'forbidden' | 'absent' | 'unreachable' | 'timeout' | 'skipped' | 'unreadable';

export function seen<T>(value: T): Seen<T> {
  return { kind: 'seen', value };
}

export function unseen(reason: Unseen, detail: string): NotSeen {
  return { kind: 'unseen', reason, detail };
}
