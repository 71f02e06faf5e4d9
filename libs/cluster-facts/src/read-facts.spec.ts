import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterFacts } from './cluster-facts.ts';
import { MAX_FACTS_CHARACTERS, readFacts } from './read-facts.ts';
import { writeFacts } from './write-facts.ts';

const AT = new Date('2026-11-26T04:00:00Z');
const after = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);

const FACTS: ClusterFacts = {
  environment: 'production',
  cluster: 'orders',
  observedAt: AT,
  expiresAt: after(900),
  health: 'healthy',
  instances: { wanted: 3, ready: 3 },
  primary: 'orders-2',
  timeline: 4,
  archiving: 'working',
  newestProof: { backupId: '20261125T192655', provenAt: after(-3600), level: 'L4' },
};

const read = (text: string | undefined, now = after(60)) => readFacts(text, { cluster: 'production/orders', now });
const text = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...(JSON.parse(writeFacts(FACTS)) as object), ...changes });

test('what was written is read, with its age', () => {
  expect(read(writeFacts(FACTS))).toEqual({ kind: 'known', facts: FACTS, ageSeconds: 60 });
});

test('keys of a newer observer are ignored', () => {
  expect(read(text({ lag: '3s', constructor: 1 }))).toEqual(read(writeFacts(FACTS)));
});

test('a moment with an offset is the moment', () => {
  expect(read(text({ observedAt: '2026-11-26T05:00:00+01:00' }))).toEqual(read(writeFacts(FACTS)));
});

test('what is not known is read as not known', () => {
  const nothing = { health: 'unknown', primary: null, timeline: null, archiving: 'unknown', newestProof: null };
  expect(read(text(nothing))).toMatchObject({
    kind: 'known',
    facts: { health: 'unknown', primary: undefined, timeline: undefined, newestProof: undefined },
  });
});

describe('time', () => {
  test.each([
    { name: 'just now', now: AT, reading: { kind: 'known', ageSeconds: 0 } },
    { name: 'a part of a second ago', now: after(1.999), reading: { kind: 'known', ageSeconds: 1 } },
    {
      name: "by a clock that is a little ahead of the reader's",
      now: after(-120),
      reading: { kind: 'known', ageSeconds: 0 },
    },
    { name: 'by one that is wrong', now: after(-121), reading: { kind: 'unknown', because: 'from-the-future' } },
    { name: 'a moment before it expires', now: after(899.999), reading: { kind: 'known', ageSeconds: 899 } },
    { name: 'when it expires', now: after(900), reading: { kind: 'unknown', because: 'expired' } },
    { name: 'long ago', now: after(1e9), reading: { kind: 'unknown', because: 'expired' } },
  ])('observed $name: $reading.kind', ({ now, reading }) => {
    expect(read(writeFacts(FACTS), now)).toMatchObject(reading);
  });
});

describe('what is not to be believed is unknown, with a reason', () => {
  test.each([
    {
      name: 'nothing',
      given: undefined,
      because: 'never-published',
      says: 'No facts of production/orders were published.',
    },
    { name: 'an empty file', given: '', because: 'unreadable', says: 'not JSON' },
    { name: 'a list', given: '[]', because: 'unreadable', says: 'expected a block of keys' },
    { name: 'a cut file', given: writeFacts(FACTS).slice(0, 80), because: 'unreadable', says: 'not JSON' },
    {
      name: 'a large file',
      given: writeFacts(FACTS) + ' '.repeat(MAX_FACTS_CHARACTERS),
      because: 'unreadable',
      says: 'more than 16384 characters',
    },
    {
      name: 'a later version',
      given: text({ version: 2 }),
      because: 'unreadable',
      says: 'version: expected the version 1',
    },
    { name: 'a missing key', given: text({ primary: undefined }), because: 'unreadable', says: 'primary: expected' },
    {
      name: 'another word',
      given: text({ health: 'fine' }),
      because: 'unreadable',
      says: 'health: expected one of healthy, degraded, split-brain, unknown',
    },
    {
      name: 'a fraction',
      given: text({ instances: { wanted: 3, ready: 2.5 } }),
      because: 'unreadable',
      says: 'instances.ready: expected a whole number from 0 to 1000',
    },
    {
      name: 'a day that is none',
      given: text({ observedAt: '2026-02-30T00:00:00Z' }),
      because: 'unreadable',
      says: 'observedAt',
    },
    {
      name: 'an hour without a zone',
      given: text({ observedAt: '2026-11-26T04:00:00' }),
      because: 'unreadable',
      says: 'time zone',
    },
    { name: 'a timeline that is none', given: text({ timeline: 0 }), because: 'unreadable', says: 'timeline' },
    {
      name: 'another cluster',
      given: text({ cluster: 'shop' }),
      because: 'another-cluster',
      says: 'is of production/shop.',
    },
    {
      name: 'another environment',
      given: text({ environment: 'staging' }),
      because: 'another-cluster',
      says: 'of staging/orders',
    },
    {
      name: 'an end before the beginning',
      given: text({ expiresAt: AT.toISOString() }),
      because: 'unreadable',
      says: 'not after',
    },
    {
      name: 'facts for good',
      given: text({ expiresAt: after(86_401).toISOString() }),
      because: 'unreadable',
      says: 'more than a day after',
    },
    {
      name: 'health without a primary',
      given: text({ primary: null }),
      because: 'unreadable',
      says: 'health is healthy, and no primary is known',
    },
    {
      name: 'health with an instance missing',
      given: text({ instances: { wanted: 3, ready: 2 } }),
      because: 'unreadable',
      says: '2 of 3 instances are ready',
    },
    {
      name: 'health of nothing',
      given: text({ instances: { wanted: 0, ready: 0 } }),
      because: 'unreadable',
      says: '0 of 0 instances are ready',
    },
    {
      name: 'a proof that is to come',
      given: text({ newestProof: { backupId: 'a', provenAt: after(1).toISOString(), level: 'L4' } }),
      because: 'unreadable',
      says: 'provenAt is after observedAt',
    },
  ])('$name', ({ given, because, says }) => {
    const reading = read(given);
    expect(reading).toMatchObject({ kind: 'unknown', because });
    expect(reading.kind === 'unknown' && reading.detail).toContain(says);
  });
});

test('whatever stands there, a reading is short, on one line, and repeats nothing that a stranger wrote', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json({ noUnicodeString: false }),
    fc
      .tuple(fc.constantFrom(...Object.keys(JSON.parse(text({})) as object)), fc.jsonValue())
      .map(([key, value]) => text({ [key]: value })),
    fc.tuple(fc.nat(600), fc.nat(600)).map(([from, to]) => writeFacts(FACTS).slice(from) + writeFacts(FACTS).slice(to)),
    fc.nat(16_000).map((depth) => '['.repeat(depth)),
    fc.constant(`{"__proto__":{"health":"healthy"},"constructor":{}}`),
  );
  fc.assert(
    fc.property(hostile, (given) => {
      const reading = read(given);
      if (reading.kind === 'known') return;
      expect(reading.detail.length).toBeLessThan(250);
      expect(reading.detail).toMatch(/^[\x20-\x7e]+\.$/);
    }),
    { numRuns: 3000 },
  );
});
