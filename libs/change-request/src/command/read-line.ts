import { unseenCharacter } from './characters.ts';
import { readArguments } from './read-arguments.ts';
import type { Command, CommandMistake } from './command.ts';
import { commandNamed } from './commands.ts';
import { MAX_LINE } from './limits.ts';
import { commandMeant } from './resemblance.ts';
import { looksSecret } from './secrets.ts';
import { usage } from './usage.ts';

/** What is wrong with a line, wherever it stands. */
export type LineFault = Omit<CommandMistake, 'line'>;

export type LineReading =
  | { readonly kind: 'command'; readonly command: Command }
  /** A path, another bot's command, or no command at all. */
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'mistake'; readonly mistake: LineFault };

/** Whether a line is one of our commands by its name, said right or nearly so. */
export type Naming =
  | { readonly kind: 'ours'; readonly name: string; readonly rest: string }
  | { readonly kind: 'nearly'; readonly word: string; readonly meant: string }
  | { readonly kind: 'not-ours' };

/** @param text A line without the spaces around it. */
export function nameOf(text: string): Naming {
  const [, word] = /^\/([A-Za-z][\w-]*)/.exec(text) ?? [];
  if (word === undefined) return { kind: 'not-ours' };
  const rest = text.slice(word.length + 1);
  // `/set/values`, `/plan.md`: a path.
  if (/^[./][^\s]/.test(rest)) return { kind: 'not-ours' };
  if (commandNamed(word) !== undefined) return { kind: 'ours', name: word, rest };
  const meant = /^(?:[ \t]|$)/.test(rest) ? commandMeant(word) : undefined;
  return meant === undefined ? { kind: 'not-ours' } : { kind: 'nearly', word, meant };
}

/** @param text A line without the spaces around it; nothing of it is repeated that may be a secret. */
export function readLine(text: string): LineReading {
  const naming = nameOf(text);
  switch (naming.kind) {
    case 'not-ours':
      return naming;
    case 'nearly':
      return mistake({ found: `/${naming.word}`, expected: 'a command of this bot', remedy: didYouMean(naming.meant) });
    case 'ours':
      return readNamed(text, naming.name, naming.rest);
  }
}

function readNamed(text: string, name: string, rest: string): LineReading {
  const described = commandNamed(name);
  if (described === undefined) return { kind: 'not-ours' };
  const written = `Write ${usage(described)}`;
  if (text.length > MAX_LINE) {
    return mistake({
      found: `/${name} with ${text.length} characters`,
      expected: `at most ${MAX_LINE}`,
      remedy: written,
    });
  }
  const unseen = unseenCharacter(text);
  if (unseen !== undefined) {
    return mistake({
      found: `/${name} with the character ${unseen}, which cannot be seen or is no plain space`,
      expected: 'characters that show',
      remedy: 'Type the line anew instead of pasting it.',
    });
  }
  if (looksSecret(rest)) {
    return mistake({
      found: `/${name} with something that looks like a secret`,
      expected: 'nothing that must not be read by others',
      remedy:
        'If it is one, edit it out of the comment and replace it everywhere: comments are mailed and kept. Secrets are named here, never written.',
    });
  }
  if (!/^(?:[ \t]|$)/.test(rest))
    return mistake({
      found: `/${name}${String.fromCodePoint(rest.codePointAt(0) ?? 0x20)}`,
      expected: `a space after /${name}`,
      remedy: written,
    });
  const reading = readArguments(described, rest);
  return reading.kind === 'command' ? reading : mistake({ ...reading, remedy: reading.remedy ?? written });
}

function didYouMean(kind: string): string {
  const described = commandNamed(kind);
  return described === undefined ? '' : `Did you mean ${usage(described)}? /help shows all commands.`;
}

function mistake({ found, expected, remedy }: LineFault): LineReading {
  return { kind: 'mistake', mistake: { found, expected, remedy } };
}
