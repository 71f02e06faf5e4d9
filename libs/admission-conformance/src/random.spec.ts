import { expect, test } from 'vitest';
import { randomOf } from './random.ts';

test('a seed gives the same numbers on every machine', () => {
  const random = randomOf(42);
  expect(Array.from({ length: 8 }, () => random.int(1000))).toMatchInlineSnapshot(`
    [
      998,
      497,
      942,
      55,
      306,
      595,
      829,
      623,
    ]
  `);
});

test('neighbouring seeds and positions have nothing in common', () => {
  const first = (seed: number, index: number): number => randomOf(seed, index).int(2 ** 32);
  const numbers = Array.from({ length: 100 }, (_, at) => [first(at, 0), first(0, at + 1)]).flat();
  expect(new Set(numbers).size).toBe(200);
});

test('every number below a bound comes up about equally often, and none beyond', () => {
  const random = randomOf(7);
  const counts = new Map<number, number>();
  for (let drawn = 0; drawn < 10_000; drawn += 1) {
    const number = random.int(10);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
