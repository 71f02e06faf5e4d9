/** What a scrape finds of a series: a number, nothing since nobody scraped, or the mark that a series has ended. */
export type Scraped = number | 'gap' | 'stale';

/** A series over time, by the second. */
export type Signal = (second: number) => Scraped;

export interface TestSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: Signal;
}

export function constant(value: number): Signal {
  return () => value;
}

/** One value until a moment, another one from then on, and so on: `steps(0, [60, 1], [120, 0])`. */
export function steps(first: number, ...later: readonly (readonly [second: number, value: Scraped])[]): Signal {
  return (second) => later.findLast(([from]) => second >= from)?.[1] ?? first;
}

/** Another signal for a while. */
export function during(
  from: number,
  to: number,
  { then, otherwise }: Readonly<Record<'then' | 'otherwise', Signal>>,
): Signal {
  return (second) => (second >= from && second < to ? then(second) : otherwise(second));
}

/** It ends at a moment: scraped without it once, and then no more. */
export function endsAt(end: number, signal: Signal): Signal {
  return (second) => (second < end ? signal(second) : 'stale');
}

export function beginsAt(begin: number, signal: Signal): Signal {
  return (second) => (second < begin ? 'gap' : signal(second));
}

/** The values of a series as promtool reads them, for every step from 0 to the end. */
export function valuesText(
  signal: Signal,
  { seconds, step }: { readonly seconds: number; readonly step: number },
): string {
  const all = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => signal(index * step));
  const words: string[] = [];
  for (let at = 0; at < all.length;) {
    const value = all[at] ?? 'gap';
    const run = runLength(all, at);
    if (value === 'gap') words.push(run > 1 ? `_x${run}` : '_');
    else if (value === 'stale') words.push('stale', ...(run > 1 ? [`_x${run - 1}`] : []));
    else words.push(run > 1 ? `${text(value)}+0x${run - 1}` : text(value));
    at += run;
  }
  return words.join(' ');
}

function runLength(all: readonly Scraped[], from: number): number {
  const end = all.findIndex((value, at) => at > from && value !== all[from]);
  return (end === -1 ? all.length : end) - from;
}

function text(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}
