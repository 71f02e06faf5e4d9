import type { JudgedKind } from '@postgres-ha/admission';
import type { Fragment } from '../bases/fragment.ts';
import { vectorsOf } from '../bases/vectors.ts';
import { laidOver } from './fragment-mutators.ts';
import type { Mutator } from './mutation.ts';

/** Lays the example of a rule over an object, one that it refuses or one that it lets pass. */
export const vectorMutator: Mutator = (subject, random) => {
  const examples = examplesOf(subject.kind);
  return examples.length === 0 ? undefined : laidOver(subject, 'vector', random.pick(examples));
};

const known = new Map<JudgedKind, readonly Fragment[]>();

function examplesOf(kind: JudgedKind): readonly Fragment[] {
  let examples = known.get(kind);
  if (examples === undefined) {
    const { states, updates } = vectorsOf(kind);
    examples = [...states.map(({ example }) => example), ...updates.flatMap(({ before, after }) => [before, after])];
    known.set(kind, examples);
  }
  return examples;
}
