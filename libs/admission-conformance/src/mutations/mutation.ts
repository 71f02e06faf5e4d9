import type { CrdSchema, JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';
import type { ObjectPatch } from '../object/object-patch.ts';
import { absentFields, schemaNodes, type AbsentField, type SchemaNode } from '../object/schema-node.ts';
import type { Random } from '../random.ts';

/** A change that may make an object invalid. */
export interface Mutation {
  /** What was done, without the place: `wrong type`, `conflict: two bootstrap methods`. */
  readonly name: string;
  readonly steps: ObjectPatch;
}

/** What is mutated, with all that mutators look at. */
export interface Subject {
  readonly kind: JudgedKind;
  readonly object: JsonMap;
  readonly schema: CrdSchema;
  readonly nodes: readonly SchemaNode[];
  readonly absent: readonly AbsentField[];
}

/** Picks a change; undefined where it finds nothing in the object to change in its way. */
export type Mutator = (subject: Subject, random: Random) => Mutation | undefined;

export function subjectOf(kind: JudgedKind, object: JsonMap, schema: CrdSchema): Subject {
  const nodes = schemaNodes(object, schema);
  return { kind, object, schema, nodes, absent: absentFields(nodes) };
}

/** One of the values below `spec` that a test holds for. */
export function pickNode(
  { nodes }: Subject,
  random: Random,
  fits: (node: SchemaNode) => boolean = () => true,
): SchemaNode | undefined {
  const fitting = nodes.filter((node) => node.path.length > 1 && fits(node));
  return fitting.length === 0 ? undefined : random.pick(fitting);
}
