/** Asks once, and again only after it failed or was forgotten. */
export interface Remembered<T> {
  readonly get: (signal: AbortSignal) => Promise<T>;
  readonly forget: () => void;
}

export function remembered<T>(ask: (signal: AbortSignal) => Promise<T>): Remembered<T> {
  let known: { readonly value: T } | undefined;
  return {
    get: async (signal) => {
      known ??= { value: await ask(signal) };
      return known.value;
    },
    forget: () => {
      known = undefined;
    },
  };
}
