import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePatch, patched, type ObjectPatch } from './object-patch.ts';
import { isMap, type Json, type JsonMap } from './json.ts';

const OBJECT: JsonMap = { spec: { list: ['a', 'b'], map: { x: 1 }, text: 't' } };

test.each<{ readonly name: string; readonly step: ObjectPatch[number]; readonly spec: JsonMap }>([
  {
    name: 'replaces a value',
    step: { op: 'set', path: ['spec', 'text'], value: 2 },
    spec: { list: ['a', 'b'], map: { x: 1 }, text: 2 },
  },
  {
    name: 'makes the maps on the way',
    step: { op: 'set', path: ['spec', 'new', 'y'], value: 2 },
    spec: { list: ['a', 'b'], map: { x: 1 }, text: 't', new: { y: 2 } },
  },
  {
    name: 'puts an item before another',
    step: { op: 'insert', path: ['spec', 'list', 1], value: 'c' },
    spec: { list: ['a', 'c', 'b'], map: { x: 1 }, text: 't' },
  },
  {
    name: 'puts an item last',
    step: { op: 'insert', path: ['spec', 'list', 2], value: 'c' },
    spec: { list: ['a', 'b', 'c'], map: { x: 1 }, text: 't' },
  },
  {
    name: 'removes an item',
    step: { op: 'remove', path: ['spec', 'list', 0] },
    spec: { list: ['b'], map: { x: 1 }, text: 't' },
  },
  {
    name: 'removes a key',
    step: { op: 'remove', path: ['spec', 'map', 'x'] },
    spec: { list: ['a', 'b'], map: {}, text: 't' },
  },
  {
    name: 'that leads into a text changes nothing',
    step: { op: 'set', path: ['spec', 'text', 'x'], value: 2 },
    spec: { list: ['a', 'b'], map: { x: 1 }, text: 't' },
  },
  {
    name: 'that removes what is not there changes nothing',
    step: { op: 'remove', path: ['spec', 'a', 'b'] },
    spec: { list: ['a', 'b'], map: { x: 1 }, text: 't' },
  },
  {
    name: 'beyond a list changes nothing',
    step: { op: 'set', path: ['spec', 'list', 5], value: 2 },
    spec: { list: ['a', 'b'], map: { x: 1 }, text: 't' },
  },
])('a step $name', ({ step, spec }) => {
  expect(patched(OBJECT, [step])).toEqual({ spec });
});

test('a key that JavaScript gives a meaning is a key like others', () => {
  const after = patched(OBJECT, [{ op: 'set', path: ['spec', '__proto__'], value: 1 }]);
  expect(JSON.stringify(after)).toContain('"__proto__":1');
});

test('the steps of a merge patch do what RFC 7396 says', () => {
  const json = fc.letrec<{ value: JsonMap[string]; map: JsonMap }>((tie) => ({
    map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    value: fc.oneof({ maxDepth: 3 }, fc.constantFrom(null, 1, 'x'), fc.constant(['i']), tie('map')),
  }));
  fc.assert(
    fc.property(json.map, json.map, (object, fragment) => {
      expect(patched(object, mergePatch(object, fragment))).toEqual(merged(object, fragment));
    }),
  );
});

/** RFC 7396, section 2, word for word. */
function merged(target: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const result = new Map(Object.entries(isMap(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key) ?? null, value));
  }
  return Object.fromEntries(result);
}
