import type { FieldPath } from './field-impact.ts';

/** Keys of a path; `*` stands for one key or index, and `**` at the end for any number of them, none included. */
export type PathPattern = readonly string[];

/** A pattern out of dotted text; for keys that hold dots themselves write the array. */
export function pathPattern(dotted: string): PathPattern {
  return dotted === '' ? [] : dotted.split('.');
}

export function matchesPattern(path: FieldPath, pattern: PathPattern): boolean {
  const open = pattern.at(-1) === '**';
  const keys = open ? pattern.slice(0, -1) : pattern;
  if (open ? path.length < keys.length : path.length !== keys.length) return false;
  return keys.every((key, index) => key === '*' || key === String(path[index]));
}
