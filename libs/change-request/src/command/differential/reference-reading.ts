import type { Command } from '../command.ts';
import { OF_OTHERS } from '../resemblance.ts';
import { shownLines } from './reference-blocks.ts';
import { isVisible, referenceCommand } from './reference-lines.ts';

const KINDS =
  'scale resize set resources upgrade maintenance backups service freeze unfreeze plan render override unlock help'.split(
    ' ',
  );
const NAMED = new RegExp(`^ {0,3}/(?:${KINDS.join('|')})(?![A-Za-z0-9_-]|[./]\\S)`);

export interface ReferenceLine {
  readonly line: number;
  readonly command: Command;
}

/** The commands that are taken from a comment, by a second grammar; none where there are none, or a mistake. */
export function referenceReading(body: string): readonly ReferenceLine[] {
  if (body.length > 65_536 && Array.from(body).length > 65_536) return [];
  const lines = body.split(/\r\n|[\r\n]/);
  if (!lines.some((line) => NAMED.test(line))) return [];
  const { text, hidden } = shownLines(body, lines);
  const taken: ReferenceLine[] = [];
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    if (hidden.has(number)) continue;
    if (NAMED.test(line)) {
      const command = text.has(number)
        ? referenceCommand(line.trimStart().replace(/(?<![ \t])[ \t]+$/, ''))
        : undefined;
      if (command === undefined) return [];
      taken.push({ line: number, command });
    } else if (text.has(number) && (isNearly(line) || isDisguised(line))) return [];
  }
  return taken.length <= 5 && areApart(taken) ? taken : [];
}

/** No two about one target, no override twice, nothing twice that has no target. */
function areApart(taken: readonly ReferenceLine[]): boolean {
  const subjects = taken.map(({ command }) => {
    if ('target' in command)
      return JSON.stringify(['target', command.target.environment, command.target.cluster ?? null]);
    return JSON.stringify(command.kind === 'override' ? ['override', command.rule] : command);
  });
  return new Set(subjects).size === subjects.length;
}

/** A word that a command differs from by one letter, or by two where it is long. */
function isNearly(line: string): boolean {
  const [, word = ''] = /^ {0,3}\/([A-Za-z][\w-]*)(?=[ \t]|$)/.exec(line) ?? [];
  if (word === '' || word.length > 20) return false;
  const lower = word.toLowerCase();
  const nearest = KINDS.toSorted((a, b) => lettersApart(lower, a) - lettersApart(lower, b))[0] ?? '';
  if (nearest === lower) return true;
  return (
    !OF_OTHERS.has(lower) &&
    nearest.startsWith(lower.slice(0, 1)) &&
    lettersApart(lower, nearest) <= (nearest.length > 5 ? 2 : 1)
  );
}

/** Levenshtein's distance, by its definition, given up beyond three. */
function lettersApart(a: string, b: string, budget = 3): number {
  if (budget < 0) return 4;
  if (a === '' || b === '') return Math.min(4, a.length + b.length);
  const first = a.charAt(0);
  if (b.startsWith(first)) return lettersApart(a.slice(1), b.slice(1), budget);
  return Math.min(
    4,
    1 +
      Math.min(
        lettersApart(a.slice(1), b, budget - 1),
        lettersApart(a, b.slice(1), budget - 1),
        lettersApart(a.slice(1), b.slice(1), budget - 1),
      ),
  );
}

/** A command of ours behind something else than a plain slash. */
function isDisguised(line: string): boolean {
  if (/^(?: {4}|[\t ]*\t)/.test(line)) return false;
  const visible = Array.from(line.slice(0, 64)).filter((character) => isVisible(character));
  const [, slash, word = ''] = /^ *(.)([a-z]+)(?![a-z])/u.exec(visible.join('')) ?? [];
  if (!KINDS.includes(word)) return false;
  return slash === '/' ? !new RegExp(`^ *\\/${word}`).test(line) : '⁄∕⧸⧶╱〳ノ／𝈺Ⳇ㇓丿⼃'.includes(slash ?? ' ');
}
