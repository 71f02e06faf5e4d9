import { expect, test } from 'vitest';
import { readComment } from './read-comment.ts';

const MAX = 65_536;

/** Texts that make readers of Markdown, and regular expressions, go back and forth. */
const HOSTILE: readonly (readonly [string, (length: number) => string])[] = [
  ['quotes in quotes', (length) => '>'.repeat(length)],
  ['quotes in quotes on many lines', (length) => '> > > > > > > > > > > > > > > > a\n'.repeat(length / 34)],
  ['lists in lists', (length) => '- '.repeat(length / 2)],
  ['lists in lists, then empty lines', (length) => `${'- '.repeat(length / 4)}x${'\n'.repeat(length / 2)}`],
  ['numbers', (length) => '1. '.repeat(length / 3)],
  ['open brackets', (length) => '['.repeat(length)],
  ['links that never end', (length) => '[a]('.repeat(length / 4)],
  [
    'backticks of every length',
    (length) => Array.from({ length: Math.sqrt(length) }, (_, index) => '`'.repeat(index + 1)).join(' '),
  ],
  ['backticks on every line', (length) => '`\n'.repeat(length / 2)],
  ['comments that never end', (length) => '<!--'.repeat(length / 4)],
  ['tags that never end', (length) => '<img '.repeat(length / 5)],
  ['attributes', (length) => `<img${' a = b'.repeat(length / 6)}`],
  ['details', (length) => '<details>\n'.repeat(length / 10)],
  ['details that are closed', (length) => '<details>\n\n/plan\n</details>\n\n'.repeat(length / 29)],
  ['underlined paragraphs', (length) => '/plan\n===\n'.repeat(length / 10)],
  ['a long paragraph and many rows', (length) => `${'/plan\n'.repeat(length / 12)}${'-|\n'.repeat(length / 6)}`],
  ['spaces', (length) => ' '.repeat(length)],
  ['spaces in a command', (length) => `/scale${' '.repeat(length - 10)}x`],
  ['tabs', (length) => '\t'.repeat(length)],
  ['tabs between letters', (length) => 'a\t'.repeat(length / 2)],
  ['dashes', (length) => `${'- '.repeat(length / 2 - 1)}x`],
  ['fences', (length) => '```\n'.repeat(length / 4)],
  ['a fence and almost its end', (length) => `${'`'.repeat(length / 2)}\n${'`'.repeat(length / 2 - 2)}`],
  ['commands', (length) => '/scale p/a instances=3\n'.repeat(length / 23)],
  ['a long command', (length) => `/set p/a ${'a=b '.repeat(length / 4 - 3)}`],
  ['a long value', (length) => `/freeze p reason="${'='.repeat(length - 20)}`],
  ['slashes', (length) => '/\n'.repeat(length / 2)],
  ['words that are nearly commands', (length) => '/scael\n'.repeat(length / 7)],
  ['characters that cannot be seen', (length) => '\u200b'.repeat(length)],
  ['lines that look like commands', (length) => '\u200b/plan\n'.repeat(length / 7)],
  ['carriage returns', (length) => '\r'.repeat(length)],
];

/** A busy machine may make one of them long; what grows with the square takes 64 times as long in all of them. */
const ROUNDS = 8;

/** Processor time of this process, the least of some runs: others run on this machine too. */
function bestMs(body: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run += 1) {
    const before = process.cpuUsage();
    readComment(body);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

test.each(HOSTILE)('%s: eight times as much takes no more than some twenty times as long', (_, text) => {
  const small = text(MAX / 8);
  const large = text(MAX);
  bestMs(small);
  const growths: number[] = [];
  do {
    // What takes less than a millisecond cannot be told from noise.
    growths.push(bestMs(large) / Math.max(bestMs(small), 1));
  } while (Math.min(...growths) >= 20 && growths.length < ROUNDS);
  expect(Math.min(...growths)).toBeLessThan(20);
});
