import fc from 'fast-check';
import { formatLsn, lsn } from '@postgres-ha/postgres-storage';
import { expect, test } from 'vitest';
import type { Commit, CommitsEvidence } from '../observation/evidence.ts';
import type { MemberAnswer, ProbeObservation } from '../observation/probe.ts';
import { lostWrites, type LossFacts } from './lost-writes.ts';

const text = (position: number): string => formatLsn(lsn(BigInt(position)));

function commit(number: number): Commit {
  return {
    transactionId: String(number),
    committedAt: `2026-11-26T01:00:${String(number).padStart(2, '0')}Z`,
    lsn: text(number),
  };
}

function reading(over: Partial<CommitsEvidence> = {}): CommitsEvidence {
  return {
    kind: 'commits',
    observer: 'o1',
    member: 'orders-1',
    sent: 10,
    received: 20,
    timeline: 1,
    from: '0/100',
    until: '0/180',
    commits: [commit(1), commit(2)],
    count: 2,
    atLeast: false,
    relations: [{ name: 'public.orders', records: 2 }],
    waitingForSync: 0,
    ...over,
  };
}

interface Seen {
  readonly at: number;
  readonly position: number;
  readonly nextId: number;
  readonly answer?: Partial<MemberAnswer>;
}

function probe({ at, position, nextId, answer = {} }: Seen): ProbeObservation {
  return {
    kind: 'probe',
    observer: 'o1',
    member: 'orders-1',
    sent: at - 1,
    received: at,
    via: 'session',
    session: 's1',
    outcome: 'answered',
    code: null,
    answer: {
      systemIdentifier: '7312345678901234567',
      inRecovery: false,
      readOnlyByDefault: false,
      postmasterStartedAt: '1',
      timeline: 1,
      lsn: text(position),
      receivedLsn: null,
      nextTransactionId: String(nextId),
      receiver: null,
      details: null,
      ...answer,
    },
  };
}

function facts(over: Partial<LossFacts> = {}): LossFacts {
  return { fork: { timeline: 1, lsn: '0/100' }, commits: [], probes: [], now: 10_000, stopsBy: null, ...over };
}

test('what was read to the end is an exact count', () => {
  expect(lostWrites('orders-1', facts({ commits: [reading()] }))).toEqual({
    member: 'orders-1',
    timeline: 1,
    from: '0/100',
    basis: 'counted',
    commits: 2,
    atLeast: false,
    atMost: 2,
    unacknowledged: 0,
    bytes: '128',
    newest: [commit(2), commit(1)],
    firstAt: commit(1).committedAt,
    lastAt: commit(2).committedAt,
    relations: [{ name: 'public.orders', records: 2 }],
  });
});

test('a capped reading is never an exact count, and does not claim to know the last commit', () => {
  const lost = lostWrites('orders-1', facts({ commits: [reading({ count: 5000, atLeast: true })] }));
  expect(lost).toMatchObject({ commits: 5000, atLeast: true, atMost: null, firstAt: null, lastAt: null });
});

test('a member that was seen past the end of the reading has at least so many', () => {
  const lost = lostWrites(
    'orders-1',
    facts({ commits: [reading()], probes: [probe({ at: 30, position: 0x190, nextId: 9 })] }),
  );
  expect(lost).toMatchObject({ commits: 2, atLeast: true, atMost: null, bytes: '144', lastAt: null });
});

test('of a member that is out of sight what was read is no final count', () => {
  const lost = lostWrites('orders-1', facts({ commits: [reading()], sight: 'unseen' }));
  expect(lost).toMatchObject({ basis: 'counted', commits: 2, atLeast: true, atMost: null, lastAt: null });
});

test('a position in recovery says nothing about what the member wrote', () => {
  const inRecovery = probe({ at: 30, position: 0x900, nextId: 9, answer: { inRecovery: true } });
  expect(lostWrites('orders-1', facts({ commits: [reading()], probes: [inRecovery] }))).toMatchObject({
    atLeast: false,
    bytes: '128',
  });
});

test('commits that wait for a synchronous standby were told to nobody', () => {
  expect(lostWrites('orders-1', facts({ commits: [reading({ waitingForSync: 1 })] }))).toMatchObject({
    commits: 2,
    unacknowledged: 1,
  });
  expect(lostWrites('orders-1', facts({ commits: [reading({ waitingForSync: 7 })] }))).toMatchObject({
    commits: 2,
    unacknowledged: 2,
  });
});

test('an idle loser loses no commit, only bytes', () => {
  const idle = reading({ until: '0/170', commits: [], count: 0, relations: [] });
  expect(lostWrites('orders-1', facts({ commits: [idle] }))).toMatchObject({
    commits: 0,
    atMost: 0,
    bytes: '112',
    newest: [],
    firstAt: null,
  });
});

test('readings that join are added up, and the one that reaches furthest counts', () => {
  const later = reading({
    from: '0/180',
    until: '0/200',
    commits: [commit(3)],
    count: 1,
    relations: [
      { name: 'public.items', records: 5 },
      { name: 'public.orders', records: 1 },
    ],
    waitingForSync: 1,
  });
  const lost = lostWrites(
    'orders-1',
    facts({ commits: [reading({ until: '0/140', commits: [commit(1)], count: 1 }), later, reading()] }),
  );
  expect(lost).toMatchObject({
    commits: 3,
    atLeast: false,
    bytes: '256',
    unacknowledged: 1,
    newest: [commit(3), commit(2), commit(1)],
    relations: [
      { name: 'public.items', records: 5 },
      { name: 'public.orders', records: 3 },
    ],
  });
});

test('what was read behind a hole does not count, nor what another member was asked', () => {
  const commits = [
    reading(),
    reading({ from: '0/190', until: '0/200' }),
    reading({ member: 'orders-2', until: '0/300' }),
  ];
  expect(lostWrites('orders-1', facts({ commits }))).toMatchObject({ commits: 2, bytes: '128' });
});

test('at most twenty commits are named, newest first', () => {
  const commits = Array.from({ length: 45 }, (_, place) => commit(place));
  const lost = lostWrites('orders-1', facts({ commits: [reading({ commits, count: 45 })] }));
  expect(lost?.newest.map(({ transactionId }) => transactionId)).toEqual(
    Array.from({ length: 20 }, (_, place) => String(44 - place)),
  );
});

const paced = [0, 1000, 2000].map((at) => probe({ at, position: 0x80 + at / 10, nextId: 100 + at / 100 }));

test('a loser that does not answer is estimated by its pace, and goes on without a bound', () => {
  expect(lostWrites('orders-1', facts({ probes: paced, now: 12_000 }))).toMatchObject({
    basis: 'estimated',
    commits: 107,
    atLeast: true,
    atMost: null,
    bytes: String(0x80 + 1200 - 0x100),
    newest: [],
  });
});

test('an estimate ends at the deadline, and has an upper bound by the fastest pace', () => {
  const lost = lostWrites('orders-1', facts({ probes: paced, now: 60_000, stopsBy: 12_000 }));
  expect(lost).toMatchObject({ basis: 'estimated', commits: 107, atLeast: false });
  expect(lost?.atMost).toBe(10 + Math.ceil((10 / 999) * (12_000 - 1999)));
});

test('before the deadline there may be more', () => {
  expect(lostWrites('orders-1', facts({ probes: paced, now: 5_000, stopsBy: 12_000 }))).toMatchObject({
    commits: 37,
    atLeast: true,
  });
});

test('what was committed up to the fork is not lost', () => {
  const fork = { timeline: 1, lsn: text(0x80 + 700) };
  expect(lostWrites('orders-1', facts({ fork, probes: paced, now: 12_000 }))).toMatchObject({
    commits: 50,
    bytes: '500',
  });
});

test('another observer, or another run of the server, gives no pace', () => {
  const other = { ...probe({ at: 0, position: 0, nextId: 0 }), observer: 'o2' };
  const restarted = probe({ at: 5, position: 0, nextId: 1, answer: { postmasterStartedAt: '0' } });
  const lost = lostWrites(
    'orders-1',
    facts({ probes: [other, restarted, probe({ at: 2000, position: 0x80, nextId: 500 })], now: 9000, stopsBy: 9000 }),
  );
  expect(lost).toMatchObject({ basis: 'estimated', commits: 0, atMost: null });
});

test('where nothing is known, nothing is said', () => {
  expect(lostWrites('orders-1', facts())).toBeNull();
  expect(
    lostWrites('orders-1', facts({ probes: [probe({ at: 1, position: 9, nextId: 1, answer: { inRecovery: true } })] })),
  ).toBeNull();
});

const count = fc.nat({ max: 100 });
const piece = fc.record({
  count,
  atLeast: fc.boolean(),
  waitingForSync: count,
  named: count,
  bytes: fc.integer({ min: 1, max: 500 }),
});

test('however WAL was read, no count is exact where a part was capped, and parts never exceed the whole', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
      let place = 0x100;
      const commits = pieces.map(({ bytes, named, ...rest }) => {
        const from = text(place);
        place += bytes;
        const list = Array.from({ length: Math.min(named, rest.count) }, (_, number) => commit(number % 60));
        return reading({ ...rest, from, until: text(place), commits: list });
      });
      const lost = lostWrites('orders-1', facts({ commits }));
      const capped = pieces.some(({ atLeast }) => atLeast);
      const sum = pieces.reduce((total, one) => total + one.count, 0);
      expect(lost).toMatchObject({ commits: sum, atLeast: capped, atMost: capped ? null : sum });
      expect(lost?.unacknowledged).toBeLessThanOrEqual(sum);
      expect(lost?.newest.length).toBeLessThanOrEqual(20);
      expect(lost?.bytes).toBe(String(place - 0x100));
    }),
  );
});
