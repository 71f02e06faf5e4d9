/** What a value must look like, and nothing about whether it makes sense: that is for planning. Reading what was printed gives the value again. */
export interface Shape<T> {
  /** Stands in usage lines: `<size>`. */
  readonly placeholder: string;
  /** Completes the sentence "expected …". */
  readonly expected: string;
  read(text: string): T | undefined;
  print(value: T): string;
}

/** Text that stays as it is, where it is accepted. */
export function word(placeholder: string, expected: string, accepts: (text: string) => boolean): Shape<string> {
  return { placeholder, expected, read: (text) => (accepts(text) ? text : undefined), print: (value) => value };
}
