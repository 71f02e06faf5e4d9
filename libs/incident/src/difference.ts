import type { Concern } from './concern.ts';

/** What is different in what people read, apart from severity. */
export type Difference = 'none' | 'numbers' | 'words';

/**
 * `words` where anything but numbers differs. Numbers are what stands by itself: `120 commits`, `1.5 MiB`, `0/3000148`, a time; not what belongs
 * to a name, as in `shop-2`.
 */
export function differenceOf(before: Concern, now: Concern): Difference {
  if (linesOf(before).join('\n') === linesOf(now).join('\n')) return 'none';
  return wordsOf(before) === wordsOf(now) ? 'numbers' : 'words';
}

const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g;
const LSN = /(?<![\w/])[0-9A-F]{1,8}\/[0-9A-F]{1,8}(?![\w/])/g;
const NUMBER = /(?<![\w.-])\d[\d.,:]*(?:ms|s|m|h|d|%)?(?![\w-])/g;

/** Of lists it counts which lines there are, not how many of each. */
function wordsOf(concern: Concern): string {
  return [...new Set(linesOf(concern).map(withoutNumbers))].join('\n');
}

function withoutNumbers(text: string): string {
  return text.replace(TIME, '#').replace(LSN, '#').replace(NUMBER, '#');
}

/** All that people read but the severity, which is compared by itself. */
function linesOf({ kind, cluster, title, summary, evidence, lists, nextSteps, runbook, sticky }: Concern): string[] {
  const labelled = evidence.map(({ label, text }) => `${label}: ${text}`).toSorted();
  const listed = lists.flatMap((list) => [`${list.title}: ${list.complete ? 'all' : 'more'}`, ...list.lines]);
  return [kind, cluster, title, summary, ...nextSteps, runbook ?? '', sticky ? 'sticky' : '', ...labelled, ...listed];
}

const MOST_PARTS = 4;
const MOST_LETTERS = 400;

/** What is different, for a timeline: the title, then evidence, then how long lists are. */
export function differenceInWords(before: Concern, now: Concern): string {
  const old = new Set(before.evidence.map(({ label, text }) => `${label}: ${text}`));
  const evidence = now.evidence.map(({ label, text }) => `${label}: ${text}`).filter((line) => !old.has(line));
  const lengths = new Set(before.lists.map(({ title, lines }) => `${title}: ${lines.length}`));
  const lists = now.lists.map(({ title, lines }) => `${title}: ${lines.length}`).filter((line) => !lengths.has(line));
  const parts = [...(before.title === now.title ? [] : [now.title]), ...evidence, ...lists];
  if (parts.length === 0) return before.summary === now.summary ? 'What to do about it changed.' : cut(now.summary);
  const more = parts.length - MOST_PARTS;
  return cut(`${parts.slice(0, MOST_PARTS).join('; ')}${more > 0 ? `; ${more} more` : ''}`);
}

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length <= MOST_LETTERS ? text : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
}
