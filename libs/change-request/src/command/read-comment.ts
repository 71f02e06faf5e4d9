import { disguisedCommand } from './characters.ts';
import type { CommandLine, CommandMistake, CommentReading } from './command.ts';
import { commandNamed } from './commands.ts';
import { conflicts } from './conflicts.ts';
import { MAX_BODY, MAX_COMMANDS, MAX_MISTAKES } from './limits.ts';
import type { Doubt, Place } from './markdown/place.ts';
import { placesOf } from './markdown/places.ts';
import { nameOf, readLine, type LineFault } from './read-line.ts';
import { usage } from './usage.ts';

/**
 * The commands of a comment: one a line, each at the start of a line of ordinary text (after up to three spaces). Nothing is taken from quotes, lists,
 * code, HTML, or wherever it is not certain that GitHub shows it as text. All are taken, or with one mistake none.
 *
 * Lines that begin with `/` and no command of ours, nor a word that is nearly one, are `none`: paths, and commands of other bots.
 *
 * @param body The comment as GitHub delivers it, of any content.
 */
export function readComment(body: string): CommentReading {
  if (isTooLong(body)) return { kind: 'none' };
  const lines = body.split(/\r\n|\n|\r/);
  const candidates = lines.flatMap((line, index) => (isCandidate(line) ? [index] : []));
  if (candidates.length === 0) return { kind: 'none' };
  const places = placesOf(lines);
  const commands: CommandLine[] = [];
  const mistakes: CommandMistake[] = [];
  for (const index of candidates) {
    const reading = readAt(lines[index] ?? '', places[index] ?? { kind: 'elsewhere' });
    if (reading.kind === 'command') commands.push({ line: index + 1, text: reading.text, command: reading.command });
    if (reading.kind === 'mistake') mistakes.push({ line: index + 1, ...reading.mistake });
  }
  return taken(commands, mistakes);
}

function isTooLong(body: string): boolean {
  // Most characters are one unit long, and none is longer than two.
  return body.length > MAX_BODY && (body.length > 2 * MAX_BODY || Array.from(body).length > MAX_BODY);
}

/** Whether a line may be a command, or look like one. */
function isCandidate(line: string): boolean {
  return (
    /^ {0,3}\//.test(line) ||
    (!line.startsWith('    ') && !/^ {0,3}[\t\w>#*+|<`~(![\]-]/.test(line) && disguisedCommand(line) !== undefined)
  );
}

/** Without spaces before it, and spaces and tabs after it; what else is no letter stays, to be refused. */
function trimmed(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end -= 1;
  return line.slice(0, end).replace(/^ +/, '');
}

type PlacedReading =
  | { readonly kind: 'command'; readonly text: string; readonly command: CommandLine['command'] }
  | { readonly kind: 'none' }
  | { readonly kind: 'mistake'; readonly mistake: LineFault };

function readAt(line: string, place: Place): PlacedReading {
  if (place.kind === 'elsewhere') return { kind: 'none' };
  const text = trimmed(line);
  const naming = nameOf(text);
  if (naming.kind !== 'ours') {
    if (place.kind === 'doubt') return { kind: 'none' };
    const disguise = disguisedCommand(line);
    if (disguise !== undefined && commandNamed(disguise.word) !== undefined)
      return disguised(disguise.word, disguise.begins);
  }
  if (place.kind === 'doubt') return naming.kind === 'ours' ? misplaced(naming.name, place.doubt) : { kind: 'none' };
  const reading = readLine(text);
  switch (reading.kind) {
    case 'command':
      return { ...reading, text };
    case 'not-ours':
      return { kind: 'none' };
    case 'mistake':
      return reading;
  }
}

function disguised(name: string, begins: string): PlacedReading {
  const found = `a line that looks like /${name} and has the character ${begins}`;
  return { kind: 'mistake', mistake: { found, expected: `/${name} in plain characters`, remedy: writeAnew(name) } };
}

const DOUBTS: Readonly<Record<Doubt, Omit<LineFault, 'found'> & { readonly where: string }>> = {
  'quote-or-list': {
    where: 'in a quote or a list, or right below one',
    expected: 'a command at the start of a line of its own paragraph',
    remedy: 'Leave an empty line before it, and begin it at the left margin.',
  },
  heading: {
    where: 'above a line that makes it a heading',
    expected: 'a command in ordinary text',
    remedy: 'Leave an empty line after it.',
  },
  html: {
    where: 'in HTML',
    expected: 'a command in ordinary text',
    remedy: 'Write it before the HTML, or leave an empty line after a block of HTML that has ended.',
  },
  'open-markup': {
    where: 'below a line whose markup may go on in it (`, [, $ or ~ without its end)',
    expected: 'a command in ordinary text',
    remedy: 'Leave an empty line before it.',
  },
  'after-markup': {
    where: 'after markup that may hold it: HTML, a table, a definition or a formula',
    expected: 'commands before any of these',
    remedy: 'Write the command at the top of the comment, or in a comment of its own.',
  },
};

function misplaced(name: string, doubt: Doubt): PlacedReading {
  const { where, expected, remedy } = DOUBTS[doubt];
  return { kind: 'mistake', mistake: { found: `/${name} ${where}`, expected, remedy } };
}

function writeAnew(name: string): string {
  const described = commandNamed(name);
  return `Type it anew: ${described === undefined ? `/${name}` : usage(described)}`;
}

function taken(commands: readonly CommandLine[], mistakes: readonly CommandMistake[]): CommentReading {
  const first = commands[0];
  if (mistakes.length > 0) return { kind: 'mistaken', mistakes: mistakes.slice(0, MAX_MISTAKES) };
  if (first === undefined) return { kind: 'none' };
  const surplus = commands[MAX_COMMANDS];
  if (surplus !== undefined) {
    const found = `${commands.length} commands in one comment`;
    const remedy = 'Ask for the others in a comment of their own.';
    return { kind: 'mistaken', mistakes: [{ line: surplus.line, found, expected: `at most ${MAX_COMMANDS}`, remedy }] };
  }
  const conflicting = conflicts(commands);
  return conflicting.length > 0 ? { kind: 'mistaken', mistakes: conflicting } : { kind: 'commands', commands };
}
