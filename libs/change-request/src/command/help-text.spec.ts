import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { helpText } from './help-text.ts';
import { printCommand } from './print-command.ts';
import { readComment } from './read-comment.ts';
import { usage } from './usage.ts';

const blocksOf = (text: string) =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children.map(({ type }) => type);

test('help names every command with its usage', () => {
  for (const command of COMMANDS) expect(helpText()).toContain(`\`${usage(command).replaceAll('|', '\\|')}\``);
  expect(blocksOf(helpText())).toEqual(['paragraph', 'table', 'paragraph']);
});

test('help for a command shows its parts and examples; any other word shows all', () => {
  expect(helpText('scale')).toContain('/scale production/postgres-cluster instances=5');
  expect(blocksOf(helpText('scale'))).toEqual(['paragraph', 'paragraph', 'table', 'code']);
  expect(helpText('constructor')).toBe(helpText());
});

test.each(COMMANDS.flatMap(({ kind, examples }) => examples.map((example) => ({ kind, example }))))(
  'the example $example is a $kind',
  ({ kind, example }) => {
    const reading = readComment(example);
    expect(reading).toMatchObject({ kind: 'commands', commands: [{ command: { kind } }] });
    const [line] = reading.kind === 'commands' ? reading.commands : [];
    expect(line === undefined ? '' : readComment(printCommand(line.command))).toMatchObject({ kind: 'commands' });
  },
);

test('the bot that reads its own help takes nothing from it', () => {
  expect(readComment(helpText())).toEqual({ kind: 'none' });
  for (const { kind } of COMMANDS) expect(readComment(helpText(kind))).toEqual({ kind: 'none' });
});
