import { expect, test } from 'vitest';
import { differenceInWords, differenceOf } from './difference.ts';
import { exampleConcern } from './example-concern.ts';

test.each([
  { one: '7 commits', other: '120 commits', difference: 'numbers' },
  { one: 'at 0/3000148', other: 'at 16/B374D848', difference: 'numbers' },
  { one: 'until 2026-11-26T01:00:00.123Z', other: 'until 2026-11-26T01:00:09Z', difference: 'numbers' },
  { one: 'for 1.5 MiB, 12s', other: 'for 20.5 MiB, 3s', difference: 'numbers' },
  { one: '1,024 rows (3%)', other: '2 rows (50%)', difference: 'numbers' },
  { one: 'shop-1', other: 'shop-2', difference: 'words' },
  { one: 'db1', other: 'db2', difference: 'words' },
  { one: 'it writes', other: 'it is down', difference: 'words' },
  { one: 'the same', other: 'the same', difference: 'none' },
])('$one and $other: $difference', ({ one, other, difference }) => {
  expect(differenceOf(exampleConcern({ summary: one }), exampleConcern({ summary: other }))).toBe(difference);
});

test('a list that grows is another number, and evidence in another order is the same', () => {
  const list = (lines: readonly string[]) => exampleConcern({ lists: [{ title: 'Commits', lines, complete: true }] });
  expect(differenceOf(list(['xid 7']), list(['xid 7', 'xid 8']))).toBe('numbers');
  const [a, b] = [
    { label: 'A', text: 'a' },
    { label: 'B', text: 'b' },
  ];
  expect(differenceOf(exampleConcern({ evidence: [a, b] }), exampleConcern({ evidence: [b, a] }))).toBe('none');
});

test('a timeline says what is new, and no more than people read', () => {
  const before = exampleConcern();
  const evidence = Array.from({ length: 9 }, (_, index) => ({ label: `L${index}`, text: 'new' }));
  expect(differenceInWords(before, { ...before, evidence })).toBe('L0: new; L1: new; L2: new; L3: new; 5 more');
  expect(differenceInWords(before, { ...before, summary: '🐘'.repeat(999) })).toHaveLength(399 * 2 + 1);
});
