/** What is wrong with what a person asked for: where, what was found, what was expected, what to do. */
export interface InputProblem {
  /** An option, an argument or a file; with the line where one is known. */
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** One line. */
export function formatInputProblem({ where, found, expected, remedy }: InputProblem): string {
  return `${where}: found ${found}, expected ${expected}. ${remedy}`;
}

/** Problems instead of a value, so that a person sees all of them at once. */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly problems: readonly InputProblem[] };

export function readAs<Value>(value: Value): Reading<Value> {
  return { kind: 'read', value };
}

export function refuse(...problems: readonly InputProblem[]): Reading<never> {
  return { kind: 'refused', problems };
}

/** What was found, in quotes and short enough for a line. */
export function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return JSON.stringify(short);
}
