/** Does something for each, so many at a time, and has what came of it in the order of the items. The first that fails ends it. */
export async function atATime<T, R>(
  items: readonly T[],
  { most, act }: { readonly most: number; readonly act: (item: T) => Promise<R> },
): Promise<readonly R[]> {
  const done: R[] = [];
  let failed = false;
  // one iterator for all: each takes what is next
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        done[index] = await act(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return done;
}
