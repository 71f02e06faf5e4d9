import type { JsonValue } from '../edit.ts';

/** A source of chance that a seed starts, so that a failure can be had again. */
export interface Chance {
  /** Below 1, from 0. */
  readonly next: () => number;
  readonly of: (probability: number) => boolean;
  readonly oneOf: <T>(choices: readonly T[]) => T;
  readonly upTo: (most: number) => number;
}

/** Mulberry32: 32 bits of state are enough to be different, and it is the same on every machine. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  return {
    next,
    upTo,
    of: (probability) => next() < probability,
    oneOf: (choices) => {
      const chosen = choices[upTo(choices.length - 1)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
  };
}

const KEYS = [
  'name',
  'size',
  'instances',
  'max_connections',
  'x',
  'on',
  'no',
  'a.b/c',
  '17',
  'with space',
  "it's",
  'null',
  'labels',
  'ro',
  'rw',
];

/** Text that some reader takes for something else, or that needs quotes, and text that does not. */
const TEXTS = [
  'a',
  'replica',
  'three words here',
  '30s',
  '100Gi',
  '0.14.0',
  's3://bucket/path/',
  '0 2 * * *',
  'on',
  'off',
  'YES',
  'n',
  'null',
  '~',
  '',
  ' padded ',
  '0755',
  '1_000',
  '12:30:45',
  '1e3',
  '2026-01-01',
  '0x1F',
  '.inf',
  '-',
  '- a',
  '? a',
  ': a',
  'a: b',
  'a #b',
  '#a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '{a}',
  '[a',
  'a]',
  'a, b',
  "it's",
  '"q"',
  '---',
  '...',
  '{{ .x }}',
  '{{- if .y }}',
  'ä',
  '日本',
  '😀',
  'tab\there',
  'two\nlines',
  'ends\n',
  'a\n\nb\n',
  '\nstarts',
  'trail \nx',
  'back\\slash',
  '\u00a0',
  '\u0007',
  'key:',
  'true',
  '<<',
  '=',
];

const NUMBERS = [0, 1, 3, -5, 200, 0.5, 1e21, -1.5e-7, 1000000, 17];

export function randomScalar(chance: Chance): null | boolean | number | string {
  if (chance.of(0.6)) return chance.oneOf(TEXTS);
  if (chance.of(0.7)) return chance.oneOf(NUMBERS);
  return chance.oneOf([true, false, null]);
}

/** A value of at most so many levels. */
export function randomValue(chance: Chance, depth: number): JsonValue {
  if (depth === 0 || chance.of(0.5)) return randomScalar(chance);
  return randomCollection(chance, depth, 0);
}

export function randomCollection(chance: Chance, depth: number, least = 1): JsonValue {
  const count = least + chance.upTo(3);
  if (chance.of(0.4)) return Array.from({ length: count }, () => randomValue(chance, depth - 1));
  return randomMap(chance, depth, count);
}

export function randomMap(chance: Chance, depth: number, count: number): JsonValue {
  return Object.fromEntries(Array.from({ length: count }, () => [randomKey(chance), randomValue(chance, depth - 1)]));
}

export function randomKey(chance: Chance): string {
  return chance.oneOf(KEYS);
}
