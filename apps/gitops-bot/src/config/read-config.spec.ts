import { generateKeyPairSync } from 'node:crypto';
import { formatInputProblem } from '@postgres-ha/command-line';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_CONFIG } from '../commands/example-config.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { readConfig } from './read-config.ts';

const { privateKey: PEM } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

const SMALL = `github: { tokenEnvironment: BOT_TOKEN }
repositories: [acme/databases]
`;

function read(text: string, env: Readonly<Record<string, string>> = {}) {
  using directory = temporaryDirectory();
  directory.write('bot.yaml', text);
  directory.write('private-key.pem', PEM);
  directory.write('webhook-secret', 'the-webhook-secret\n');
  directory.write('empty', '');
  const all = { BOT_TOKEN: 'ghp_onlyForTests', OLD_WEBHOOK_SECRET: 'the-old-secret', ...env };
  return { read: readConfig('bot.yaml', { workingDirectory: directory.path, env: all }), directory: directory.path };
}

function problems(text: string): readonly string[] {
  const { read: result } = read(text);
  return result.kind === 'read' ? [] : result.problems.map(formatInputProblem);
}

describe('a configuration', () => {
  test('of a token and a repository has what is usual', () => {
    const { read: result } = read(SMALL);
    expect(result).toMatchObject({
      kind: 'read',
      value: {
        auth: { kind: 'token', token: 'ghp_onlyForTests' },
        ...{
          apiUrl: undefined,
          writeIntervalMs: undefined,
          dashboard: undefined,
          webhooks: undefined,
          listen: undefined,
        },
        repositories: ['acme/databases'],
        facts: { kind: 'branch', branch: 'postgres-ha-facts' },
        timetable: { cron: '0 */5 * * * *', timeZone: 'UTC' },
      },
    });
  });

  test('that `explain config` shows can be read, and its paths begin beside it', () => {
    const { read: result, directory } = read(
      EXAMPLE_CONFIG.replaceAll('/run/secrets/gitops-bot/', '').replace('/var/lib/gitops-bot', 'state'),
    );
    expect(result.kind === 'refused' ? result.problems.map(formatInputProblem) : []).toEqual([]);
    expect(result).toMatchObject({
      value: {
        auth: { kind: 'app', appId: 123_456, installationId: 7_890_123, privateKey: PEM.trimEnd() },
        stateDirectory: `${directory}/state`,
        webhooks: {
          listen: { host: '0.0.0.0', port: 8081 },
          ...{
            path: '/webhooks/github',
            secrets: ['the-webhook-secret', 'the-old-secret'],
            maxBodyBytes: 5 * 1024 ** 2,
          },
        },
      },
    });
  });

  test('knows what must not be printed', () => {
    const { read: result } = read(`${SMALL}webhooks: { secrets: [{ file: webhook-secret }] }\n`);
    expect(result.kind === 'read' ? result.value.secrets : []).toEqual(
      expect.arrayContaining(['ghp_onlyForTests', 'the-webhook-secret']),
    );
  });
});

test.each([
  ['a key that there is not', `${SMALL}repository: x\n`, 'bot.yaml:3:1: found the key "repository"'],
  [
    'nobody to be',
    'github: {}\nrepositories: [acme/databases]\n',
    'bot.yaml:1:1: github: found neither an App nor a token',
  ],
  [
    'an App and a token',
    'github: { appId: 1, tokenEnvironment: BOT_TOKEN }\nrepositories: [acme/databases]\n',
    'found an App and a token, expected one of them',
  ],
  [
    'an App without its installation',
    'github: { appId: 1, privateKeyFile: private-key.pem }\nrepositories: [a/b]\n',
    'found no installationId',
  ],
  [
    'a key that is none',
    'github: { appId: 1, installationId: 2, privateKeyFile: webhook-secret }\nrepositories: [a/b]\n',
    'bot.yaml:1:40: github.privateKeyFile: found another text there',
  ],
  [
    'a key in two places',
    'github: { appId: 1, installationId: 2, privateKeyFile: a, privateKeyEnvironment: B }\nrepositories: [a/b]\n',
    'github: found both, expected `privateKeyFile` or `privateKeyEnvironment`',
  ],
  [
    'a variable that is not set',
    SMALL.replace('BOT_TOKEN', 'OTHER'),
    'github.tokenEnvironment: found no variable OTHER',
  ],
  [
    'a secret that is empty',
    `${SMALL}webhooks: { secrets: [{ file: empty }] }\n`,
    'webhooks.secrets[0]: found an empty secret',
  ],
  [
    'a secret that is nowhere',
    `${SMALL}webhooks: { secrets: [{}] }\n`,
    'webhooks.secrets[0]: found neither, expected `file` or `environment`',
  ],
  ['no secret', `${SMALL}webhooks: { secrets: [] }\n`, 'found a list, expected at least one as webhooks.secrets'],
  [
    'a body that is too small',
    `${SMALL}webhooks: { maxBody: 1KiB, secrets: [{ file: webhook-secret }] }\n`,
    'expected 64KiB to 25MiB',
  ],
  [
    'a repository without an owner',
    SMALL.replace('acme/', ''),
    'expected owner and name, such as acme/databases as repositories[0]',
  ],
  ['a repository twice', SMALL.replace(']', ', Acme/databases]'), 'repositories[1]: found "Acme/databases" again'],
  [
    'a timetable that is none',
    `${SMALL}schedule: { cron: "* * * * *" }\n`,
    'schedule.cron: found "* * * * *", expected six fields',
  ],
  ['facts in two places', `${SMALL}facts: { directory: a, branch: b }\n`, 'facts: found both'],
  ['an address that is none', `${SMALL}listen: example.com:80\n`, 'listen: found "example.com:80"'],
  ['no YAML', 'github: [\n', 'found YAML that cannot be read'],
])('a configuration with %s is refused at its place', (_, text, says) => {
  expect(problems(text).join('\n')).toContain(says);
});

test('a token that somebody writes where a name belongs is in no message', () => {
  const text = 'github: { tokenEnvironment: "ghp_16C7e42F292c6912E7" }\nrepositories: [1]\n';
  const said = problems(text).join('\n');
  expect(said).not.toBe('');
  expect(said).not.toContain('ghp_16C7e42F292c6912E7');
});
