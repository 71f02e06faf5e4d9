import { expect, test } from 'vitest';
import { incidentId } from './fingerprint.ts';

/** @see RFC 9923, FNV-1a of 64 bits */
test.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['foobar', '85944171f73967e8'],
])('%j is named %s', (key, id) => {
  expect(incidentId(key)).toBe(id);
});
