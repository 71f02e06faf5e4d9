/** What restored data must look like (L5): the part `data` of a verification policy. */
export interface DataPolicy {
  /** Heaps and B-tree indexes are checked by amcheck; absent where they are not. */
  readonly amcheck?: AmcheckPolicy;
  readonly assertions: readonly Assertion[];
  readonly canary?: Canary;
  readonly schema?: SchemaPolicy;
}

export interface AmcheckPolicy {
  readonly databases: 'all' | readonly string[];
  /** Whether every row of a table is looked for in each of its indexes: finds more, takes longer. */
  readonly everyRow: boolean;
  readonly timeLimitSeconds: number;
}

/** One query and what its answer must be. */
export interface Assertion {
  /** For people; unique in a policy. */
  readonly name: string;
  readonly database: string;
  /** One SELECT or WITH that gives one value, or no row where `no-rows` is expected. It runs in a read-only transaction. */
  readonly query: string;
  readonly expect: Expectation;
  readonly timeLimitSeconds: number;
  /** Whether the answer is printed; otherwise only a keyed hash of it is. */
  readonly show: boolean;
}

export type Expectation =
  /** As PostgreSQL prints it. */
  | { readonly kind: 'equals'; readonly value: string }
  | { readonly kind: 'at-least'; readonly value: number }
  | { readonly kind: 'at-most'; readonly value: number }
  | { readonly kind: 'no-rows' }
  /** A time, with its zone, no older than this when the archive ends. */
  | { readonly kind: 'not-older-than'; readonly seconds: number };

/** A row that something writes all the time. Its age in the restored database is the recovery point that was really had. */
export interface Canary {
  readonly database: string;
  /** Gives one time with its zone. */
  readonly query: string;
  /** The recovery point objective. */
  readonly maximalAgeSeconds: number;
}

export interface SchemaPolicy {
  readonly databases: readonly string[];
  /** Hashes that were approved, by database. */
  readonly expected: Readonly<Record<string, string>>;
  /** Whether the primary is asked, where it can be reached. */
  readonly comparePrimary: boolean;
}

/** What is asked at L5 where no policy says more: that every heap and every B-tree index holds together. */
export const DEFAULT_DATA_POLICY: DataPolicy = {
  amcheck: { databases: 'all', everyRow: false, timeLimitSeconds: 3600 },
  assertions: [],
};
