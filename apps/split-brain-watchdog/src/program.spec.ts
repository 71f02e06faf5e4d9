import { EXIT_CODES } from '@postgres-ha/command-line';
import { STATE_NAMES } from '@postgres-ha/split-brain';
import { describe, expect, test } from 'vitest';
import { answerAs, exampleMachine, exampleServers, temporaryDirectory } from './example-machine.ts';
import type { Machine } from './machine.ts';
import { start } from './program.ts';

const A = 'postgresql://w:s3cret-word@a/postgres';
const B = 'postgresql://w:s3cret-word@b/postgres';

async function run(args: readonly string[], more: Partial<Machine> = {}) {
  const { outcome } = start(args, exampleMachine(more));
  return await outcome;
}

describe('help', () => {
  test.each(['', 'serve', 'check', 'replay', 'explain', 'acknowledge', 'notify', 'notify test'])(
    'of %s is as it was agreed',
    async (command) => {
      const { code, text } = await run([...command.split(' ').filter((word) => word !== ''), '--help']);
      expect(code).toBe(EXIT_CODES.ok);
      const name = command === '' ? 'split-brain-watchdog' : command.replace(' ', '-');
      await expect(`${text}\n`).toMatchFileSnapshot(`golden/help-${name}.txt`);
    },
  );
});

describe('a command line', () => {
  test.each([
    {
      name: 'an option that there is not',
      args: ['check', '--pasword=s3cret-word'],
      says: "unknown option '--pasword'",
    },
    { name: 'serve without a configuration', args: ['serve'], says: "required option '--config <file>' not specified" },
    { name: 'check without anything to look at', args: ['check'], says: 'check: found neither addresses nor --config' },
    { name: 'check with both', args: ['check', A, '--config', 'x'], says: 'check: found addresses and --config' },
    { name: 'check of one server twice', args: ['check', A, A], says: 'address 2: found "a:5432" again' },
    { name: 'a duration without a unit', args: ['check', A, '--timeout', '5'], says: '--timeout: found "5"' },
    {
      name: 'a recording that is not there',
      args: ['replay', '/nowhere'],
      says: 'found "/nowhere", which cannot be read (ENOENT)',
    },
    { name: 'a state that there is not', args: ['explain', 'dual'], says: 'name: found "dual"' },
    {
      name: 'an id that is none',
      args: ['acknowledge', 'x', '--config', '/nowhere', '--by', 'm'],
      says: 'incident: found "x"',
    },
    {
      name: 'sinks without a configuration',
      args: ['notify', 'test', '--config', '/nowhere'],
      says: '--config: found',
    },
  ])('$name is refused', async ({ args, says }) => {
    const { code, text } = await run(args);
    expect(code).toBe(EXIT_CODES.badInput);
    expect(text).toContain(says);
    expect(text).not.toContain('s3cret-word');
  });
});

describe('check', () => {
  test('of a primary and its standby is well', async () => {
    const servers = exampleServers({ 'a:5432': answerAs('primary'), 'b:5432': answerAs('standby') });
    const { code, text } = await run(['check', A, B], servers);
    expect(text).toContain('cluster: healthy');
    expect(code).toBe(EXIT_CODES.ok);
  });

  test('of two primaries is a finding, with its proof', async () => {
    const servers = exampleServers({
      'a:5432': answerAs('primary'),
      'b:5432': answerAs('primary', { timeline: 2, postmasterStartedAt: '1764100000000001' }),
    });
    const { code, text, json } = await run(['check', A, B], servers);
    expect(code).toBe(EXIT_CODES.finding);
    expect(text).toContain('CRITICAL');
    expect(text).toContain('Rule R1 (sandwich)');
    expect(JSON.stringify(json)).toContain('"rule":"sandwich"');
  });

  test('of servers that do not answer is unknown, not a finding', async () => {
    const { code, text } = await run(['check', A, B, '--timeout', '2s'], exampleServers({}));
    expect(code).toBe(EXIT_CODES.couldNotLook);
    expect(text).toMatch(/cluster: (?:blind|starting)/);
  });
});

describe('explain', () => {
  test.each(STATE_NAMES)('says what %s means', async (state) => {
    const { code, text } = await run(['explain', state]);
    expect(code).toBe(EXIT_CODES.ok);
    expect(text).toContain('How it is known:');
  });

  test('lists all states', async () => {
    const { text } = await run(['explain']);
    for (const state of STATE_NAMES) expect(text).toContain(`${state}: `);
  });

  test('makes a login that may read, and nothing else', async () => {
    const { text } = await run(['explain', 'login']);
    expect(text).toContain('grant pg_monitor to');
    expect(text).not.toMatch(/superuser to|grant (?:all|insert|update|delete|pg_write)|createrole|bypassrls/i);
  });
});

describe('notify test', () => {
  test('says who got it and who did not, and ends with 3', async () => {
    using directory = temporaryDirectory();
    directory.write(
      'watchdog.yaml',
      `clusters:\n  - name: o\n    members:\n      - name: a\n        connection: ${A}\nstateDirectory: s\nnotify:\n  sinks: []\n`,
    );
    const delivered: string[] = [];
    const sink = (name: string, deliver: () => Promise<void>) => ({ name, deliver, selfTest: () => Promise.resolve() });
    const { code, text } = await run(['notify', 'test', '--config', 'watchdog.yaml'], {
      workingDirectory: directory.path,
      openSinks: () =>
        Promise.resolve({
          kind: 'read',
          value: [
            sink('slack:#a', () => {
              delivered.push('slack');
              return Promise.resolve();
            }),
            sink('github:x/y', () => Promise.reject(new Error('401'))),
          ],
        }),
    });
    expect(code).toBe(EXIT_CODES.couldNotLook);
    expect(text).toBe('slack:#a: got it\ngithub:x/y: did not get it: 401');
    expect(delivered.length).toBe(2);
  });
});
