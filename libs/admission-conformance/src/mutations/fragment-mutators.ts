import type { JudgedKind } from '@postgres-ha/admission';
import { CLUSTER_FRAGMENTS } from '../bases/cluster-fragments.ts';
import type { Fragment } from '../bases/fragment.ts';
import { OTHER_FRAGMENTS } from '../bases/other-fragments.ts';
import type { JsonMap } from '../object/json.ts';
import { mergePatch } from '../object/object-patch.ts';
import { CONFLICTS } from './conflicts.ts';
import type { Mutation, Mutator, Subject } from './mutation.ts';

/** Lays something whole over an object: what another one is about, or what conflicts with what may be there. */
export const FRAGMENT_MUTATORS: readonly Mutator[] = [
  (subject, random) => laidOver(subject, 'conflict', random.pick(CONFLICTS[subject.kind])),
  (subject, random) => laidOver(subject, 'mixed with', random.pick(fragmentsOf(subject.kind))),
];

function fragmentsOf(kind: JudgedKind): readonly Fragment[] {
  return kind === 'Cluster' ? CLUSTER_FRAGMENTS : OTHER_FRAGMENTS[kind];
}

export function laidOver(
  { object }: Subject,
  what: string,
  { name, metadata, spec }: { readonly name: string; readonly metadata?: JsonMap; readonly spec?: JsonMap },
): Mutation {
  const fragment: JsonMap = { ...(metadata && { metadata }), ...(spec && { spec }) };
  return { name: `${what}: ${name}`, steps: mergePatch(object, fragment) };
}
