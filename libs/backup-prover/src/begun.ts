/** A stream that is read from now on, though nobody waits for it yet. Disposing of it lets go of its source. */
export interface Begun<T> extends AsyncIterable<T>, AsyncDisposable {}

/**
 * Asks a stream for its first item, so that what it has to do for that, and for more that it holds ready, goes on beside other work.
 * What goes wrong is thrown to whoever reads it then.
 */
export function begun<T>(source: AsyncIterable<T>): Begun<T> {
  const iterator = source[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<T>> | undefined = iterator.next();
  first.catch(() => undefined);
  const end = async (): Promise<void> => {
    await iterator.return?.();
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const next = first ?? iterator.next();
        first = undefined;
        return next;
      },
      return: async () => {
        await end();
        return { done: true, value: undefined };
      },
    }),
    [Symbol.asyncDispose]: end,
  };
}
