import { randomUUID } from 'node:crypto';

/** What came of a button, from the answer to the form to the page that shows it. The address carries only its number, so that nobody else's words get onto the page. */
export interface Notices {
  /** @returns its number */
  readonly keep: (words: string) => string;
  /** Once: the page that is asked for again says nothing any more. */
  readonly take: (number: string | null) => string | undefined;
}

const MOST = 64;

export function rememberNotices(): Notices {
  const kept = new Map<string, string>();
  return {
    keep: (words) => {
      const number = randomUUID();
      kept.set(number, words);
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return number;
    },
    take: (number) => {
      if (number === null) return undefined;
      const words = kept.get(number);
      kept.delete(number);
      return words;
    },
  };
}
