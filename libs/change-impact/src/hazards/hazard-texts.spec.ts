import { expect, test } from 'vitest';
import { changeImpact } from '../change-impact.ts';
import { edited, EXAMPLE } from '../example-objects.ts';
import { spec } from '../impact-case.ts';
import { HAZARDS } from './hazards.ts';

test('every hazard says in sentences what it is and what to do, and names its source', () => {
  for (const { summary, detail, remedy, source } of HAZARDS) {
    expect([summary, detail, remedy].every((text) => text.endsWith('.'))).toBe(true);
    expect(source.length).toBeGreaterThan(8);
  }
});

test('errors come before warnings', () => {
  const after = edited(EXAMPLE, [
    spec('storage.size', '50Gi'),
    spec('storage.storageClass', 'slow'),
    spec('plugins', undefined),
  ]);
  const levels = changeImpact({ before: EXAMPLE, after }).hazards.map(({ level }) => level);
  expect(levels).toEqual([...levels].sort());
  expect(new Set(levels).size).toBe(2);
});
