import type { TimelineCoverage, TimelinePath } from '@postgres-ha/backup-catalog';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentsOf, type WayProof } from './moments.ts';

const first = timelineId(1);
const second = timelineId(2);
const path: TimelinePath = [
  { timeline: first, begin: lsn(0n) },
  { timeline: second, begin: lsn(50n) },
];
const missing = { timeline: second, first: 'S9', last: 'S9', count: 1 };

const COVERAGE: readonly TimelineCoverage[] = [
  {
    timeline: first,
    extent: { from: lsn(0n), to: lsn(50n) },
    recoverable: [
      { from: lsn(10n), to: lsn(30n), backupIds: ['a'] },
      { from: lsn(30n), to: lsn(50n), backupIds: ['a', 'b'] },
    ],
    lost: [{ from: lsn(0n), to: lsn(10n), because: { kind: 'before-first-backup' } }],
  },
  {
    timeline: second,
    extent: { from: lsn(50n), to: lsn(100n) },
    recoverable: [{ from: lsn(50n), to: lsn(90n), backupIds: ['a', 'b'] }],
    lost: [{ from: lsn(90n), to: lsn(100n), because: { kind: 'behind-hole', missing } }],
  },
];

const way = (backupId: string, from: bigint, more: Partial<WayProof> = {}): WayProof => ({
  backupId,
  path,
  from: lsn(from),
  ...more,
});
const told = (proofs: readonly WayProof[]) =>
  momentsOf(COVERAGE, proofs).map(({ timeline, from, to, state, backupId, because }) =>
    [timeline, `${from}-${to}`, state, backupId ?? because].join(' '),
  );

test('what was replayed is proven, from one backup to the next and over a promotion', () => {
  expect(told([way('a', 10n, { provenTo: lsn(40n) }), way('b', 30n, { provenTo: lsn(90n) })])).toEqual([
    '1 10-40 proven a',
    '1 40-50 proven b',
    '2 50-90 proven b',
    '2 90-100 lost segment S9 is missing',
  ]);
});

test('what nobody replayed is unproven, by the newest backup that leads there', () => {
  expect(told([way('a', 10n, { provenTo: lsn(20n) }), way('b', 30n)])).toEqual([
    '1 10-20 proven a',
    '1 20-30 unproven a',
    '1 30-50 unproven b',
    '2 50-90 unproven b',
    '2 90-100 lost segment S9 is missing',
  ]);
});

test('behind a damaged segment everything is lost that no other way leads to', () => {
  const damaged = { what: 'wal', from: lsn(60n), because: 'segment S6 is damaged' } as const;
  expect(told([way('a', 10n, { damaged }), way('b', 30n, { provenTo: lsn(60n), damaged })])).toEqual([
    '1 10-30 unproven a',
    '1 30-50 proven b',
    '2 50-60 proven b',
    '2 60-90 lost segment S6 is damaged',
    '2 90-100 lost segment S9 is missing',
  ]);
});

test('damaged WAL ends the way of a backup that was not followed up to there, too', () => {
  const damaged = { what: 'wal', from: lsn(60n), because: 'segment S6 is damaged' } as const;
  expect(told([way('a', 10n, { provenTo: lsn(40n) }), way('b', 30n, { provenTo: lsn(60n), damaged })])).toEqual([
    '1 10-40 proven a',
    '1 40-50 proven b',
    '2 50-60 proven b',
    '2 60-90 lost segment S6 is damaged',
    '2 90-100 lost segment S9 is missing',
  ]);
});

test('a damaged backup is no way, and another one takes its place', () => {
  const damaged = { what: 'backup', from: lsn(30n), because: 'backup b is damaged' } as const;
  expect(told([way('a', 10n), way('b', 30n, { damaged })])).toEqual([
    '1 10-50 unproven a',
    '2 50-90 unproven a',
    '2 90-100 lost segment S9 is missing',
  ]);
});

test('moments follow one another without a gap, and nothing is proven that no replay passed', () => {
  const edge = fc.bigInt(10n, 90n);
  const proof = fc.record({ id: fc.constantFrom('a', 'b'), provenTo: fc.option(edge), damagedFrom: fc.option(edge) });
  fc.assert(
    fc.property(fc.array(proof, { maxLength: 2 }), (given) => {
      const proofs = given.map(({ id, provenTo, damagedFrom }) =>
        way(id, id === 'a' ? 10n : 30n, {
          ...(provenTo !== null && { provenTo: lsn(provenTo) }),
          ...(damagedFrom !== null && {
            damaged: { what: 'backup', from: lsn(damagedFrom), because: `${id} is damaged` },
          }),
        }),
      );
      const moments = momentsOf(COVERAGE, proofs);
      moments.forEach(({ from, to }, index) => {
        expect(from < to).toBe(true);
        expect(from).toBe(moments[index - 1]?.to ?? 10n);
      });
      for (const { state, from, to } of moments.filter((each) => each.state === 'proven')) {
        expect(proofs.some((each) => each.from <= from && (each.provenTo ?? 0n) >= to)).toBe(true);
        expect(state).toBe('proven');
      }
    }),
  );
});
