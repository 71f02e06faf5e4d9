import { describe, expect, test } from 'vitest';
import { acknowledge } from './acknowledge.ts';
import { exampleBackup, exampleFinding, exampleReport } from './example-report.ts';
import type { LevelProof, SelfTest } from './report.ts';
import { withSelfTest } from './self-test.ts';

const plants = (...found: readonly boolean[]): SelfTest => ({
  plants: found.map((each) => ({ kind: 'hidden-segment', object: 'pg/wals/1', found: each })),
});
const proof = (remembered: boolean): LevelProof => ({
  level: 'L4',
  at: new Date(0),
  verifier: 'a verifier 1',
  remembered,
});
const good = exampleReport([{ ...exampleBackup('1', 'proven'), proofs: [proof(true), proof(false)] }]);

describe('a run that found what was planted', () => {
  test('is what it was', () => {
    expect(withSelfTest(good, plants(true, true))).toEqual({ ...good, selfTest: plants(true, true) });
  });

  test('is told from one where there was nothing to plant in', () => {
    expect(withSelfTest(good, undefined)).toBe(good);
  });
});

describe('a run that missed what was planted', () => {
  const missed = withSelfTest(good, plants(true, false));

  test('has proven nothing', () => {
    expect(missed).toMatchObject({
      overall: 'unknown',
      backups: [{ verdict: { kind: 'unknown', passed: 'none', because: [{ id: 'self-test-failed' }] } }],
      moments: [{ state: 'unproven' }],
      findings: [{ id: 'self-test-failed', weight: 'unknown', object: 'pg/wals/1' }],
    });
  });

  test('keeps the proofs of earlier runs, and none of its own', () => {
    expect(missed.backups[0]?.proofs).toEqual([proof(true)]);
  });

  test('has seen the damage that it saw', () => {
    const damaged = exampleReport([exampleBackup('1', 'damaged'), exampleBackup('2', 'proven')]);
    expect(withSelfTest(damaged, plants(false))).toMatchObject({
      overall: 'damaged',
      backups: [{ verdict: { kind: 'damaged' } }, { verdict: { kind: 'unknown' } }],
    });
  });

  test('is no run whose damage could rest', () => {
    const hole = exampleFinding('damaged', { id: 'wal-hole' });
    const report = withSelfTest(exampleReport([exampleBackup('1', 'proven')], { findings: [hole] }), plants(false));
    const known = { finding: 'wal-hole', until: new Date('2030-01-01T00:00:00Z'), reason: 'known' };
    expect(acknowledge(report, [known], new Date(0)).overall).toBe('damaged');
  });
});
