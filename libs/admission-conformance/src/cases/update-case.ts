import { CRDS } from '@postgres-ha/admission';
import type { Mutation } from '../mutations/mutation.ts';
import { subjectOf } from '../mutations/mutation.ts';
import { laidOver } from '../mutations/fragment-mutators.ts';
import { mutate } from '../mutations/mutate.ts';
import { UPDATE_FRAGMENTS } from '../mutations/update-fragments.ts';
import { vectorsOf } from '../bases/vectors.ts';
import { isMap, valueAt, type JsonMap } from '../object/json.ts';
import { patched } from '../object/object-patch.ts';
import { randomOf, type Random } from '../random.ts';
import { mutatedObject, type Draw } from './creation-case.ts';
import type { UpdateBase } from './update-base.ts';

/** What is changed of an object that is there: the manifest that was applied, or what the server made of it. */
export type ChangedForm = 'applied' | 'stored';

/** An object that takes the place of one that is there. */
export interface UpdateCase {
  /** Position among the update bases. */
  readonly base: number;
  readonly form: ChangedForm;
  readonly mutations: readonly Mutation[];
}

export function updateCase(bases: readonly UpdateBase[], { seed, index }: Draw): UpdateCase {
  const random = randomOf(seed ^ 0x55555555, index);
  const base = random.int(bases.length);
  const chosen = bases[base];
  if (chosen === undefined) throw new Error('there are no objects to update');
  const form: ChangedForm = random.chance(50) ? 'applied' : 'stored';
  return { base, form, mutations: changes(chosen, chosen[form], random) };
}

/** The object of a case. It keeps its name: under another it would be another object. */
export function updatedObject(base: UpdateBase, { form, mutations }: UpdateCase): JsonMap {
  const object = mutatedObject(base[form], mutations);
  const { metadata } = object;
  const name = valueAt(base.stored, ['metadata', 'name']) ?? null;
  return isMap(metadata) ? { ...object, metadata: { ...metadata, name } } : object;
}

function changes({ kind }: UpdateBase, object: JsonMap, random: Random): readonly Mutation[] {
  if (random.chance(35)) return mutate(kind, object, random);
  const first = change(kind, object, random);
  if (random.chance(60)) return [first];
  const after = patched(object, first.steps);
  return [first, random.chance(50) ? change(kind, after, random) : (mutate(kind, after, random)[0] ?? first)];
}

function change(kind: UpdateBase['kind'], object: JsonMap, random: Random): Mutation {
  const fragments = [...UPDATE_FRAGMENTS[kind], ...vectorsOf(kind).updates.map(({ after }) => after)];
  return laidOver(subjectOf(kind, object, CRDS[kind].schema), 'change', random.pick(fragments));
}
