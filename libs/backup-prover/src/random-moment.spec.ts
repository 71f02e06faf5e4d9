import type { Lsn } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandomMoment, type Commit } from './random-moment.ts';

const commitsInOrder = fc
  .array(fc.record({ step: fc.bigInt(1n, 50n), at: fc.bigInt(0n, 100n) }), { maxLength: 30 })
  .map((steps) => {
    let lsn = 0n;
    return steps.map(({ step, at }): Commit => {
      lsn += step;
      return { lsn: lsn as Lsn, at };
    });
  });

function choose(commits: readonly Commit[], { end, random }: { readonly end: bigint; readonly random: () => number }) {
  const moment = createRandomMoment(end as Lsn, random);
  commits.forEach(moment.see);
  return moment.chosen();
}

test('recovery to the moment stops behind the end of the backup, at a later commit', () => {
  fc.assert(
    fc.property(
      commitsInOrder,
      fc.bigInt(0n, 400n),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (commits, end, draw) => {
        const at = choose(commits, { end, random: () => draw });
        if (at === undefined) return;
        // as PostgreSQL stops: before the first commit that is later than the target
        const stop = commits.find((commit) => commit.at > at);
        expect(stop).toBeDefined();
        expect((stop?.lsn ?? 0n) >= end).toBe(true);
        expect(commits.some((commit) => commit.at === at && commit.lsn >= end)).toBe(true);
      },
    ),
  );
});

test('there is one whenever two commits of growing time lie behind the end, later than all before', () => {
  const commits = [5n, 9n, 20n, 30n].map((at, index): Commit => ({ lsn: BigInt(index * 10) as Lsn, at }));
  expect(choose(commits, { end: 15n, random: () => 0.5 })).toBe(20n);
  expect(choose(commits, { end: 25n, random: () => 0.5 })).toBeUndefined();
});

test('each commit but the last can be it', () => {
  const commits = Array.from({ length: 6 }, (_, index): Commit => ({ lsn: BigInt(index) as Lsn, at: BigInt(index) }));
  const draws = (winner: number) => {
    let drawn = -1;
    return () => ((drawn += 1), drawn === winner ? 0 : 0.999);
  };
  const chosen = [0, 1, 2, 3, 4].map((winner) => choose(commits, { end: 0n, random: draws(winner) }));
  expect(chosen).toEqual([0n, 1n, 2n, 3n, 4n]);
});
