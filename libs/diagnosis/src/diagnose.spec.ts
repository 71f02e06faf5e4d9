import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { healthyEvidence } from './fixtures/healthy-evidence.ts';

test('a cluster of which all was seen and nothing is wrong: nothing was found, and every check says what proves it', () => {
  const diagnosis = diagnose(healthyEvidence());
  expect(diagnosis.findings).toEqual([]);
  expect(diagnosis.unseen).toEqual([]);
  expect(diagnosis.verdict).toBe('nothing-found');
  for (const { outcome } of diagnosis.checks)
    expect(outcome).toEqual({ kind: 'fine', because: expect.stringMatching(/.{3}/) as string });
});

test('what was left out of the evidence is unknown, so that nothing found is not said', () => {
  const left = 'certificate that postgres-cluster-rw-1 shows: timeout: after 5 s';
  const diagnosis = diagnose({ ...healthyEvidence(), cut: [left] });
  expect(diagnosis).toMatchObject({ findings: [], unseen: [left], verdict: 'could-not-look' });
});
