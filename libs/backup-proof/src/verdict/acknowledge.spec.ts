import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledge, acknowledgementOf, type Acknowledgement } from './acknowledge.ts';
import { exampleBackup, exampleFinding, exampleReport } from './example-report.ts';
import type { ArchiveReport } from './report.ts';

const NOW = new Date('2026-11-25T00:00:00Z');
const hole = exampleFinding('damaged', { id: 'wal-hole' });
const known: Acknowledgement = {
  finding: 'wal-hole',
  until: new Date('2026-12-24T00:00:00Z'),
  reason: 'the disk of the store died, INC-7',
};
const withHole = exampleReport([exampleBackup('1', 'proven'), exampleBackup('2', 'proven')], {
  findings: [hole],
  states: ['proven', 'lost', 'proven'],
});
const overall = (report: ArchiveReport, ...given: readonly Partial<Acknowledgement>[]): ArchiveReport['overall'] =>
  acknowledge(
    report,
    given.map((each) => ({ ...known, ...each })),
    NOW,
  ).overall;

describe('damage that is acknowledged', () => {
  test('lets the alarm rest where all of it is, and what is newest is proven', () => {
    expect(withHole.overall).toBe('damaged');
    expect(acknowledge(withHole, [known], NOW)).toMatchObject({
      overall: 'acknowledged',
      acknowledged: [{ ...known, covers: 1 }],
      findings: [hole],
    });
  });

  test.each([
    { name: 'the whole key', object: hole.object, rests: true },
    { name: 'the beginning of the key, with a star', object: 'pg/wals/*', rests: true },
    { name: 'any key', object: '*', rests: true },
    { name: 'the beginning of the key, without a star', object: 'pg/wals/', rests: false },
    { name: 'another key', object: 'pg/base/*', rests: false },
  ])('is named by $name', ({ object, rests }) => {
    const named: Partial<Acknowledgement> = object === undefined ? {} : { object };
    expect(overall(withHole, named)).toBe(rests ? 'acknowledged' : 'damaged');
  });

  test('is an alarm again from the moment on that was written down', () => {
    expect(overall(withHole, { until: new Date(NOW.getTime() + 1) })).toBe('acknowledged');
    const over = acknowledge(withHole, [{ ...known, until: NOW }], NOW);
    expect(over).toMatchObject({
      overall: 'damaged',
      acknowledged: [],
      findings: [hole, { id: 'acknowledgement-expired', weight: 'notice' }],
    });
  });

  test('is an alarm where anything beside it is damaged', () => {
    const other = exampleFinding('damaged', { id: 'page-damaged' });
    expect(overall({ ...withHole, findings: [hole, other] }, {})).toBe('damaged');
    expect(overall({ ...withHole, findings: [hole, other] }, {}, { finding: 'page-damaged' })).toBe('acknowledged');
  });

  test('is an alarm where the newest backup is not proven, although its damage is acknowledged too', () => {
    const broken = [exampleBackup('1', 'proven'), exampleBackup('2', 'damaged', hole)];
    expect(overall(exampleReport(broken), {})).toBe('damaged');
    expect(overall(exampleReport(broken.toReversed()), {})).toBe('acknowledged');
  });

  test('is an alarm where the newest backup was only listed', () => {
    const listed = exampleBackup('2', 'proven');
    const verdict = listed.verdict.kind === 'proven' ? ({ ...listed.verdict, level: 'L1' } as const) : listed.verdict;
    expect(overall(exampleReport([{ ...listed, verdict }], { findings: [hole] }), {})).toBe('damaged');
  });

  test.each(['lost', 'unproven'] as const)('is an alarm where the newest moments are %s', (state) => {
    expect(overall(exampleReport([exampleBackup('1', 'proven')], { findings: [hole], states: [state] }), {})).toBe(
      'damaged',
    );
  });

  test('is an alarm where there is no backup', () => {
    const none = exampleFinding('damaged', { id: 'no-backup' });
    expect(overall(exampleReport([], { findings: [none] }), { finding: 'no-backup' })).toBe('damaged');
  });

  test('does not hide that something is unknown', () => {
    const unknown = exampleFinding('unknown');
    const report = { ...withHole, findings: [hole, unknown] };
    expect(overall(report, {}, { finding: unknown.id })).toBe('damaged');
    expect(acknowledgementOf(unknown, acknowledge(report, [{ ...known, finding: unknown.id }], NOW))).toBeUndefined();
  });

  test('that is not there is said, since it would cover the next', () => {
    expect(acknowledge(exampleReport([exampleBackup('1', 'proven')]), [known], NOW)).toMatchObject({
      overall: 'proven',
      acknowledged: [],
      findings: [{ id: 'acknowledgement-unused', weight: 'notice' }],
    });
  });

  test('says of each finding what was written down, and of several what holds longest', () => {
    const later = { ...known, until: new Date('2027-01-01T00:00:00Z'), object: 'pg/*' };
    expect(acknowledgementOf(hole, acknowledge(withHole, [known, later], NOW))).toMatchObject(later);
  });
});

const anyFinding = fc
  .record({
    id: fc.constantFrom('wal-hole', 'page-damaged', 'object-gone'),
    weight: fc.constantFrom('damaged' as const, 'unknown' as const, 'notice' as const),
    object: fc.constantFrom('pg/wals/1', 'pg/wals/2', 'pg/base/1'),
  })
  .map(({ weight, ...more }) => exampleFinding(weight, more));
const anyReport = fc
  .record({
    backups: fc.array(
      fc.tuple(fc.constantFrom('proven' as const, 'damaged' as const, 'unknown' as const), anyFinding),
      { maxLength: 4 },
    ),
    findings: fc.array(anyFinding, { maxLength: 3 }),
    states: fc.array(fc.constantFrom('proven' as const, 'unproven' as const, 'lost' as const), { maxLength: 4 }),
  })
  .map(({ backups, ...rest }) =>
    exampleReport(
      backups.map(([kind, finding], index) => exampleBackup(String(index), kind, { ...finding, weight: 'damaged' })),
      rest,
    ),
  );
const anyAcknowledgement = fc.record(
  {
    finding: fc.constantFrom('wal-hole', 'page-damaged', 'object-gone', 'a-unknown'),
    object: fc.constantFrom('pg/wals/1', 'pg/wals/*', '*', ''),
    until: fc.constantFrom(NOW, new Date(NOW.getTime() + 1), new Date(0)),
    reason: fc.string(),
  },
  { requiredKeys: ['finding', 'until', 'reason'] },
);

describe('whatever is acknowledged', () => {
  test('no verdict on a backup, no moment and no finding is changed, and nothing becomes proven', () => {
    fc.assert(
      fc.property(anyReport, fc.array(anyAcknowledgement, { maxLength: 4 }), (report, given) => {
        const after = acknowledge(report, given, NOW);
        expect(after.backups).toEqual(report.backups);
        expect(after.moments).toEqual(report.moments);
        expect(after.findings.slice(0, report.findings.length)).toEqual(report.findings);
        expect(after.findings.slice(report.findings.length).every(({ weight }) => weight === 'notice')).toBe(true);
        if (after.overall !== report.overall) {
          expect([report.overall, after.overall]).toEqual(['damaged', 'acknowledged']);
          expect(report.backups.at(-1)?.verdict.kind).toBe('proven');
          expect(report.moments.at(-1)?.state).toBe('proven');
        }
      }),
    );
  });
});
