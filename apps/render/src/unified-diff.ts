import { linesOf, type LineChange } from './line-changes.ts';

/** Lines shown before and after each change, as `diff -u` does. */
const CONTEXT = 3;

/** Changes of a file in the form that `git apply` and `patch -p1` take; without a line end at the end. */
export function unifiedDiff(path: string, text: string, changes: readonly LineChange[]): string {
  const lines = linesOf(text);
  return [`--- a/${path}`, `+++ b/${path}`, ...hunksOf(changes).flatMap((hunk) => hunkLines(lines, hunk))].join('\n');
}

/** Changes so near to each other that what is shown between them would overlap. */
function hunksOf(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const hunk = hunks.at(-1);
    const last = hunk?.at(-1);
    if (hunk !== undefined && last !== undefined && change.line - (last.line + last.removed.length) <= 2 * CONTEXT) {
      hunk.push(change);
    } else hunks.push([change]);
  }
  return hunks;
}

function hunkLines(lines: readonly string[], hunk: readonly LineChange[]): readonly string[] {
  const [first] = hunk;
  const last = hunk.at(-1);
  if (first === undefined || last === undefined) return [];
  const start = Math.max(1, first.line - CONTEXT);
  const end = Math.min(lines.length, last.line + last.removed.length - 1 + CONTEXT);
  const body: string[] = [];
  let at = start;
  for (const { line, removed, added } of hunk) {
    body.push(...lines.slice(at - 1, line - 1).flatMap(marked(' ')), ...removed.flatMap(marked('-')));
    body.push(...added.flatMap(marked('+')));
    at = line + removed.length;
  }
  body.push(...lines.slice(at - 1, end).flatMap(marked(' ')));
  const grown = hunk.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
  const count = end - start + 1;
  const newStart = start + (first.newLine - first.line);
  return [`@@ -${range(start, count)} +${range(newStart, count + grown)} @@`, ...body];
}

/** An empty range is named by the line before it. */
function range(start: number, count: number): string {
  return count === 0 ? `${start - 1},0` : count === 1 ? String(start) : `${start},${count}`;
}

function marked(mark: ' ' | '-' | '+'): (line: string) => readonly string[] {
  return (line) => (line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file']);
}
