import { visible } from './visible.ts';

/** The same value with everything in its texts visible, whatever somebody named an object. Dates and numbers stay. */
export function readable<T>(value: T): T {
  return mapped(value) as T;
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [visible(key), mapped(each)]));
}
