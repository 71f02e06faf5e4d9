import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError, type ObjectStore } from '@postgres-ha/object-store';
import { describe, expect, test } from 'vitest';
import { exampleMachine } from './example-machine.ts';
import { EXIT_CODES } from '@postgres-ha/command-line';
import { start } from './program.ts';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'docs/backup-verification.md'), 'utf8');
const shown = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
const help = ['catalog', 'run', 'serve'].map((name) =>
  readFileSync(join(import.meta.dirname, `golden/help-${name}.txt`), 'utf8'),
);
const examples = help.flatMap((page) =>
  page.split('\n').filter((line) => /^ {2}backup-verifier .*(?:s3:|--policy environments)/.test(line)),
);

/** A bucket that is not there, so that a command gets as far as it can without one. */
function nowhere(): ObjectStore {
  const fails = (): never => {
    throw new StoreError('unavailable', { message: 'it is not there' });
  };
  return { name: 'nowhere', list: fails, read: fails, stat: fails, [Symbol.asyncDispose]: () => Promise.resolve() };
}

describe('the documentation', () => {
  const commands = [...shown, ...examples.map((line) => line.trim())];

  test('shows commands', () => {
    expect(commands.length).toBeGreaterThan(6);
  });

  test.each(commands)('shows a command that is right: %s', async (command) => {
    const [name, ...args] = command.split(' ');
    expect(name).toBe('backup-verifier');
    // A worker that is told to stop before it starts ends as it should.
    const serves = args[0] === 'serve';
    const machine = exampleMachine({ workingDirectory: ROOT, openStore: nowhere });
    const { outcome } = start(
      serves ? [...args, '--listen', '127.0.0.1:0'] : args,
      serves ? { ...machine, signal: AbortSignal.abort() } : machine,
    );
    expect([EXIT_CODES.ok, EXIT_CODES.couldNotLook]).toContain((await outcome).code);
  });

  test('names only options that there are', () => {
    const named = new Set(text.match(/--[a-z][a-z-]+/g));
    expect(named.size).toBeGreaterThan(5);
    for (const option of named) expect(help.join('\n')).toContain(`${option} `);
  });

  test('shows rights to list and to read, and no other', () => {
    const json = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const { Statement } = JSON.parse(json) as { readonly Statement: readonly { readonly Action: readonly string[] }[] };
    expect(Statement.flatMap(({ Action }) => Action)).toEqual(['s3:ListBucket', 's3:GetObject']);
  });

  test('shows a first line that a report has', () => {
    const report = readFileSync(
      join(import.meta.dirname, '../../../libs/proof-report/src/golden/report-proven.txt'),
      'utf8',
    );
    expect(text).toContain(report.split('\n\n')[0]);
  });

  test('has the exit codes that help has', () => {
    for (const code of Object.values(EXIT_CODES)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\| `, 'm'));
  });
});
