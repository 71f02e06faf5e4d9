import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import {
  ACKNOWLEDGED,
  DAMAGED,
  FULL,
  LISTED,
  PROVEN,
  SELF_TEST_FAILED,
  UNKNOWN,
  WITHOUT_BACKUP,
} from './example-reports.ts';
import { reportJson } from './report-json.ts';
import { publishedReportSchema, reportSchema } from './report-schema.ts';

const COMMITTED = readFileSync(join(import.meta.dirname, '../../schema/report.schema.json'), 'utf8');

/** As another program takes the schema that is committed. */
const valid = new Ajv({ allErrors: true, strict: true, strictTypes: false, validateFormats: false }).compile(
  JSON.parse(COMMITTED) as object,
);

test('the committed schema of reports is the one that the code publishes (`npm run schema` writes it)', () => {
  expect(COMMITTED).toBe(`${JSON.stringify(publishedReportSchema(), null, 2)}\n`);
});

describe.each([
  { name: 'proven', report: PROVEN },
  { name: 'damaged', report: DAMAGED },
  { name: 'unknown', report: UNKNOWN },
  { name: 'only listed', report: LISTED },
  { name: 'without a backup', report: WITHOUT_BACKUP },
  { name: 'proven with its data', report: FULL },
  { name: 'damaged, and acknowledged', report: ACKNOWLEDGED },
  { name: 'unknown, since the self-test failed', report: SELF_TEST_FAILED },
])('the report for programs of an archive that is $name', ({ report }) => {
  const json = JSON.parse(JSON.stringify(reportJson([report], ['a note']))) as unknown;

  test('has the published shape, and no key beside', () => {
    expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
    expect(reportSchema.parse(json)).toEqual(json);
  });

  test('says as a whole what it says of the archive', () => {
    expect(json).toMatchObject({ overall: report.overall, archives: [{ overall: report.overall }] });
  });
});

test('positions are written as PostgreSQL prints them, times as ISO 8601', () => {
  const [archive] = reportJson([PROVEN], []).archives;
  expect(archive).toMatchObject({
    startedAt: '2026-11-25T14:10:00.000Z',
    backups: [
      { verdict: { upTo: { lsn: '16/B374D848', timeline: 1, lastCommitAt: '2026-11-25T14:03:12.000Z' } } },
      { name: 'backup-20261124020000' },
      { end: '16/19000000' },
    ],
    moments: [{ to: '16/B374D848', toTime: '2026-11-25T14:03:12.000Z', state: 'proven' }],
  });
});

test('what nobody knows is null, not left out', () => {
  const [archive] = reportJson([DAMAGED], []).archives;
  expect(archive?.backups[0]).toMatchObject({ timeline: null, endedAt: null });
});

test('what was proven says when, by what, and whether that was an earlier run', () => {
  const [archive] = reportJson([FULL], []).archives;
  expect(archive).toMatchObject({
    read: { bytes: 1_727_653_184, remembered: 11_479_371_251 },
    selfTest: {
      passed: true,
      plants: [
        { kind: 'hidden-segment', found: true },
        { kind: 'flipped-bit', found: true },
      ],
    },
  });
  expect(archive?.backups[0]?.proofs.at(-1)).toEqual({
    level: 'L5',
    at: '2026-11-23T14:10:00.000Z',
    verifier: 'backup-verifier 0.1.0',
    remembered: true,
  });
  expect(archive?.backups[2]?.data).toMatchObject({
    canary: { writtenAt: '2026-11-25T14:03:05.000Z', ageSeconds: 415, against: 'listing' },
    assertions: [{ digest: '9f2c41' }, { shown: '2026-11-25 14:03:11+00' }],
  });
});

test('where nothing could be planted there is no self-test, and that is said', () => {
  expect(reportJson([PROVEN], []).archives[0]?.selfTest).toBeNull();
});

test('of several archives the worst counts: damage before doubt, doubt before proof', () => {
  expect(reportJson([PROVEN, PROVEN], []).overall).toBe('proven');
  expect(reportJson([PROVEN, ACKNOWLEDGED], []).overall).toBe('acknowledged');
  expect(reportJson([ACKNOWLEDGED, UNKNOWN], []).overall).toBe('unknown');
  expect(reportJson([PROVEN, UNKNOWN], []).overall).toBe('unknown');
  expect(reportJson([UNKNOWN, DAMAGED, PROVEN], []).overall).toBe('damaged');
});
