import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishedConfigSchema } from './published-schema.ts';

const path = join(import.meta.dirname, '../../schema/config.schema.json');

test('the JSON Schema that is committed is the one that is checked', () => {
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(publishedConfigSchema());
});

test('every key says what it is for', () => {
  const described = JSON.stringify(publishedConfigSchema()).match(/"description":/g) ?? [];
  expect(described.length).toBeGreaterThan(20);
});
