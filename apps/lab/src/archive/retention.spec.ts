import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retain, type TakenBackup } from './retention.ts';

function segment(number: number): string {
  return `0000000100000000${number.toString(16).toUpperCase().padStart(8, '0')}`;
}

function backup(number: number): TakenBackup {
  const prefix = `orders/base/20261125T18${String(number).padStart(4, '0')}/`;
  return {
    id: prefix.slice(12, -1),
    prefix,
    tar: `${prefix}data.tar.gz`,
    beginSegment: segment(number * 10),
    endSegment: segment(number * 10 + 1),
    endedAt: new Date(number * 1000),
  };
}

function objectsOf(backups: readonly TakenBackup[], segments: number): readonly { readonly key: string }[] {
  return [
    ...backups.flatMap(({ prefix, tar }) => [{ key: `${prefix}backup.info` }, { key: tar }]),
    ...Array.from({ length: segments }, (_, index) => ({ key: `orders/wals/0000000100000000/${segment(index)}.gz` })),
  ];
}

test('with more backups than are kept, the oldest goes with the WAL that only it needed', () => {
  const backups = [1, 2, 3].map(backup);
  const { kept, removed } = retain(objectsOf(backups, 40), { backups, count: 2 });
  expect(kept.map(({ id }) => id)).toEqual(['20261125T180002', '20261125T180003']);
  expect(removed).toHaveLength(2 + 20);
});

test('nothing that a kept backup needs is removed, and nothing at all while there are not too many', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 100 }),
      (taken, count, segments) => {
        const backups = Array.from({ length: taken }, (_, index) => backup(index + 1));
        const { kept, removed } = retain(objectsOf(backups, segments), { backups, count });
        if (taken <= count) expect(removed).toEqual([]);
        for (const each of kept) {
          expect(removed.filter((key) => key.startsWith(each.prefix))).toEqual([]);
          expect(removed.filter((key) => key.includes('/wals/') && key.slice(-27, -3) >= each.beginSegment)).toEqual(
            [],
          );
        }
      },
    ),
  );
});
