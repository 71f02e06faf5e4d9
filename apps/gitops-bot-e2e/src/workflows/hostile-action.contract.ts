import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPOSITORY, startAppWorld, type AppWorld } from '../app/app-world.ts';
import { runBot } from '../app/bot-process.ts';
import { CODE, LINE } from './hostile-files.ts';

const TOKEN = 'ghs_ofAWorkflow0123456789';

interface Ran {
  readonly code: number | null;
  readonly printed: string;
  readonly output: string;
  readonly summary: string;
}

async function run(
  world: AppWorld,
  {
    event,
    payload,
    env = {},
  }: { readonly event: string; readonly payload: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const directory = join(world.directory.path, 'runner');
  mkdirSync(directory, { recursive: true });
  const path = (name: string): string => join(directory, name);
  writeFileSync(path('event.json'), payload);
  for (const name of ['output', 'summary', 'env', 'path']) writeFileSync(path(name), '');
  const { code, stdout, stderr } = await runBot(['action'], {
    cwd: directory,
    env: {
      ...{ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path('event.json') },
      ...{ GITHUB_REPOSITORY: REPOSITORY, GITHUB_API_URL: world.github.url, GITHUB_RUN_ID: '99', GITHUB_ACTOR: 'ada' },
      ...{ GITHUB_OUTPUT: path('output'), GITHUB_STEP_SUMMARY: path('summary') },
      ...{ GITHUB_ENV: path('env'), GITHUB_PATH: path('path') },
      ...{ GITOPS_BOT_TOKEN: TOKEN, GITOPS_BOT_LOGIN: 'keeper[bot]', GITOPS_BOT_WRITE_INTERVAL_MS: '0', ...env },
    },
  });
  expect(readFileSync(path('env'), 'utf8') + readFileSync(path('path'), 'utf8')).toBe('');
  return {
    code,
    printed: stdout + stderr,
    output: readFileSync(path('output'), 'utf8'),
    summary: readFileSync(path('summary'), 'utf8'),
  };
}

/** What a runner, or who reads the log, would be led by. */
function flaws({ printed, output, summary }: Ran): readonly string[] {
  const commands = printed.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
  const entry = /^(?:outcome<<(end-[0-9a-f-]{36})\n[^\n]*\n\1\n)?$/.test(output);
  return [
    ...commands.map((line) => `a command of the log: ${line}`),
    ...(entry ? [] : [`another entry in the output: ${output}`]),
    ...(/<img|evil\.example|@ada\b/.test(summary) ? [`the summary says ${summary}`] : []),
    ...([printed, output, summary].some((text) => text.includes(TOKEN)) ? ['the token is told'] : []),
  ];
}

describe('the Action is led by nothing that a stranger writes:', () => {
  test.each([
    ['code around a command', `${CODE}\n/scale shop/orders instances=7`, 'ada'],
    ['code in a command', `/scale shop/orders instances=$(id)`, 'ada'],
    ['code in a reason', `/freeze shop reason=${JSON.stringify(LINE.replaceAll('"', "'").slice(0, 400))}`, 'ada'],
    ['code of somebody who may not', CODE, 'reader'],
    ['an output in a command', '/scale shop/orders instances=5%0A::set-output name=outcome::x', 'ada'],
    ['delimiters', '/scale shop/orders instances=5\noutcome<<EOF\nx\nEOF', 'ada'],
  ])('%s', async (_, body, by) => {
    await using world = await startAppWorld();
    const { message } = world.ask(body, by);
    const ran = await run(world, { event: message.event, payload: message.body });
    expect(flaws(ran)).toEqual([]);
    expect([0, 1, 2]).toContain(ran.code);
    if (by === 'reader') expect(world.pulls()).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });

  test('a command that is typed', async () => {
    await using world = await startAppWorld();
    const ran = await run(world, { event: 'workflow_dispatch', payload: '{}', env: { GITOPS_BOT_COMMAND: CODE } });
    expect(flaws(ran)).toEqual([]);
    expect(world.pulls()).toEqual([]);
  });

  test('a pull request in which everything is code', async () => {
    await using world = await startAppWorld();
    const path = 'environments/shop/orders/cluster.yaml';
    const text = `# ${LINE}\n${(world.people.files().get(path) ?? '').replace('instances: 3', 'instances: 5')}`;
    world.people.push({ branch: 'x-$(id)`id`@ada', files: { [path]: text }, by: 'grace', message: CODE });
    const opened = { head: 'x-$(id)`id`@ada', title: LINE.slice(0, 200), body: CODE, by: 'grace' };
    world.people.openPullRequest(opened);
    for (const { guid } of world.github.webhooks.held()) world.github.webhooks.brought(guid);
    const ran = await run(world, { event: 'schedule', payload: '{"schedule":"*/15 * * * *"}' });
    expect(ran.code, ran.printed).toBe(0);
    expect(flaws(ran)).toEqual([]);
    expect(world.people.branches()).toEqual(['main', 'x-$(id)`id`@ada']);
  });
});
