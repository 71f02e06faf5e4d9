import type { Review } from '../plan/judge-states.ts';

/** What was made of a pull request: the same for the bot's and for people's. */
export type PullRequestReading =
  | Review
  /** It touches no environment. */
  | { readonly kind: 'untouched' }
  /** It could not be looked at. That is not good news. */
  | { readonly kind: 'unread'; readonly because: string };
