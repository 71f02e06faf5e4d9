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
    ...table([['', '', 'median', 'fastest', 'slowest', 'runs', 'target'], ...results.map(row)]),
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}

function row(result: Result): readonly string[] {
  const { who, what, targetMs } = result;
  switch (result.kind) {
    case 'measured': {
      const { runsMs } = result;
      const times = [median(runsMs), Math.min(...runsMs), Math.max(...runsMs)].map(seconds);
      return [who, what, ...times, String(runsMs.length), targetMs === undefined ? '' : `≤ ${seconds(targetMs)}`];
    }
    case 'stopped':
      return [who, `${what} (stopped)`, `> ${seconds(result.afterMs)}`, '', '', '1', ''];
    case 'skipped':
      return [who, `${what}: skipped: ${result.because}`, '', '', '', '', ''];
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
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
