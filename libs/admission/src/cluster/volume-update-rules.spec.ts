import { expect, test } from 'vitest';
import { admit } from '../admit.ts';
import type { JsonMap } from '../json-value.ts';
import { PLAIN_OBJECTS } from '../plain-objects.ts';

const { spec: PLAIN, ...HEAD } = PLAIN_OBJECTS.Cluster;

function withSpec(spec: JsonMap): JsonMap {
  return { ...HEAD, spec: { ...PLAIN, ...spec } };
}

function refused(before: JsonMap, after: JsonMap): readonly { readonly at: string; readonly reported: string }[] {
  return admit({ object: withSpec(after), before: withSpec(before) }).denials.map(({ path, reported }) => ({
    at: path.join('.'),
    reported,
  }));
}

const requesting = (storage: string | number) => ({ pvcTemplate: { resources: { requests: { storage } } } });

test('a tablespace that shrinks stands at its new place and is reported at its old one', () => {
  const a = { name: 'a', storage: { size: '2Gi' } };
  const b = { name: 'b', storage: { size: '2Gi' } };
  const smaller = { name: 'b', storage: { size: '1Gi' } };
  expect(refused({ tablespaces: [a, b] }, { tablespaces: [smaller, a] })).toEqual([
    { at: 'spec.tablespaces.0.storage.size', reported: 'spec.tablespaces[1]' },
  ]);
});

test('a size and a request of a template are compared with each other', () => {
  expect(refused({ storage: requesting('2Gi') }, { storage: { size: '1Gi' } })).toEqual([
    { at: 'spec.storage.size', reported: 'spec.storage' },
  ]);
  expect(refused({ storage: { size: '1Gi' } }, { storage: requesting(1073741824) })).toEqual([]);
});
