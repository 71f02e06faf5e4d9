import type { SchemaObject } from './schema-objects.ts';
import type { SchemaAnswer } from './schema-source.ts';

/**
 * What was seen of the data on a throw-away server. No row value is in it, nor any message of PostgreSQL, as those may hold some: what an
 * answer is was judged beside the server, and is here a keyed hash.
 */
export interface DataEvidence {
  readonly assertions: readonly AssertionEvidence[];
  readonly canary?: CanaryEvidence;
  readonly amcheck?: AmcheckEvidence;
  readonly schemas: readonly SchemaEvidence[];
  /** Absent where the pages were not looked at. */
  readonly checksums?: { readonly enabled: boolean; readonly pages: number };
  readonly databases: readonly DatabaseLook[];
}

/** A database of the restored cluster. */
export interface DatabaseLook {
  readonly name: string;
  /** `closed` to everybody, as template0 is; `unreadable` where a session or its catalogue failed. */
  readonly state: 'open' | 'closed' | 'unreadable';
}

export interface AssertionEvidence {
  readonly name: string;
  readonly outcome: AnswerOutcome;
  readonly digest?: string;
  /** Only where the policy says that it may be shown. */
  readonly shown?: string;
  readonly milliseconds: number;
}

/** What came of a question, in words from here. */
export type AnswerOutcome =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly why: FailedBecause }
  /** It cannot be judged by what was expected: other rows, columns or type. */
  | { readonly kind: 'unfit'; readonly why: UnfitBecause }
  | Unanswered;

export type FailedBecause = 'no row' | 'no value' | 'another value' | 'less' | 'more' | 'rows' | 'older';

export type UnfitBecause =
  'more than one row' | 'more than one column' | 'no column' | 'no number' | 'no time with a zone' | 'a time to come';

export type Unanswered =
  /** By the look at its text. */
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'failed'; readonly failure: SqlFailure }
  | { readonly kind: 'time-limit' };

/** An error of PostgreSQL without its message. */
export interface SqlFailure {
  /** Five characters, or two and `…` where PostgreSQL does not have such a one. */
  readonly sqlState: string;
  /** As in the appendix "PostgreSQL Error Codes": `undefined_table`. */
  readonly condition: string;
}

export interface CanaryEvidence {
  readonly outcome: { readonly kind: 'seen'; readonly writtenAt: Date } | Exclude<AnswerOutcome, { kind: 'holds' }>;
}

/** The moment up to which data can be expected in a backup. */
export interface AsOf {
  readonly at: Date;
  /** Where the way of a backup ends at the next one, that is by its last commit. */
  readonly what: 'listing' | 'last commit';
}

export interface AmcheckEvidence {
  readonly heaps: number;
  readonly indexes: number;
  /** By access method. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  /** Databases that were looked through, or begun. */
  readonly databases: readonly AmcheckDatabase[];
  readonly problems: readonly AmcheckProblem[];
}

export type AmcheckDatabase =
  | { readonly name: string; readonly kind: 'checked' }
  | { readonly name: string; readonly kind: 'unavailable'; readonly why: string }
  | { readonly name: string; readonly kind: 'failed'; readonly failure: SqlFailure }
  | { readonly name: string; readonly kind: 'time-limit'; readonly left: number };

export interface AmcheckProblem {
  readonly database: string;
  /** With its schema. */
  readonly relation: string;
  readonly kind: 'index' | 'heap';
  readonly what:
    | { readonly kind: 'corrupt'; readonly place?: string; readonly detail: string }
    /** Its order is that of another library version: whether it is damaged cannot be said. */
    | { readonly kind: 'other-sort-order'; readonly detail: string }
    | { readonly kind: 'failed'; readonly failure: SqlFailure }
    /** PostgreSQL itself does not use it. */
    | { readonly kind: 'invalid' };
}

export interface SchemaEvidence {
  readonly database: string;
  readonly look:
    | { readonly kind: 'read'; readonly hash: string; readonly objects: readonly SchemaObject[] }
    | { readonly kind: 'failed'; readonly failure: SqlFailure };
  /** Of the primary, before the proof began and after the replay; absent where nobody asked. */
  readonly primary?: { readonly before: SchemaAnswer; readonly after: SchemaAnswer };
}
