import { Command } from 'commander';
import { expect, test } from 'vitest';
import { EXIT_CODES, type Outcome } from './outcome.ts';
import { startProgram } from './start-program.ts';

const DONE: Outcome = { code: EXIT_CODES.finding, text: 'found', json: { found: true } };

function start(...args: readonly string[]) {
  return startProgram(args, (done) => {
    const program = new Command('example')
      .description('An example.')
      .helpCommand(false)
      .showHelpAfterError('(add --help for usage)');
    const notify = program.command('notify').description('Two words.');
    notify
      .command('test')
      .description('The second.')
      .option('--json', 'one document')
      .option('--name <name>', 'a name')
      .action(() => {
        done(DONE);
      });
    return program;
  });
}

test('a command of two words comes to what its action hands over', () => {
  expect(start('notify', 'test')).toEqual({ outcome: DONE, json: false });
  expect(start('notify', 'test', '--json')).toEqual({ outcome: DONE, json: true });
});

test('help of a command below a command is text, and nothing was wrong', async () => {
  const { outcome, json } = start('notify', 'test', '--help', '--json');
  expect(json).toBe(false);
  expect((await outcome).code).toBe(EXIT_CODES.ok);
  expect((await outcome).text).toContain('Usage: example notify test [options]');
});

test('an option that does not exist is bad input, and its value is not repeated', async () => {
  const outcome = await start('notify', 'test', '--token=xoxb-1234567890').outcome;
  expect(outcome.code).toBe(EXIT_CODES.badInput);
  expect(outcome.text).toContain("unknown option '--token'");
  expect(JSON.stringify(outcome)).not.toContain('xoxb');
});

test('a program whose command hands nothing over is a mistake of ours, and is said to be', () => {
  expect(() => startProgram([], () => new Command('empty').action(() => undefined))).toThrow('no command ran');
});
