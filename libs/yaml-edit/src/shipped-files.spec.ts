import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Edit, EditPath, JsonValue } from './edit.ts';
import { editYaml } from './edit-yaml.ts';
import { formatPath } from './path.ts';
import { afterEdit } from './random/random-edit.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILES = [
  ...globSync('environments/*/{environment,*/cluster}.yaml', { cwd: ROOT }),
  ...globSync('apps/render/templates/*.yaml', { cwd: ROOT }),
].sort();

interface Leaf {
  readonly path: EditPath;
  readonly value: JsonValue;
}

/** Every key and item of a value, the value itself left out. */
function placesIn(value: JsonValue, path: EditPath = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...(value as readonly JsonValue[]).entries()] : Object.entries(value);
  return entries.flatMap(([step, each]) => [
    { path: [...path, step], value: each },
    ...placesIn(each, [...path, step]),
  ]);
}

/** The text after an edit that must succeed and mean just what was asked. */
function edited(text: string, edit: Edit): string {
  const result = editYaml(text, [edit]);
  if (result.kind !== 'edited') return expect.unreachable(`${formatPath(edit.path)}: ${JSON.stringify(result)}`);
  expect(isDeepStrictEqual(parse(result.text), afterEdit(parse(text), edit)), formatPath(edit.path)).toBe(true);
  return result.text;
}

/** Lines that are not the same at the start and at the end of two texts. */
function difference(
  before: string,
  after: string,
): { readonly removed: readonly string[]; readonly added: readonly string[] } {
  const old = before.split('\n');
  const now = after.split('\n');
  while (old.length > 0 && now.length > 0 && old[0] === now[0]) {
    old.shift();
    now.shift();
  }
  while (old.length > 0 && now.length > 0 && old.at(-1) === now.at(-1)) {
    old.pop();
    now.pop();
  }
  return { removed: old, added: now };
}

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const places = placesIn(parse(text) as JsonValue);
  const leaves = places.filter(({ value }) => typeof value !== 'object' || value === null);
  const lists = places.filter(({ value }) => Array.isArray(value));

  test('every single value can be set to a number, text and back, on its own line', () => {
    expect(leaves.length).toBeGreaterThan(5);
    for (const { path, value } of leaves) {
      for (const other of [8642, 'off', 'it\'s: "so" #1']) {
        const changed = edited(text, { kind: 'set', path, value: other });
        const { removed, added } = difference(text, changed);
        expect({ path, removed: removed.length, added: added.length }).toEqual({ path, removed: 1, added: 1 });
      }
      const away = edited(text, { kind: 'set', path, value: null });
      expect(isDeepStrictEqual(parse(edited(away, { kind: 'set', path, value })), parse(text))).toBe(true);
    }
  });

  test('every key and item can be deleted, and takes only its own lines', () => {
    for (const { path, value } of places) {
      const { removed, added } = difference(text, edited(text, { kind: 'delete', path }));
      // In brackets, or as the only entry, a line stays behind.
      expect(added.length, formatPath(path)).toBeLessThanOrEqual(1);
      expect(removed.length, formatPath(path)).toBeGreaterThan(0);
      const name = path.at(-1);
      if (typeof name === 'string') expect(removed.join('\n'), formatPath(path)).toContain(name);
      if (typeof value !== 'object') expect(removed.length, formatPath(path)).toBeLessThanOrEqual(2);
    }
  });

  test('every list can be appended to, and every map', () => {
    for (const { path } of lists) {
      const { removed, added } = difference(text, edited(text, { kind: 'append', path, value: 'more' }));
      expect({ path, removed, added: added.length }).toEqual({ path, removed: [], added: 1 });
    }
    for (const { path } of places.filter(
      ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
    )) {
      const { removed, added } = difference(
        text,
        edited(text, { kind: 'insert', path: [...path, 'more'], value: 'text' }),
      );
      expect({ path, most: Math.max(removed.length, added.length) }).toEqual({ path, most: 1 });
    }
  });

  test('a new key, and a list where none is, come on lines of their own at the end', () => {
    const inserted = edited(text, { kind: 'set', path: ['new', 'below'], value: 1 });
    expect(difference(text, inserted)).toMatchObject({ removed: [], added: ['new:', '  below: 1'] });
    const appended = edited(text, { kind: 'append', path: ['more'], value: 'x' });
    expect(difference(text, appended)).toMatchObject({ removed: [], added: ['more:', '  - x'] });
  });
});

test('there are files of all environments and both templates', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(8);
});
