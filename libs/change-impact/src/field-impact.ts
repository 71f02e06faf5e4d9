import type { Disruption } from './disruption.ts';

/** The object that a field is in. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type FieldPath = readonly (string | number)[];

/** What the change of one field does to the running database. */
export interface FieldImpact {
  readonly object: ObjectReference;
  /**
   * Where in the object, such as `['spec', 'postgresql', 'parameters', 'work_mem']`; empty for the object as a whole. An index counts in the
   * new object, or in the old one where the item is gone.
   */
  readonly path: FieldPath;
  /** Absent: undefined. */
  readonly before: unknown;
  /** Absent: undefined. */
  readonly after: unknown;
  readonly disruption: Disruption;
  /** What happens, in one sentence. */
  readonly effect: string;
  readonly reason: string;
  /** Where the fact comes from. */
  readonly source: string;
  /** False where the files do not tell: then the worse class is taken, and the effect says so. */
  readonly certain: boolean;
  /** The id of the rule that said so, for `explain`. */
  readonly rule: string;
}

/** A combination of changes, or one change, that deadlocks or surprises. */
export interface Hazard {
  readonly id: string;
  readonly level: 'error' | 'warning';
  /** One sentence. */
  readonly summary: string;
  /** What was found here, and why it matters. */
  readonly detail: string;
  /** What to do instead. */
  readonly remedy: string;
  readonly source: string;
  readonly paths: readonly { readonly object: ObjectReference; readonly path: FieldPath }[];
}
