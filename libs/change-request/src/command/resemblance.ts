import { closest, distance } from 'fastest-levenshtein';
import { COMMANDS } from './commands.ts';

const KINDS = COMMANDS.map(({ kind }) => kind);

/** Words that other bots and people begin a line with and that differ from one of ours by little: they are not meant for us. */
export const OF_OTHERS: ReadonlySet<string> = new Set([
  ...[
    'stale',
    'sale',
    'scan',
    'save',
    'see',
    'sec',
    'sep',
    'seen',
    'self',
    'send',
    'sent',
    'seti',
    'sit',
    'sort',
    'st',
  ],
  ...[
    'free',
    'hello',
    'held',
    'helm',
    'heap',
    'play',
    'place',
    'plane',
    'plant',
    'pan',
    'reader',
    'remind',
    'reset',
    'resume',
  ],
  ...['resolve', 'reserve', 'unblock', 'unhold', 'unpack', 'unstuck', 'update', 'device', 'overview'],
]);

/**
 * The command that a word was most likely meant to be. It begins as the command does, and differs by one letter, or by two where the command
 * is long. Anything else that begins with `/` is a path, or another bot's.
 */
export function commandMeant(word: string): string | undefined {
  if (word.length > 20) return undefined;
  const lower = word.toLowerCase();
  const near = closest(lower, KINDS);
  if (near === lower) return near;
  const apart = near.length > 5 ? 2 : 1;
  return !OF_OTHERS.has(lower) && near.startsWith(lower.charAt(0)) && distance(lower, near) <= apart ? near : undefined;
}

/** Of names that are known the one that was most likely meant. */
export function nameMeant(word: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || word.length > 40) return undefined;
  const near = closest(word.toLowerCase(), [...names]);
  return distance(word.toLowerCase(), near) <= Math.max(1, Math.floor(near.length / 3)) ? near : undefined;
}
