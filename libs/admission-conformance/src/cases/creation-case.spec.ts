import { expect, test } from 'vitest';
import { allBases } from '../bases/all-bases.ts';
import { creationCase, mutatedObject } from './creation-case.ts';

const bases = allBases();
const first = Array.from({ length: 1000 }, (_, index) => creationCase(bases, () => true, { seed: 1, index }));

test('a case is made again from its seed and position', () => {
  expect(first.map((_, index) => creationCase(bases, () => true, { seed: 1, index }))).toEqual(first);
  expect(creationCase(bases, () => true, { seed: 2, index: 0 })).not.toEqual(first[0]);
});

test('nearly every case is another object than the valid one that it began as', () => {
  const same = first.filter(({ base, mutations }) => {
    const object = bases[base]?.object ?? {};
    return JSON.stringify(mutatedObject(object, mutations)) === JSON.stringify(object);
  });
  expect(same.length).toBeLessThan(100);
});

test('cases have one mutation or two', () => {
  const single = first.filter(({ mutations }) => mutations.length === 1).length;
  const double = first.filter(({ mutations }) => mutations.length === 2).length;
  expect(single + double).toBe(first.length);
  expect(Math.min(single, double)).toBeGreaterThan(300);
});
