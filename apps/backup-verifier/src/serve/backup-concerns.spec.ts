import { expect, test } from 'vitest';
import { backupConcerns } from './backup-concerns.ts';
import type { OpenFinding } from './open-finding.ts';
import type { Looked, Told } from './told.ts';

const LOOKED: Looked = { kind: 'reports', reports: [], notes: [] };
const OPTIONS = { looked: LOOKED, runbooks: 'https://example.org/runbooks' };

function finding(more: Partial<OpenFinding> = {}): OpenFinding {
  return {
    serverName: 'orders',
    id: 'page-damaged',
    level: 'L2',
    weight: 'damaged',
    object: 'orders/base/b/data.tar',
    found: 'a page with another checksum',
    expected: 'its own',
    remedy: 'Restore from another backup.',
    backups: ['b'],
    since: '2026-11-26T01:00:00.000Z',
    ...more,
  };
}

function told(findings: readonly OpenFinding[], verdicts: Told['verdicts'] = { orders: 'damaged' }): Told {
  return { findings, verdicts };
}

test('a thousand damaged things of a server are one trouble, that lists a hundred and says that there are more', () => {
  const many = Array.from({ length: 1000 }, (_, n) => finding({ object: `orders/wals/${n}`, backups: [`b${n}`] }));
  const concerns = backupConcerns(told(many), OPTIONS);
  expect(concerns).toHaveLength(1);
  expect(concerns[0]).toMatchObject({
    ...{ key: 'backup/orders/damaged', kind: 'backup/damaged', severity: 'critical', cluster: 'orders' },
    evidence: [
      { label: 'Findings', text: '1,000 findings' },
      { label: 'Backups', text: 'b0, b1, b10, b100, b101 and 995 more' },
      { label: 'First seen', text: '2026-11-26T01:00:00.000Z' },
    ],
    runbook: 'https://example.org/runbooks/backup-not-proven.md',
  });
  expect(concerns[0]?.lists[0]).toMatchObject({ complete: false });
  expect(concerns[0]?.lists[0]?.lines).toHaveLength(100);
});

test('each server has its own, and not knowing is another trouble than damage', () => {
  const findings = [
    finding(),
    finding({ id: 'interrupted', weight: 'unknown' }),
    finding({ serverName: 'shop', weight: 'unknown' }),
  ];
  const concerns = backupConcerns(told(findings, { orders: 'damaged', shop: 'unknown', well: 'proven' }), OPTIONS);
  expect(concerns.map(({ key, severity }) => `${key} ${severity}`)).toEqual([
    'backup/orders/damaged critical',
    'backup/orders/unknown warning',
    'backup/shop/unknown warning',
  ]);
});

test('the steps are those of the verdict and of each kind of finding, once', () => {
  const [concern] = backupConcerns(told([finding(), finding({ object: 'x' }), finding({ id: 'no such' })]), OPTIONS);
  expect(concern?.nextSteps[0]).toMatch(/^Take a base backup now/);
  expect(concern?.nextSteps).toHaveLength(3);
  expect(concern?.nextSteps).toContain('Restore from another backup.');
});

test('damage that is written down is no alarm, and is not over', () => {
  const [concern] = backupConcerns(told([finding()], { orders: 'acknowledged' }), OPTIONS);
  expect(concern).toMatchObject({ key: 'backup/orders/damaged', severity: 'info' });
});

test('a look that failed says why nothing is known, and ends no damage', () => {
  const looked: Looked = { kind: 'failed', because: 'the bucket is not there', serverName: 'orders' };
  const concerns = backupConcerns(told([finding()], { orders: 'unknown' }), { looked, runbooks: null });
  expect(concerns.map(({ key }) => key)).toEqual(['backup/orders/damaged', 'backup/orders/unknown']);
  expect(concerns[1]).toMatchObject({
    evidence: [{ label: 'The look failed', text: 'the bucket is not there' }],
    runbook: null,
  });
});

test('the first look of all that failed is told too', () => {
  const looked: Looked = { kind: 'failed', because: 'no answer', serverName: undefined };
  const options = { looked, runbooks: null };
  expect(backupConcerns({ findings: [], verdicts: {} }, options)).toMatchObject([
    { key: 'backup/all servers/unknown', severity: 'warning' },
  ]);
  expect(backupConcerns({ findings: [], verdicts: {} }, OPTIONS)).toEqual([]);
});

test('what is proven concerns nobody', () => {
  expect(backupConcerns(told([], { orders: 'proven' }), OPTIONS)).toEqual([]);
});
