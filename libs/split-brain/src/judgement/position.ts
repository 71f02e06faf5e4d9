import { parseLsn } from '@postgres-ha/postgres-storage';

/** Whether a position lies past another one; false where one of them cannot be read. */
export function isPast(position: string | null | undefined, other: string | null | undefined): boolean {
  const [a, b] = [parseLsn(position ?? ''), parseLsn(other ?? '')];
  return a !== undefined && b !== undefined && a > b;
}

/** @returns bytes, 0 where it is not behind; null where one of them cannot be read */
export function bytesBehind(position: string | null | undefined, other: string | null | undefined): string | null {
  if (position != null && position === other) return '0';
  const [a, b] = [parseLsn(position ?? ''), parseLsn(other ?? '')];
  if (a === undefined || b === undefined) return null;
  return String(b > a ? b - a : 0n);
}
