import { describe, expect, test } from 'vitest';
import { programs } from './programs.ts';
import { workflowTexts } from './workflow-files.ts';
import { workflowFlaws } from './workflow-flaws.ts';

const TEXTS = workflowTexts();
const PROGRAMS = programs();
const SHA = '3d3c42e5aac5ba805825da76410c181273ba90b1';

describe('workflows and actions', () => {
  test('are these', () => {
    expect(Object.keys(TEXTS).sort()).toEqual([
      '.github/actions/gitops-bot/action.yml',
      '.github/workflows/bot.yml',
      '.github/workflows/ci.yml',
      '.github/workflows/contract.yml',
    ]);
    expect(PROGRAMS.subcommands['gitops-bot']).toContain('action');
    expect(PROGRAMS.subcommands['postgres-ha']).toContain('diff');
  });

  test.each(Object.entries(TEXTS))('%s gives strangers nothing, and names only what is there', (path, text) => {
    expect(workflowFlaws(path, text, PROGRAMS)).toEqual([]);
  });

  test('that may write run on what the default branch says', () => {
    const bot = TEXTS['.github/workflows/bot.yml'] ?? '';
    expect(bot).toContain('ref: ${{ github.event.repository.default_branch }}');
    expect(bot).not.toMatch(/^ {2}pull_request/m);
  });
});

const GOOD = `on: [pull_request]
permissions: {}
concurrency: { group: a }
jobs:
  one:
    timeout-minutes: 5
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@${SHA}
        with: { persist-credentials: false }
      - run: npm ci
      - run: npx gitops-bot action
`;

describe('it is found in a workflow:', () => {
  const flaws = (text: string) => workflowFlaws('bad.yml', text, PROGRAMS);

  test('nothing where all is well', () => {
    expect(flaws(GOOD)).toEqual([]);
  });

  test.each([
    ['an action by a tag', SHA, 'v7', 'one: actions/checkout@v7 is not pinned by a commit'],
    ['an action by a short id', SHA, SHA.slice(0, 12), 'is not pinned by a commit'],
    ['an image', `actions/checkout@${SHA}`, 'docker://alpine:3', 'docker://alpine:3 is not pinned by a commit'],
    ['a local action that is not there', `actions/checkout@${SHA}`, './.github/actions/other', 'there is no ./.github'],
    ['rights for all jobs', 'permissions: {}', 'permissions: { contents: read }', 'permissions at its top are not {}'],
    ['the rights that the repository gives', 'permissions: {}\n', '', 'permissions at its top are not {}'],
    ['a job without rights of its own', '    permissions: { contents: read }\n', '', 'one: no permissions of its own'],
    [
      'an expression within a command',
      'npm ci',
      'npm ci ${{ github.event.issue.title }}',
      'one: an expression within a',
    ],
    ['pull_request_target', '[pull_request]', '[pull_request_target]', 'is started by pull_request_target'],
    ['workflow_run', '[pull_request]', '{ workflow_run: { workflows: [CI] } }', 'is started by workflow_run'],
    ['a job that writes', 'contents: read', 'checks: write', 'one: may write on what a pull request says'],
    ['a job that writes all', '{ contents: read }', 'write-all', 'one: may write on what a pull request says'],
    ['credentials that stay', '        with: { persist-credentials: false }\n', '', 'leaves credentials behind'],
    ['credentials that stay by a word', 'credentials: false', "credentials: 'false'", 'leaves credentials behind'],
    ['no concurrency', 'concurrency: { group: a }\n', '', 'no concurrency'],
    ['no end', '    timeout-minutes: 5\n', '', 'one: no timeout-minutes'],
    ['a script that is not there', 'npm ci', 'npm run chekc', 'npm has no chekc here'],
    ['a program that is not there', 'npx gitops-bot', 'npx gitopsbot', 'npx has no gitopsbot here'],
    ['a subcommand that is not there', 'gitops-bot action', 'gitops-bot act', 'gitops-bot has no act'],
    ['a file that is not there', 'npm ci', '.github/kind/uninstall.sh', 'there is no .github/kind/uninstall.sh'],
    [
      'a workflow of others by a branch',
      '    steps:',
      '    uses: a/b/.github/workflows/c.yml@main\n    steps:',
      'not pinned',
    ],
  ])('%s', (_, from, to, says) => {
    const planted = GOOD.replace(from, to);
    expect(planted).not.toBe(GOOD);
    expect(flaws(planted)).toEqual([expect.stringContaining(says)]);
  });

  test('an expression within a command of an action, and a step that is not pinned', () => {
    const text = `runs:\n  steps:\n    - run: echo "\${{ inputs.command }}"\n    - uses: a/b@main\n`;
    expect(workflowFlaws('x/action.yml', text, PROGRAMS)).toEqual([
      'x/action.yml: an expression within a command',
      'x/action.yml: a/b@main is not pinned by a commit',
    ]);
  });
});
