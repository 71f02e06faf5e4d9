import type { ReadOptions } from './object-store.ts';

/** @throws RangeError for a range that cannot be meant */
export function checkedRange(range: ReadOptions['range']): {
  readonly start: number;
  readonly end: number | undefined;
} {
  const { start, end } = range ?? { start: 0 };
  const sound = isOffset(start) && (end === undefined || (isOffset(end) && end >= start));
  if (!sound) throw new RangeError(`not a range of bytes: ${start} to ${String(end)}`);
  return { start, end };
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
