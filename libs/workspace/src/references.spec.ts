import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { REFERENCES } from './references.ts';

test.each(Object.entries(REFERENCES))('%s is what `npm run reference` writes', (path, made) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(made());
});

test.each(Object.entries(REFERENCES))('every table row of %s has as many cells as its head', (_, made) => {
  const cells = (line: string) => line.split(/(?<!\\)\|/).length;
  let head = 0;
  for (const line of made().split('\n')) {
    if (!line.startsWith('|')) head = 0;
    else if (head === 0) head = cells(line);
    else expect(cells(line), line).toBe(head);
  }
});
