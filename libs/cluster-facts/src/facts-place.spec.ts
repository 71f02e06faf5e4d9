import { expect, test } from 'vitest';
import { factsPath } from './facts-place.ts';

test('the facts of a cluster have a file named for it, in a folder named for its environment', () => {
  expect(factsPath('production/postgres-cluster')).toBe('production/postgres-cluster.json');
});

test.each([
  '',
  'production',
  '/orders',
  'production/',
  '../x/y',
  'a/../b',
  'a/b/c',
  'a/..',
  'A/b',
  'a/b\n',
  'a /b',
  `a/${'b'.repeat(64)}`,
])('no path is made of %j', (cluster) => {
  expect(() => factsPath(cluster)).toThrow(RangeError);
});
