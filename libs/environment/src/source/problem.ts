/** What is wrong with a file that a person wrote: where, what was found, what was expected, what to do. */
export interface Problem {
  /** Stable name; `explain <id>` says more. */
  readonly id: string;
  /** Path of the file, relative to the root of the repository. */
  readonly file: string;
  /** 1-based; columns count UTF-16 code units, as editors do. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the key, `services[2].name`; empty for the file as a whole. */
  readonly at: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

/** One line, in the form that editors and terminals turn into a link. */
export function formatProblem({ id, file, line, column, at, found, expected, remedy }: Problem): string {
  const where = `${file}:${line}:${column}`;
  const what = `${at === '' ? '' : `${at}: `}found ${found}, expected ${expected}`;
  return `${where}: ${what}.${remedy === undefined ? '' : ` ${remedy}`} [${id}]`;
}

/** By place, so that a person can work down the file; the same fault seen twice is one problem. */
export function orderedProblems(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.id, b.id),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
