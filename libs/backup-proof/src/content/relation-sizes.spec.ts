import { expect, test } from 'vitest';
import type { RelationFile } from './relation-file.ts';
import { createRelationSizes } from './relation-sizes.ts';

/** With blocks of one byte, a file of a relation is full with so many. */
const FULL = 131_072;
const part = (segment: number): RelationFile => ({ tablespace: 1663, database: 5, relation: 16390, fork: 0, segment });

function unsettled(sizes: readonly (readonly [segment: number, sizeBytes: number])[]) {
  const relation = createRelationSizes(1);
  for (const [segment, sizeBytes] of sizes) {
    relation.note(part(segment), {
      sizeBytes,
      object: 'data.tar',
      member: `base/5/16390${segment === 0 ? '' : `.${segment}`}`,
    });
  }
  return relation.unsettled().map(({ finding }) => finding.found);
}

test.each([
  { name: 'of one file', sizes: [[0, 10]] },
  { name: 'of one full file', sizes: [[0, FULL]] },
  {
    name: 'of three files in any order',
    sizes: [
      [2, 10],
      [0, FULL],
      [1, FULL],
    ],
  },
  {
    name: 'that was cut while it was copied and left an empty file',
    sizes: [
      [0, FULL],
      [1, 10],
      [2, 0],
    ],
  },
] as const)('a relation $name is whole', ({ sizes }) => {
  expect(unsettled(sizes)).toEqual([]);
});

test.each([
  { name: 'its first file missing', sizes: [[1, 10]], missing: 0 },
  {
    name: 'a file in the middle missing',
    sizes: [
      [0, FULL],
      [2, 10],
    ],
    missing: 1,
  },
  {
    name: 'a file in the middle too short',
    sizes: [
      [0, FULL],
      [1, FULL - 1],
      [2, 10],
    ],
    missing: 1,
  },
  {
    name: 'a short first file before another',
    sizes: [
      [0, 10],
      [1, FULL],
    ],
    missing: 0,
  },
] as const)('a relation with $name waits for a replay to settle it', ({ sizes, missing }) => {
  expect(unsettled(sizes)).toEqual([expect.stringContaining(`part ${missing} is missing`)]);
});
