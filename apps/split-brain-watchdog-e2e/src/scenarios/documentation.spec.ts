import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { SCENARIOS } from './scenarios.ts';

test('the guide lists every scenario with what it claims, and no other', () => {
  const text = readFileSync(join(ROOT, 'docs/split-brain.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d\d-[a-z-]+) +\| (.*?) +\|$/gm)].map(([, name, claim]) => ({ name, claim }));
  expect(rows).toEqual(SCENARIOS.map(({ name, claim }) => ({ name, claim })));
});
