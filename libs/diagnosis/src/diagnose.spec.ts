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
