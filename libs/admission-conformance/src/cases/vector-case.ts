import { CRDS, type JudgedKind } from '@postgres-ha/admission';
import type { Base } from '../bases/base.ts';
import { KINDS } from '../bases/all-bases.ts';
import { laidOverPlainest } from '../bases/plainest.ts';
import { vectorsOf } from '../bases/vectors.ts';
import { laidOver } from '../mutations/fragment-mutators.ts';
import { mutate } from '../mutations/mutate.ts';
import { subjectOf, type Mutation } from '../mutations/mutation.ts';
import { isMap, type JsonMap } from '../object/json.ts';
import { patched } from '../object/object-patch.ts';
import { randomOf, type Random } from '../random.ts';
import type { CreationCase } from './creation-case.ts';
import type { UpdateBase } from './update-base.ts';
import type { UpdateCase } from './update-case.ts';

/** How often each example of a rule is taken: once as it is, then with a mutation more. */
const TIMES = [0, 1, 2];

/** Every example of a rule about one state of an object, laid over the plainest one. */
export function vectorCreations(bases: readonly Base[], seed: number): readonly CreationCase[] {
  return KINDS.flatMap((kind) => {
    const base = bases.findIndex((candidate) => candidate.kind === kind && candidate.name === 'by hand: plainest');
    const object = bases[base]?.object;
    if (object === undefined) throw new Error(`there is no plainest ${kind}`);
    return vectorsOf(kind).states.flatMap(({ example }, position) =>
      TIMES.map((time) => {
        const random = randomOf(seed ^ 0x33333333, position * TIMES.length + time);
        const first = laidOver(subjectOf(kind, object, CRDS[kind].schema), 'vector', example);
        return { kind, base, mutations: [first, ...further(kind, { object, first, time, random })] };
      }),
    );
  });
}

/** Every example of a rule about updates, of the object that stands for its old side. */
export function vectorUpdates(bases: readonly UpdateBase[], seed: number): readonly UpdateCase[] {
  return KINDS.flatMap((kind) =>
    vectorsOf(kind).updates.flatMap(({ before, after }, position) => {
      const base = bases.findIndex(
        (candidate) => candidate.kind === kind && candidate.name === `vector: ${before.name}`,
      );
      const object = bases[base]?.applied;
      if (object === undefined) throw new Error(`there is no object for ${before.name}`);
      return TIMES.map((time): UpdateCase => {
        const random = randomOf(seed ^ 0x77777777, position * TIMES.length + time);
        const first = wholly(laidOverPlainest(kind, after), `vector: ${after.name}`);
        return { base, form: 'applied', mutations: [first, ...further(kind, { object, first, time, random })] };
      });
    }),
  );
}

/** The new side of an example as it is, whatever the old one has besides. */
function wholly({ metadata, spec = null }: JsonMap, name: string): Mutation {
  const annotations = isMap(metadata) ? (metadata['annotations'] ?? {}) : {};
  return {
    name,
    steps: [
      { op: 'set', path: ['spec'], value: spec },
      { op: 'set', path: ['metadata', 'annotations'], value: annotations },
    ],
  };
}

interface Begun {
  readonly object: JsonMap;
  readonly first: Mutation;
  readonly time: number;
  readonly random: Random;
}

function further(kind: JudgedKind, { object, first, time, random }: Begun): readonly Mutation[] {
  return time === 0 ? [] : mutate(kind, patched(object, first.steps), random).slice(0, 1);
}
