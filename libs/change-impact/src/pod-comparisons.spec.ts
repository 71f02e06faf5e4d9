import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { expect, test } from 'vitest';
import { changeImpact } from './change-impact.ts';
import { replaced } from './example-objects.ts';

/** Recorded answers of CloudNativePG 1.30.0's own code: see libs/workspace/src/regenerate-pod-comparisons.ts. */
const [cluster = '', ...lines] = readFileSync(join(import.meta.dirname, 'pod-comparisons.golden.txt'), 'utf8')
  .trimEnd()
  .split('\n');
const CLUSTER = JSON.parse(cluster) as KubeObject;

type Comparison = readonly [path: readonly string[], before: unknown, after: unknown, answer: 'same' | 'differs'];
const COMPARISONS = lines.map((line) => JSON.parse(line) as Comparison);

function withValue(path: readonly string[], value: unknown): KubeObject {
  return replaced(CLUSTER, path, value ?? undefined) as KubeObject;
}

/** The webhook refuses these before the operator sees them; the comparison alone would replace pods. */
const REFUSED = ['spec.storage.size', 'spec.walStorage', 'spec.serviceAccountName'];

test.each(
  COMPARISONS.map(([path, before, after, answer]) => ({
    path,
    before,
    after,
    answer,
    name: `${path.join('.')}: ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
  })),
)('$name: $answer', ({ path, before, after, answer }) => {
  const impact = changeImpact({ before: [withValue(path, before)], after: [withValue(path, after)] });
  const isRefused = impact.hazards.some(({ id }) => id === 'refused');
  if (isRefused) expect(REFUSED).toContain(path.join('.'));
  else expect(impact.prediction.podsReplaced).toBe(answer === 'same' ? 'none' : 'all');
});

test('the record is not just a few', () => {
  expect(COMPARISONS.length).toBeGreaterThan(400);
  expect(COMPARISONS.filter(([, , , answer]) => answer === 'same').length).toBeGreaterThan(100);
});
