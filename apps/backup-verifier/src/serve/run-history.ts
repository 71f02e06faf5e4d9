/** What a ledger says of itself, where it gives or keeps less than was asked. */
export interface HistoryNotice {
  readonly id: string;
  readonly found: string;
}

/** Runs that have ended, kept from one process to the next. `libs/proof-ledger` is one. It does not throw: it says what it could not do. */
export interface RunHistory extends AsyncDisposable {
  /** @param text JSON; comes back as it is */
  readonly addRun: (
    at: Date,
    text: string,
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly HistoryNotice[]>;
  /** Newest first. */
  readonly runs: (options: {
    readonly limit: number;
    readonly signal: AbortSignal;
  }) => Promise<{ readonly texts: readonly string[]; readonly notices: readonly HistoryNotice[] }>;
}

/** Keeps runs as long as the process lives: what was told of them is told again by the next one. */
export function memoryHistory(): RunHistory {
  const kept: { readonly at: number; readonly text: string }[] = [];
  return {
    addRun: (at, text) => {
      kept.push({ at: at.getTime(), text });
      return Promise.resolve([]);
    },
    runs: ({ limit }) => {
      const newest = kept.toSorted((a, b) => b.at - a.at).slice(0, limit);
      return Promise.resolve({ texts: newest.map(({ text }) => text), notices: [] });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
