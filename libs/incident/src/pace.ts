/** How fast things are told. All by the clock of whoever looks; one that is set back delays nothing. */
export const PACE = {
  /** Between two changes of words. */
  wordsMs: 5_000,
  /** Before it is told that something is less bad, but not over. */
  betterMs: 30_000,
  /** Between two changes of numbers alone: counts and positions that grow while nothing else happens. */
  numbersMs: 60_000,
  /** Between any two changes of an incident that flaps, save one that is worse than ever. */
  flappingMs: 300_000,
  /** Whatever comes back within it is the same incident. */
  reopenMs: 1_800_000,
  /** An incident that came back so often in `flappingWindowMs` flaps: it stays open until it was not seen for `flappingCalmMs`. */
  flappingReturns: 3,
  flappingWindowMs: 3_600_000,
  flappingCalmMs: 600_000,
  /** After so many openings in `stormWindowMs` later ones are told together, by kind. */
  stormOpenings: 10,
  stormWindowMs: 60_000,
  /** Openings of a kind join the summary that is there until none did for so long. */
  stormLastsMs: 300_000,
  /** Entries of a timeline that are kept. */
  timelineEntries: 100,
} as const;

/** How many looks without it, over what time, end an incident. */
export interface ResolveAfter {
  readonly looks: number;
  readonly ms: number;
}

export const RESOLVE_AFTER: ResolveAfter = { looks: 3, ms: 15_000 };

/** Milliseconds from then to now; endless where the clock was set back in between, and nobody can say. */
export function msSince(then: string, at: Date): number {
  const ms = at.getTime() - Date.parse(then);
  return ms < 0 ? Number.POSITIVE_INFINITY : ms;
}
