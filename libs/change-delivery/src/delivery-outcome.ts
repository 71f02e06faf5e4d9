import type { UpkeepReport } from './upkeep/upkeep-report.ts';

/** What became of one event. All of it is in GitHub; this is for the log and the caller. */
export type DeliveryOutcome =
  /** Nothing was asked of the bot, or it was done before. */
  | { readonly kind: 'nothing'; readonly because: string }
  /** One pull request holds the change: made now, made before, or brought up to date. */
  | { readonly kind: 'proposed'; readonly pullRequest: number; readonly made: 'created' | 'updated' | 'there-already' }
  | { readonly kind: 'reviewed'; readonly pullRequest: number; readonly verdict: 'clean' | 'needs-override' | 'denied' }
  /** What was asked for was done, and no pull request came of it: help, an override, a lock that was released. */
  | { readonly kind: 'answered' }
  /** A clear reason was told where it was asked. */
  | { readonly kind: 'refused'; readonly because: string }
  /** What nobody asked for was looked after. */
  | { readonly kind: 'kept-up'; readonly report: UpkeepReport }
  /** It cannot be done now; the event is to be handled again after so long, and nothing of it is there twice then. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly because: string };
