import type { ObjectPath } from './object-path.ts';
import type { FaultType } from './rule.ts';

/** Kinds of fault that only a schema finds, beside those of rules. */
export type SchemaFaultType = FaultType | 'FieldValueTooLong' | 'FieldValueTypeInvalid' | 'BadRequest';

/** What a stage of admission finds at a place, before it is known what to tell people. */
export interface Fault {
  /** Id of the rule that is broken. */
  readonly rule: string;
  readonly type: SchemaFaultType;
  readonly path: ObjectPath;
  /** The path that the API server prints, where it is another. */
  readonly reported?: string;
  readonly found: string;
  /** What must hold there, where that depends on the place. */
  readonly expected?: string;
}

/** A value in a message: whole where it is short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
