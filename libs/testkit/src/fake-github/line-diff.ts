/** How one text becomes another, as `git diff` says it after the file's name. */
export interface LineDiff {
  readonly additions: number;
  readonly deletions: number;
  /** Hunks with three lines around each change; empty when nothing differs. */
  readonly patch: string;
}

interface Step {
  readonly sign: ' ' | '+' | '-';
  readonly line: string;
}

const CONTEXT = 3;

export function lineDiff(before: string, after: string): LineDiff {
  const steps = stepsBetween(linesOf(before), linesOf(after));
  return {
    additions: steps.filter(({ sign }) => sign === '+').length,
    deletions: steps.filter(({ sign }) => sign === '-').length,
    patch: hunks(steps).join('\n'),
  };
}

/** Without the end of each line; the last of a text that has none is told apart. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  if (text.endsWith('\n')) return text.slice(0, -1).split('\n');
  const lines = text.split('\n');
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}\n\\ No newline at end of file`];
}

/** Longest common subsequence, after what both begin and end with. */
function stepsBetween(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const same = (lines: readonly string[]): readonly Step[] => lines.map((line) => ({ sign: ' ', line }));
  const middle = commonSteps(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

function commonSteps(before: readonly string[], after: readonly string[]): readonly Step[] {
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      longest[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const steps: Step[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const [removed, added] = [before[row], after[column]];
    if (removed !== undefined && removed === added) {
      steps.push({ sign: ' ', line: removed });
      row++;
      column++;
    } else if (removed !== undefined && (added === undefined || at(row + 1, column) >= at(row, column + 1))) {
      steps.push({ sign: '-', line: removed });
      row++;
    } else {
      steps.push({ sign: '+', line: added ?? '' });
      column++;
    }
  }
  return steps;
}

function hunks(steps: readonly Step[]): readonly string[] {
  const changed = steps.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]));
  const ranges: [number, number][] = [];
  for (const index of changed) {
    const last = ranges.at(-1);
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(steps.length, index + CONTEXT + 1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else ranges.push([from, to]);
  }
  return ranges.map(([from, to]) => {
    const side = (other: '+' | '-', range: readonly Step[]): number =>
      range.filter(({ sign }) => sign !== other).length;
    const place = (other: '+' | '-'): string => {
      const count = side(other, steps.slice(from, to));
      return `${side(other, steps.slice(0, from)) + (count > 0 ? 1 : 0)},${count}`;
    };
    const lines = steps.slice(from, to).map(({ sign, line }) => `${sign}${line}`);
    return [`@@ -${place('+')} +${place('-')} @@`, ...lines].join('\n');
  });
}
