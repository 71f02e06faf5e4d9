import type { Writing } from './requests.ts';

/**
 * For several writes that belong together, and for one that may be sent again: `begin` is called before the first, and again before each until it has
 * gone well once. So what it forbids, or could not find out, is not written at a second attempt either.
 */
export function begunOnce({ signal, begin }: Writing): Writing {
  let begun = false;
  return {
    signal,
    begin: async () => {
      if (begun) return;
      await begin?.();
      begun = true;
    },
  };
}
