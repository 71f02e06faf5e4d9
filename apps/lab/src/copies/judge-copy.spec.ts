import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { expect, test } from 'vitest';
import { damaged, pageFinding, proven, reportOf } from '../example-report.ts';
import { judgeCopy } from './judge-copy.ts';

const DAMAGE = { object: pageFinding.object, expected: ['page-damaged'] };

test('damage that is named by the expected finding is found', () => {
  expect(judgeCopy([reportOf(damaged)], DAMAGE)).toEqual({ kind: 'found', finding: pageFinding, verdict: 'damaged' });
});

test('a segment that is missing is named without the suffix that it had', () => {
  const missing = { ...pageFinding, id: 'wal-hole', object: 'orders/wals/0000000100000000/000000010000000000000007' };
  const report = reportOf(proven, { overall: 'damaged', findings: [missing] });
  expect(judgeCopy([report], { object: `${missing.object}.gz`, expected: ['wal-hole'] }).kind).toBe('found');
});

test.each<{ readonly name: string; readonly reports: readonly ArchiveReport[] }>([
  { name: 'no report at all', reports: [] },
  { name: 'a verdict of proven', reports: [reportOf(proven)] },
  { name: 'a verdict of unknown', reports: [reportOf({ kind: 'unknown', passed: 'L1', because: [pageFinding] })] },
  {
    name: 'damage that is only a notice',
    reports: [reportOf(proven, { overall: 'damaged', findings: [{ ...pageFinding, weight: 'notice' }] })],
  },
  {
    name: 'another object',
    reports: [reportOf({ kind: 'damaged', findings: [{ ...pageFinding, object: 'orders/other.gz' }] })],
  },
  {
    name: 'another finding',
    reports: [reportOf({ kind: 'damaged', findings: [{ ...pageFinding, id: 'tar-damaged' }] })],
  },
  { name: 'the finding in an archive that is called proven', reports: [reportOf(damaged, { overall: 'proven' })] },
])('$name is a miss, and what was said instead is told', ({ reports }) => {
  const judged = judgeCopy(reports, DAMAGE);
  expect(judged.kind).toBe('missed');
  expect(judged.kind === 'missed' && judged.because).toContain(`found the verdict ${judged.verdict}`);
});
