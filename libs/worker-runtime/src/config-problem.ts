/** What is wrong with the configuration of a worker: where, what was found, what was expected, what to do. */
export interface ConfigProblem {
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** Problems instead of a value, so that a person sees all of them at once. */
export type ConfigReading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };
