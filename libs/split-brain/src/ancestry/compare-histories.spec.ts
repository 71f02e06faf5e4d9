import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ForkMarkEvidence, HistoryEvidence } from '../observation/evidence.ts';
import { compareHistories, type HistoryComparison } from './compare-histories.ts';
import { grown, historyOf, markOf, relation, type PromotionStep } from './promotions.fixture.ts';

const asked = { observer: 'o1', sent: 1, received: 2, systemIdentifier: '7312345678901234567' };

function history(member: string, timeline: number, lsn: string, ...ancestors: [number, string][]): HistoryEvidence {
  return {
    ...asked,
    kind: 'history',
    member,
    timeline,
    lsn,
    ancestors: ancestors.map(([id, switchPoint]) => ({ timeline: id, switchPoint })),
  };
}

function mark(member: string, timeline: number, switchPoint: string, value: string | null): ForkMarkEvidence {
  return { kind: 'fork-mark', observer: 'o1', member, sent: 1, received: 2, timeline, switchPoint, mark: value };
}

test('a standby short of the switch point of its primary is behind', () => {
  expect(compareHistories(history('s', 1, '0/2FF'), history('p', 2, '0/500', [1, '0/300']))).toEqual({
    kind: 'behind',
    member: 's',
  });
});

test('a standby exactly at the switch point is behind, and not past it', () => {
  expect(compareHistories(history('s', 1, '0/300'), history('p', 2, '0/500', [1, '0/300']))).toMatchObject({
    kind: 'behind',
    member: 's',
  });
});

test('a standby past the fork of the primary it was repointed to has diverged, although it streams', () => {
  expect(compareHistories(history('s', 1, '0/301'), history('p', 2, '0/500', [1, '0/300']))).toEqual({
    kind: 'diverged',
    fork: { timeline: 1, lsn: '0/300' },
    place: 'exact',
  });
});

test('two promotions at different places part at the earlier one', () => {
  expect(
    compareHistories(history('a', 2, '0/900', [1, '0/400']), history('b', 3, '0/500', [1, '0/300'])),
  ).toMatchObject({ kind: 'diverged', fork: { timeline: 1, lsn: '0/300' } });
});

test('two promotions from one place to different timelines part there', () => {
  expect(
    compareHistories(history('a', 2, '0/900', [1, '0/300']), history('b', 3, '0/500', [1, '0/300'])),
  ).toMatchObject({ kind: 'diverged', fork: { timeline: 1, lsn: '0/300' } });
});

const idleA = history('a', 2, '0/500', [1, '0/300']);
const idleB = history('b', 2, '0/500', [1, '0/300']);

test('equal lists decide nothing before the first records of the timeline are known', () => {
  expect(compareHistories(idleA, idleB)).toEqual({
    kind: 'needs-fork-marks',
    questions: [
      { kind: 'fork-mark', member: 'a', timeline: 2, switchPoint: '0/300' },
      { kind: 'fork-mark', member: 'b', timeline: 2, switchPoint: '0/300' },
    ],
    byLists: { kind: 'same' },
  });
});

test('only the mark that is still missing is asked for', () => {
  expect(compareHistories(idleA, idleB, { marks: [mark('a', 2, '0/300', 'x')] })).toMatchObject({
    kind: 'needs-fork-marks',
    questions: [{ member: 'b' }],
  });
});

test('byte-identical histories with different fork marks have diverged at the switch point', () => {
  const marks = [mark('a', 2, '0/300', 'x'), mark('b', 2, '0/300', 'y')];
  expect(compareHistories(idleA, idleB, { marks })).toEqual({
    kind: 'diverged',
    fork: { timeline: 1, lsn: '0/300' },
    place: 'exact',
  });
});

test('equal fork marks make equal lists one history', () => {
  const marks = [mark('a', 2, '0/300', 'x'), mark('b', 2, '0/300', 'x')];
  expect(compareHistories(idleA, idleB, { marks })).toEqual({ kind: 'same' });
});

test('a mark for another place, timeline or member decides nothing', () => {
  const marks = [mark('a', 2, '0/301', 'x'), mark('b', 3, '0/300', 'y'), mark('c', 2, '0/300', 'z')];
  expect(compareHistories(idleA, idleB, { marks }).kind).toBe('needs-fork-marks');
});

test('where the WAL at the switch point is gone, equal lists are no proof of one history', () => {
  const marks = [mark('a', 2, '0/300', null), mark('b', 2, '0/300', 'y')];
  expect(compareHistories(idleA, idleB, { marks })).toMatchObject({ kind: 'unknown', byLists: { kind: 'same' } });
});

test('where lists differ and older WAL is gone, the fork is there at the latest', () => {
  const marks = [mark('a', 2, '0/300', null), mark('b', 2, '0/300', null)];
  expect(
    compareHistories(history('a', 2, '0/900', [1, '0/300']), history('b', 3, '0/900', [1, '0/300'], [2, '0/600']), {
      marks,
    }),
  ).toEqual({
    kind: 'diverged',
    fork: { timeline: 2, lsn: '0/600' },
    place: 'at-the-latest',
  });
});

test('two that write on one timeline are never said to be the same', () => {
  const a = history('a', 1, '0/300');
  const b = history('b', 1, '0/300');
  expect(compareHistories(a, b)).toEqual({ kind: 'same' });
  expect(compareHistories(a, b, { writers: ['b', 'a'] })).toMatchObject({ kind: 'unknown', byLists: { kind: 'same' } });
});

test('that both write is no doubt about histories that differ, or where one lacks the end of the other', () => {
  const writers = { writers: ['p', 's'] };
  expect(compareHistories(history('s', 1, '0/301'), history('p', 2, '0/500', [1, '0/300']), writers)).toMatchObject({
    kind: 'diverged',
    place: 'exact',
  });
  expect(compareHistories(history('s', 1, '0/300'), history('p', 2, '0/500', [1, '0/300']), writers)).toEqual({
    kind: 'behind',
    member: 's',
  });
  const marks = [mark('s', 2, '0/300', 'x'), mark('p', 2, '0/300', 'y')];
  const [s, p] = [history('s', 2, '0/500', [1, '0/300']), history('p', 2, '0/500', [1, '0/300'])];
  expect(compareHistories(s, p, { ...writers, marks })).toMatchObject({ kind: 'diverged', place: 'exact' });
});

test('a timeline on which a member has no byte yet is nothing that could differ', () => {
  const begun = history('a', 2, '0/300', [1, '0/300']);
  expect(compareHistories(begun, history('b', 1, '0/300'))).toEqual({ kind: 'same' });
  expect(compareHistories(begun, idleB)).toEqual({ kind: 'behind', member: 'a' });
});

test('a member that knows of a switch point further on holds no more than up to its position', () => {
  const onItsWay = history('s', 2, '0/200', [1, '0/300']);
  expect(compareHistories(onItsWay, history('p', 1, '0/250'))).toEqual({ kind: 'behind', member: 's' });
});

test.each([
  { name: 'other system identifiers', b: { ...idleB, systemIdentifier: '1' } },
  { name: 'no common beginning', b: { ...idleB, ancestors: [{ timeline: 5, switchPoint: '0/300' }], timeline: 6 } },
  { name: 'a position that is none', b: { ...idleB, lsn: 'now' } },
  { name: 'a switch point that is none', b: { ...idleB, ancestors: [{ timeline: 1, switchPoint: '' }] } },
  { name: 'ancestors that are not in order', b: { ...idleB, timeline: 1 } },
])('$name make the comparison unknown', ({ b }) => {
  expect(compareHistories(idleA, b)).toMatchObject({ kind: 'unknown', byLists: null });
  expect(compareHistories(b, idleA)).toMatchObject({ kind: 'unknown', byLists: null });
});

const servers = ['a', 'b', 'c', 'd'] as const;
const server = fc.constantFrom(...servers);
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('write'), server, bytes: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('follow'), server, of: server, share: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('promote'), server, archive: fc.constantFrom('shared', 'own') }),
  ) satisfies fc.Arbitrary<PromotionStep>,
  { minLength: 4, maxLength: 40 },
);

/** Answers what is asked from the true tree until nothing is asked any more. */
function answered(
  world: ReturnType<typeof grown>,
  a: string,
  b: string,
  gone: (uid: number) => boolean,
): HistoryComparison {
  const marks: ForkMarkEvidence[] = [];
  for (;;) {
    const found = compareHistories(historyOf(world, a), historyOf(world, b), { marks });
    if (found.kind !== 'needs-fork-marks') return found;
    expect(found.questions.length).toBeGreaterThan(0);
    for (const { member, timeline, switchPoint } of found.questions) {
      marks.push(mark(member, timeline, switchPoint, markOf(world, member, { timeline, switchPoint, gone })));
    }
  }
}

test('whatever was promoted from whatever, the answer is that of the tree of promotions', () => {
  fc.assert(
    fc.property(steps, server, server, (done, a, b) => {
      const world = grown(servers, done);
      expect(answered(world, a, b, () => false)).toEqual(relation(world, a, b));
    }),
    { numRuns: 2000 },
  );
});

test('which history comes first changes nothing', () => {
  fc.assert(
    fc.property(steps, server, server, fc.integer(), (done, a, b, seed) => {
      const world = grown(servers, done);
      const gone = (uid: number) => ((uid * 7919 + seed) & 1) === 0;
      expect(answered(world, a, b, gone)).toEqual(answered(world, b, a, gone));
    }),
  );
});

test('with marks that are gone nothing is claimed that the tree denies', () => {
  fc.assert(
    fc.property(steps, server, server, fc.integer(), (done, a, b, seed) => {
      const world = grown(servers, done);
      const truth = relation(world, a, b);
      const found = answered(world, a, b, (uid) => ((uid * 7919 + seed) & 1) === 0);
      if (found.kind === 'unknown') return;
      expect(found.kind).toBe(truth.kind);
      if (found.kind === 'diverged' && found.place === 'exact') expect(found).toEqual(truth);
    }),
    { numRuns: 1000 },
  );
});
