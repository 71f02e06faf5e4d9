import { applySplices, type Splice } from '@postgres-ha/yaml-edit';

/** Lines that stand next to each other and are different afterwards. Each has its line end, where the file gives it one. */
export interface LineChange {
  /** Of the first line in the old text and in the new one, from 1. */
  readonly line: number;
  readonly newLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What splices of a text change, by lines. */
export function lineChanges(text: string, splices: readonly Splice[]): readonly LineChange[] {
  let shift = 0;
  return wholeLines(text, splices).flatMap(({ start, end, inside }) => {
    const before = text.slice(start, end);
    const moved = inside.map((splice) => ({ ...splice, start: splice.start - start, end: splice.end - start }));
    const change = trimmed(linesOf(before), linesOf(applySplices(before, moved)));
    const line = linesOf(text.slice(0, start)).length + change.same + 1;
    const newLine = line + shift;
    shift += change.added.length - change.removed.length;
    const isNothing = change.added.length === 0 && change.removed.length === 0;
    return isNothing ? [] : [{ line, newLine, removed: change.removed, added: change.added }];
  });
}

export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly inside: readonly Splice[];
}

/** Splices widened to whole lines; those that share or touch lines are one. */
function wholeLines(text: string, splices: readonly Splice[]): readonly Region[] {
  const regions: Region[] = [];
  for (const splice of splices) {
    const start = splice.start === 0 ? 0 : text.lastIndexOf('\n', splice.start - 1) + 1;
    const feed = text.indexOf('\n', splice.end);
    const end = feed === -1 ? text.length : feed + 1;
    const last = regions.at(-1);
    if (last !== undefined && start <= last.end) {
      regions[regions.length - 1] = {
        start: last.start,
        end: Math.max(last.end, end),
        inside: [...last.inside, splice],
      };
    } else regions.push({ start, end, inside: [splice] });
  }
  return regions;
}

function trimmed(before: readonly string[], after: readonly string[]) {
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same += 1;
  let sameAtEnd = 0;
  while (sameAtEnd < most - same && before.at(-1 - sameAtEnd) === after.at(-1 - sameAtEnd)) sameAtEnd += 1;
  return {
    same,
    removed: before.slice(same, before.length - sameAtEnd),
    added: after.slice(same, after.length - sameAtEnd),
  };
}
