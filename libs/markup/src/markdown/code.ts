import { APART_ENTITY } from './prose.ts';

/** A text in which GitHub looks for nothing at all. On one line, outside of tables. */
export function inlineCode(text: string): string {
  if (text.trim() === '') return '(nothing)';
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/**
 * The same in a cell of a table, where even within code a bar ends the cell. It is escaped; behind a backslash, which would take the
 * escape for itself, the code is in two pieces.
 * @see https://github.github.com/gfm/#tables-extension-, "include a pipe in a cell's content by escaping it"
 */
export function codeInCell(text: string): string {
  return text
    .split(/(?<=(?<!\\)\\(?:\\\\)*)(?=\|)/)
    .map((piece) => inlineCode(piece).replaceAll('|', '\\|'))
    .join(APART_ENTITY);
}

/** Lines as they are, in a fence that none of them closes. `info` says what they are: `text`, `diff`. */
export function codeBlock(lines: readonly string[], info = 'text'): string {
  const ticks = longestFence(lines, /^ {0,3}(`{3,})/);
  const tildes = longestFence(lines, /^ {0,3}(~{3,})/);
  const fence = ticks <= tildes ? '`'.repeat(Math.max(3, ticks + 1)) : '~'.repeat(tildes + 1);
  return [`${fence}${info}`, ...lines, fence].join('\n');
}

function longestFence(lines: readonly string[], fence: RegExp): number {
  return lines.reduce((most, line) => Math.max(most, fence.exec(line)?.[1]?.length ?? 0), 2);
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
