import { lsn } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeBackup } from '../verdict/verdict.ts';
import type { AmcheckProblem, AnswerOutcome, DataEvidence } from './data-evidence.ts';
import { spoilsWay } from './data-finding.ts';
import type { DataPolicy } from './data-policy.ts';
import { judgeData, type DataSubject } from './judge-data.ts';
import { leadingDifferences, schemaDifferences } from './schema-objects.ts';

const POLICY: DataPolicy = {
  amcheck: { databases: 'all', everyRow: true, timeLimitSeconds: 60 },
  assertions: ['one', 'two'].map((name) => ({
    name,
    database: 'app',
    query: 'SELECT 1',
    expect: { kind: 'equals', value: 'the-expected-value' },
    timeLimitSeconds: 5,
    show: false,
  })),
  canary: { database: 'app', query: 'SELECT now()', maximalAgeSeconds: 60 },
  schema: { databases: ['app'], expected: { app: 'a' }, comparePrimary: true },
};
const at = new Date('2026-11-25T12:00:00Z');
const objects = [{ kind: 'table', name: 'public.t', digest: '1' }];
const schema = { kind: 'schema', objects, at: lsn(5n), systemIdentifier: 7n } as const;
const subject: DataSubject = {
  judged: { object: 'pg/base/1/backup.info' },
  asOf: { at, what: 'listing' },
  reached: lsn(10n),
  systemIdentifier: 7n,
  isNewest: true,
};
const GOOD: DataEvidence = {
  assertions: ['one', 'two'].map((name) => ({ name, outcome: { kind: 'holds' }, milliseconds: 1 })),
  canary: { outcome: { kind: 'seen', writtenAt: new Date(at.getTime() - 30_000) } },
  amcheck: {
    ...{ heaps: 1, indexes: 1, skipped: {}, milliseconds: 1, problems: [] },
    databases: [{ name: 'app', kind: 'checked' }],
  },
  schemas: [
    { database: 'app', look: { kind: 'read', hash: 'a', objects }, primary: { before: schema, after: schema } },
  ],
  checksums: { enabled: true, pages: 1 },
  databases: [
    { name: 'app', state: 'open' },
    { name: 'template0', state: 'closed' },
  ],
};

const RANKS = { proven: 0, unknown: 1, damaged: 2 } as const;
function rank(evidence: DataEvidence): number {
  const { findings, complete } = judgeData(POLICY, evidence, subject);
  const looked = new Set(['L0', 'L1', 'L2', 'L3', 'L4', ...(complete ? (['L5'] as const) : [])] as const);
  return RANKS[judgeBackup({ asked: 'L5', looked, findings, upTo: { lsn: lsn(1n), timeline: 1 as never } }).kind];
}

const failure = fc.constantFrom(
  { sqlState: '42P01', condition: 'undefined_table' },
  { sqlState: 'XX001', condition: 'data_corrupted' },
);
const notGood: fc.Arbitrary<Exclude<AnswerOutcome, { kind: 'holds' }>> = fc.oneof(
  fc.record({ kind: fc.constant('fails' as const), why: fc.constantFrom('no row' as const, 'less' as const) }),
  fc.record({ kind: fc.constant('unfit' as const), why: fc.constantFrom('no number' as const) }),
  fc.record({ kind: fc.constant('refused' as const), problem: fc.constant('two statements') }),
  fc.record({ kind: fc.constant('failed' as const), failure }),
  fc.constant({ kind: 'time-limit' as const }),
);
const problem: fc.Arbitrary<AmcheckProblem> = fc.record({
  database: fc.constant('app'),
  relation: fc.constantFrom('public.t', 'public.i'),
  kind: fc.constantFrom('heap', 'index'),
  what: fc.oneof(
    fc.constant({ kind: 'corrupt' as const, detail: 'items are not in order' }),
    fc.constant({ kind: 'other-sort-order' as const, detail: 'items are not in order' }),
    fc.record({ kind: fc.constant('failed' as const), failure }),
    fc.constant({ kind: 'invalid' as const }),
  ),
});

/** One thing that is worse than in what is given. */
const worse: fc.Arbitrary<(evidence: DataEvidence) => DataEvidence> = fc.oneof(
  notGood.map((outcome) => (e: DataEvidence) => ({
    ...e,
    assertions: e.assertions.map((each) =>
      each.name === 'one' && each.outcome.kind === 'holds' ? { ...each, outcome } : each,
    ),
  })),
  notGood.map(
    (outcome) => (e: DataEvidence) => (e.canary?.outcome.kind === 'seen' ? { ...e, canary: { outcome } } : e),
  ),
  fc.constant((e: DataEvidence) => ({ ...e, assertions: e.assertions.filter(({ name }) => name !== 'two') })),
  problem.map(
    (each) => (e: DataEvidence) =>
      e.amcheck === undefined ? e : { ...e, amcheck: { ...e.amcheck, problems: [...e.amcheck.problems, each] } },
  ),
  fc.constant((e: DataEvidence) => ({ ...e, checksums: { enabled: false, pages: 1 } })),
  fc.constant((e: DataEvidence) => ({ ...e, databases: [...e.databases, { name: 'more', state: 'open' as const }] })),
  fc.constant((e: DataEvidence) => ({
    ...e,
    schemas: e.schemas.map((each) => ({ ...each, look: { kind: 'read' as const, hash: 'b', objects } })),
  })),
);

describe('the judge of data', () => {
  test('proves what was seen to be good, and says what was measured', () => {
    expect(rank(GOOD)).toBe(0);
    expect(judgeData(POLICY, GOOD, subject)).toEqual({
      complete: true,
      findings: [],
      facts: {
        assertions: ['one', 'two'].map((name) => ({ name, database: 'app', outcome: 'holds', milliseconds: 1 })),
        schemas: [{ database: 'app', hash: 'a', compared: 'primary' }],
        canary: { writtenAt: new Date(at.getTime() - 30_000), ageSeconds: 30, against: 'listing' },
        amcheck: { heaps: 1, indexes: 1, skipped: {}, milliseconds: 1 },
        checksums: { enabled: true, pages: 1 },
      },
    });
  });

  test('never thinks better of a backup when more speaks against it', () => {
    fc.assert(
      fc.property(fc.array(worse, { maxLength: 5 }), worse, (before, one) => {
        const evidence = before.reduce((all, make) => make(all), GOOD);
        expect(rank(one(evidence))).toBeGreaterThanOrEqual(rank(evidence));
      }),
    );
  });

  test.each([
    { name: 'an assertion', without: { ...GOOD, assertions: GOOD.assertions.slice(1) } },
    { name: 'the canary', without: { ...GOOD, canary: undefined } },
    { name: 'amcheck', without: { ...GOOD, amcheck: undefined } },
    { name: 'the schema', without: { ...GOOD, schemas: [] } },
    { name: 'a database', without: { ...GOOD, databases: [...GOOD.databases, { name: 'more', state: 'unreadable' }] } },
    { name: 'any database', without: { ...GOOD, databases: [] } },
  ] as const)('does not prove a backup when nobody looked at $name', ({ without }) => {
    const evidence = Object.fromEntries(Object.entries(without).filter(([, value]) => value !== undefined));
    expect(rank(evidence as unknown as DataEvidence)).toBe(RANKS.unknown);
  });

  test.each([
    { name: 'not approved', schemas: { hash: 'b' }, verdict: 'damaged' },
    { name: 'not reached', primary: { before: { kind: 'unreachable', because: 'no connection' } }, verdict: 'proven' },
  ] as const)('says $verdict of a schema that is $name', ({ schemas, primary, verdict }) => {
    const [seen] = GOOD.schemas;
    const evidence = {
      ...GOOD,
      schemas: [
        {
          ...seen,
          look: { kind: 'read', objects, hash: schemas?.hash ?? 'a' },
          primary: { before: primary?.before ?? schema, after: schema },
        },
      ],
    } as DataEvidence;
    expect(rank(evidence)).toBe(RANKS[verdict]);
  });

  test('repeats neither expected values nor hashes of answers in findings', () => {
    const evidence: DataEvidence = {
      ...GOOD,
      assertions: GOOD.assertions.map((each) => ({
        ...each,
        outcome: { kind: 'fails', why: 'another value' },
        digest: 'd1gest',
      })),
    };
    const text = JSON.stringify(judgeData(POLICY, evidence, subject).findings);
    expect(text).not.toContain('the-expected-value');
    expect(text).not.toContain('d1gest');
  });

  test('takes a backup off the way for bytes that are wrong, and not for rows that are', () => {
    const ids = [
      'heap-corrupt',
      'index-corrupt',
      'data-unreadable',
      'page-damaged',
      'assertion-failed',
      'canary-stale',
      'schema-differs',
    ];
    expect(ids.filter((id) => spoilsWay({ id, weight: 'damaged' }))).toEqual(ids.slice(0, 4));
    expect(ids.filter((id) => spoilsWay({ id, weight: 'unknown' }))).toEqual([]);
  });
});

describe('schemas', () => {
  const object = fc.record({
    kind: fc.constantFrom('table', 'column', 'index'),
    name: fc.constantFrom('a', 'b', 'a.x', 'b.y'),
    digest: fc.constantFrom('1', '2'),
  });
  const some = fc.uniqueArray(object, { selector: ({ kind, name }) => `${kind} ${name}`, maxLength: 8 });

  test('that are the same in another order do not differ', () => {
    fc.assert(
      fc.property(some, (all) => {
        expect(schemaDifferences(all, all.toReversed())).toEqual([]);
      }),
    );
  });

  test('that differ do so both ways, with what is missing here extra there', () => {
    const turned = { missing: 'extra', extra: 'missing', changed: 'changed' } as const;
    fc.assert(
      fc.property(some, some, (a, b) => {
        const lines = (all: ReturnType<typeof schemaDifferences>): readonly string[] =>
          all.map(({ kind, name, change }) => `${kind} ${name} ${change}`).sort();
        const back = schemaDifferences(b, a).map((each) => ({ ...each, change: turned[each.change] }));
        expect(lines(schemaDifferences(a, b))).toEqual(lines(back));
        expect(leadingDifferences(schemaDifferences(a, b)).length > 0).toBe(schemaDifferences(a, b).length > 0);
      }),
    );
  });
});
