/** What was looked after, in numbers; all of them are 0 where all was well. */
export interface UpkeepReport {
  /** Open pull requests that were read. */
  readonly reviewed: number;
  /** Of the bot's own, those that are another commit or say something else now. */
  readonly updated: number;
  /** Comments of the bot's that said what an older one says. */
  readonly removed: number;
  /** Requests that nobody had told of, and that were answered now. */
  readonly answered: number;
  /** Branches that were left over. */
  readonly swept: number;
  /** Pull requests that end maintenance which is overdue. */
  readonly proposed: number;
  /** What could not be done this time: `review 12: GitHub answered 502 …`. The next time tries again. */
  readonly failed: readonly string[];
}

export const NOTHING_DONE: UpkeepReport = {
  reviewed: 0,
  updated: 0,
  removed: 0,
  answered: 0,
  swept: 0,
  proposed: 0,
  failed: [],
};
