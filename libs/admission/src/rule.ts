import type { ObjectPath } from './object-path.ts';

/** Kinds of CloudNativePG and its Barman Cloud plugin that are judged. */
export type JudgedKind =
  'Cluster' | 'Pooler' | 'ScheduledBackup' | 'Backup' | 'Database' | 'DatabaseRole' | 'ObjectStore';

/**
 * What kind of fault Kubernetes calls it.
 * @see k8s.io/apimachinery/pkg/util/validation/field: ErrorType
 */
export type FaultType =
  'FieldValueDuplicate' | 'FieldValueForbidden' | 'FieldValueInvalid' | 'FieldValueNotSupported' | 'FieldValueRequired';

/** A place in an object that breaks a rule. */
export interface Breach {
  readonly path: ObjectPath;
  /** What is there, for people: `"1GB"`, `3 of 3 instances`. */
  readonly found: string;
  /** The path that the operator prints, where it is not that of the value: `spec.affinity.toleration[0].key`. */
  readonly reported?: string;
  /** What kind of fault it is, where that is not the rule's. */
  readonly type?: FaultType;
}

/**
 * An object that shows a rule: fragments laid over the plainest valid object of the kind as a JSON merge patch (RFC 7396: maps merge,
 * null deletes, lists are replaced whole).
 */
export interface Example {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** One that the rule refuses, and the nearest that it lets pass. A real webhook has confirmed both. */
export interface Vectors<E = Example> {
  readonly fails: E;
  readonly passes: E;
}

/** What people read of a rule. */
export interface RuleText {
  /** In kebab-case; the same in every version of the operator. */
  readonly id: string;
  readonly kind: JudgedKind;
  /** `error`: the object is refused; `warning`: it is taken, and the operator says so. */
  readonly level: 'error' | 'warning';
  /** The operators that judge so, as `>=1.30.0 <1.31.0`. */
  readonly versions: string;
  /** One sentence that says what must hold. */
  readonly summary: string;
  /** What to do. */
  readonly remedy: string;
  /** Where the operator decides it. */
  readonly source: string;
}

/** A rule about one state of an object, judged when all defaults are filled in. */
export interface StateRule<Subject> extends RuleText {
  readonly type: FaultType;
  readonly breaches: (subject: Subject) => readonly Breach[];
  readonly vectors: Vectors;
}

/** A rule about an update. Its examples are pairs. */
export interface UpdateRule<Subject> extends RuleText {
  readonly type: FaultType;
  readonly breaches: (update: { readonly before: Subject; readonly after: Subject }) => readonly Breach[];
  readonly vectors: Vectors<{ readonly before: Example; readonly after: Example }>;
}
