import { CRDS, type JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';
import { patched } from '../object/object-patch.ts';
import type { Random } from '../random.ts';
import { FIELD_MUTATORS } from './field-mutators.ts';
import { FRAGMENT_MUTATORS } from './fragment-mutators.ts';
import { METADATA_MUTATORS } from './metadata-mutators.ts';
import { subjectOf, type Mutation, type Mutator } from './mutation.ts';
import { SCHEMA_MUTATORS } from './schema-mutators.ts';
import { vectorMutator } from './vector-mutator.ts';

/** How often each family is asked, of 100: so tuned that about half of all objects are accepted and every rule is met. */
const FAMILIES: readonly (readonly [number, readonly Mutator[]])[] = [
  [30, SCHEMA_MUTATORS],
  [33, FIELD_MUTATORS],
  [15, FRAGMENT_MUTATORS],
  [6, METADATA_MUTATORS],
  [16, [vectorMutator]],
];
const ATTEMPTS = 40;
const PERCENT_DOUBLE = 45;

/** One or two changes to a valid object, each made to what the one before it left. */
export function mutate(kind: JudgedKind, base: JsonMap, random: Random): readonly Mutation[] {
  const first = mutation(kind, base, random);
  if (!random.chance(PERCENT_DOUBLE)) return [first];
  return [first, mutation(kind, patched(base, first.steps), random)];
}

function mutation(kind: JudgedKind, object: JsonMap, random: Random): Mutation {
  const subject = subjectOf(kind, object, CRDS[kind].schema);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = random.pick(family(random))(subject, random);
    if (found !== undefined) return found;
  }
  throw new Error(`nothing to change in ${JSON.stringify(object).slice(0, 200)}`);
}

function family(random: Random): readonly Mutator[] {
  let drawn = random.int(100);
  for (const [share, mutators] of FAMILIES) {
    if (drawn < share) return mutators;
    drawn -= share;
  }
  return SCHEMA_MUTATORS;
}
