import type { JudgedKind } from '@postgres-ha/admission';
import type { Base } from '../bases/base.ts';
import type { Mutation } from '../mutations/mutation.ts';
import { mutate } from '../mutations/mutate.ts';
import type { JsonMap } from '../object/json.ts';
import { patched } from '../object/object-patch.ts';
import { randomOf } from '../random.ts';

/** An object to be created, as a valid one and what was done to it. */
export interface CreationCase {
  readonly kind: JudgedKind;
  /** Position among the bases. */
  readonly base: number;
  readonly mutations: readonly Mutation[];
}

/** The case of a position in the run of a seed: always the same from the same bases. */
export function creationCase(
  bases: readonly Base[],
  fits: (base: Base) => boolean,
  { seed, index }: Draw,
): CreationCase {
  const random = randomOf(seed, index);
  const fitting = bases.flatMap((base, position) => (fits(base) ? [position] : []));
  // Rendered objects are alike; those by hand differ in what rules look at.
  const byHand = fitting.filter((position) => bases[position]?.name.startsWith('by hand') === true);
  const base = random.pick(byHand.length > 0 && random.chance(60) ? byHand : fitting);
  const chosen = bases[base];
  if (chosen === undefined) throw new Error('there are no bases');
  return { kind: chosen.kind, base, mutations: mutate(chosen.kind, chosen.object, random) };
}

export interface Draw {
  readonly seed: number;
  readonly index: number;
}

export function mutatedObject(base: JsonMap, mutations: readonly Mutation[]): JsonMap {
  return mutations.reduce((object, { steps }) => patched(object, steps), base);
}
