import { EXIT_CODES } from '@postgres-ha/command-line';
import { describe, expect, test } from 'vitest';
import { exampleMachine } from './example-machine.ts';
import type { Machine } from './machine.ts';
import { start } from './program.ts';

async function run(args: readonly string[], more: Partial<Machine> = {}) {
  const { outcome } = start(args, exampleMachine(more));
  return await outcome;
}

describe('help', () => {
  test.each(['', 'plan', 'serve', 'action', 'schedule', 'locks', 'explain'])(
    'of %s is as it was agreed',
    async (command) => {
      const { code, text } = await run([...command.split(' ').filter((word) => word !== ''), '--help']);
      expect(code).toBe(EXIT_CODES.ok);
      const name = command === '' ? 'gitops-bot' : command;
      await expect(`${text}\n`).toMatchFileSnapshot(`golden/help-${name}.txt`);
    },
  );
});

describe('a command line', () => {
  test.each([
    { name: 'an option that there is not', args: ['explain', '--tokn=ghp_s3cret'], says: "unknown option '--tokn'" },
    { name: 'plan without commands', args: ['plan'], says: "missing required argument 'commands'" },
    { name: 'plan of no command', args: ['plan', 'scale it'], says: 'command: found "scale it"' },
    {
      name: 'plan of a command that the shell took apart',
      args: ['plan', '/scale', 'production/postgres-cluster', 'instances=5'],
      says: 'expected one text. Quote it: gitops-bot plan "/scale production/postgres-cluster instances=5".',
    },
    {
      name: 'plan where nothing is',
      args: ['plan', '/help', '--root', '/nowhere'],
      says: '--root: found no folder environments/',
    },
    { name: 'serve without a configuration', args: ['serve'], says: "required option '--config <file>' not specified" },
    {
      name: 'serve with one that is not there',
      args: ['serve', '--config', '/nowhere', '--grace', '5', '--listen', 'x'],
      says: '--config: found "/nowhere", which cannot be read (ENOENT)',
    },
    { name: 'schedule of one that is not there', args: ['schedule', '--config', '/nowhere'], says: '--config: found' },
    { name: 'locks of one that is not there', args: ['locks', '--config', '/nowhere'], says: '--config: found' },
    { name: 'action outside of a workflow', args: ['action'], says: 'GITHUB_EVENT_NAME: found nothing' },
    { name: 'a name that there is not', args: ['explain', 'scael'], says: 'name: found "scael"' },
  ])('$name is refused', async ({ args, says }) => {
    const { code, text } = await run(args);
    expect(code).toBe(EXIT_CODES.badInput);
    expect(text).toContain(says);
    expect(text).not.toContain('s3cret');
  });

  test('says all that is wrong with it at once', async () => {
    const { text } = await run(['serve', '--config', '/nowhere', '--grace', '5', '--listen', 'x']);
    for (const where of ['--grace', '--listen', '--config']) expect(text).toContain(`${where}: found`);
  });
});

describe('explain', () => {
  test('lists every command and every rule', async () => {
    const { code, text } = await run(['explain']);
    expect(code).toBe(EXIT_CODES.ok);
    for (const name of ['/scale', '/unlock', 'facts-unknown', 'impact/storage-with-rollout', 'app, config']) {
      expect(text).toContain(name);
    }
  });

  test.each(['scale', '/scale', 'help', 'facts-unknown', 'impact/single-instance-rollout', 'app', 'config'])(
    'says something of %s',
    async (name) => {
      const { code, text } = await run(['explain', name]);
      expect(code).toBe(EXIT_CODES.ok);
      expect(text.length).toBeGreaterThan(80);
    },
  );

  test('asks for no permission of the App that the bot has no use for', async () => {
    const { text } = await run(['explain', 'app']);
    const manifest = JSON.parse(text.slice(text.indexOf('\n{'))) as { readonly default_permissions: object };
    expect(manifest.default_permissions).toEqual({
      ...{ metadata: 'read', contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write' },
    });
  });
});
