import type { BenchReport } from './bench.ts';
import type { Machine } from './machine.ts';
import { median, type Result } from './rounds.ts';

/** The report for people: what, on what, one table, and what one must know to read it. */
export function reportText(
  { title, results, notes }: BenchReport,
  { cpu, cores, node, platform, load }: Machine,
): string {
  return [
    title,
    `on ${cpu}, ${cores} cores, Node ${node}, ${platform}; load before it ${load.toFixed(1)}`,
    '',
    ...table([COLUMNS, ...results.map(row)]),
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}

/** The same as a section of a page of Markdown. */
export function reportMarkdown(
  { title, results, notes }: BenchReport,
  { cpu, cores, node, platform, load }: Machine,
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    `On ${cpu}, ${cores} cores, Node ${node}, ${platform}; load before it ${load.toFixed(1)}.`,
    '',
    line(COLUMNS),
    line(COLUMNS.map((_, column) => (column < 2 ? '---' : '---:'))),
    ...results.map((result) => line(row(result))),
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}

const COLUMNS = ['', '', 'median', 'fastest', 'slowest', 'runs', 'target'];

function row(result: Result): readonly string[] {
  const { who, what, targetMs } = result;
  switch (result.kind) {
    case 'measured': {
      const { runsMs } = result;
      const times = [median(runsMs), Math.min(...runsMs), Math.max(...runsMs)].map(seconds);
      return [who, what, ...times, String(runsMs.length), targetMs === undefined ? '' : `≤ ${seconds(targetMs)}`];
    }
    case 'valued': {
      const { value, unit, most } = result;
      return [who, what, amount(value, unit), '', '', '', most === undefined ? '' : `≤ ${amount(most, unit)}`];
    }
    case 'stopped':
      return [who, `${what} (stopped)`, `> ${seconds(result.afterMs)}`, '', '', '1', ''];
    case 'skipped':
      return [who, `${what}: skipped: ${result.because}`, '', '', '', '', ''];
  }
}

/** Whole numbers as they are, others with one digit, or two below ten. */
function amount(value: number, unit: string): string {
  if (!Number.isFinite(value)) return 'never';
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1;
  return `${value.toFixed(digits)} ${unit}`.trimEnd();
}

function seconds(ms: number): string {
  // two places of a second say nothing of what is shorter than one of them
  return ms > 0 && ms < 10 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Columns in line: text to the left, the numbers after it to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
