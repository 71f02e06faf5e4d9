import { structuredPatch } from 'diff';
import { withUnseenShown } from '@postgres-ha/markup';
import type { PlannedFile } from '../plan/change-plan.ts';

/** How a file's text changes, in the form of `diff -u`. */
export interface FileHunks {
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
}

/** Places that are shown together. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** With their marks, as they are in the file. */
  readonly lines: readonly string[];
}

const CONTEXT = 3;

/** Beyond these a comparison would take longer than anybody reads: what lies between the first and the last difference is shown as one. */
const MOST_LINES = 20_000;
const MOST_EDITS = 500;

/** Takes time in proportion to the texts, whatever they are. */
export function fileHunks({ path, before, after }: Pick<PlannedFile, 'path' | 'before' | 'after'>): FileHunks {
  const old = linesOf(before ?? '');
  const now = linesOf(after ?? '');
  const { first, sameAtEnd } = unchanged(old, now);
  if (first === old.length && first === now.length) return { added: 0, removed: 0, hunks: [] };
  const hunks = compared(path, { old, now, first, sameAtEnd }) ?? [replaced({ old, now, first, sameAtEnd })];
  const count = (mark: string) =>
    hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(mark)).length, 0);
  return { added: count('+'), removed: count('-'), hunks };
}

/** A hunk's lines with its range before them, as they may be shown: nothing hides in them, and none is longer than anybody reads. */
export function hunkText({ lines, ...ranges }: Hunk): readonly string[] {
  return [rangeLine(ranges), ...lines.map(shown)];
}

interface Compared {
  readonly old: readonly string[];
  readonly now: readonly string[];
  /** How many lines are the same at the beginning, and at the end of what is left. */
  readonly first: number;
  readonly sameAtEnd: number;
}

/** Undefined: too much is different. */
function compared(path: string, { old, now, first, sameAtEnd }: Compared): readonly Hunk[] | undefined {
  if (Math.max(old.length, now.length) - first - sameAtEnd > MOST_LINES) return undefined;
  const from = Math.max(0, first - CONTEXT);
  const part = (lines: readonly string[]) =>
    lines.slice(from, lines.length - Math.max(0, sameAtEnd - CONTEXT)).join('');
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const patch = structuredPatch(path, path, part(old), part(now), undefined, undefined, options);
  return patch?.hunks.map((hunk) => ({ ...hunk, oldStart: hunk.oldStart + from, newStart: hunk.newStart + from }));
}

function unchanged(old: readonly string[], now: readonly string[]): Pick<Compared, 'first' | 'sameAtEnd'> {
  const most = Math.min(old.length, now.length);
  let first = 0;
  while (first < most && old[first] === now[first]) first += 1;
  let sameAtEnd = 0;
  while (sameAtEnd < most - first && old.at(-1 - sameAtEnd) === now.at(-1 - sameAtEnd)) sameAtEnd += 1;
  return { first, sameAtEnd };
}

/** All that differs as one: first what was there, then what is. */
function replaced({ old, now, first, sameAtEnd }: Compared): Hunk {
  const start = Math.max(0, first - CONTEXT);
  const end = old.length - sameAtEnd;
  const before = old.slice(start, first);
  const after = old.slice(end, end + CONTEXT);
  const removed = old.slice(first, end);
  const added = now.slice(first, now.length - sameAtEnd);
  const around = before.length + after.length;
  return {
    oldStart: start + 1,
    oldLines: removed.length + around,
    newStart: start + 1,
    newLines: added.length + around,
    lines: [
      ...before.flatMap(marked(' ')),
      ...removed.flatMap(marked('-')),
      ...added.flatMap(marked('+')),
      ...after.flatMap(marked(' ')),
    ],
  };
}

function marked(mark: ' ' | '-' | '+'): (line: string) => readonly string[] {
  return (line) => (line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file']);
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function rangeLine({ oldStart, oldLines, newStart, newLines }: Omit<Hunk, 'lines'>): string {
  return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
}

/** An empty range is named by the line before it. */
function range(start: number, count: number): string {
  return count === 0 ? `${Math.max(0, start - 1)},0` : count === 1 ? String(start) : `${start},${count}`;
}

const MOST_LINE = 400;

function shown(line: string): string {
  if (line.length <= MOST_LINE) return withUnseenShown(line);
  const start = line.slice(0, MOST_LINE).replace(/[\ud800-\udbff]$/, '');
  return `${withUnseenShown(start)}… (${line.length - start.length} more characters)`;
}
