import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebhookMessage } from '@postgres-ha/testkit/fake-github';
import { describe, expect, test } from 'vitest';
import { REPOSITORY, SCALE, startAppWorld, TARGET, type AppWorld } from './app-world.ts';
import { runBot, type ProcessEnd } from './bot-process.ts';

const TOKEN = 'ghs_ofAWorkflow0123456789';

interface Ran {
  readonly end: ProcessEnd;
  readonly document: {
    readonly state: string;
    readonly because: string | null;
    readonly outcomes: readonly { readonly kind: string; readonly because?: string; readonly pullRequest?: number }[];
  };
  readonly output: string;
  readonly summary: string;
}

/** As GitHub starts it in a workflow. */
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
  for (const name of ['output', 'summary']) writeFileSync(path(name), '');
  const end = await runBot(['action'], {
    env: {
      ...{ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path('event.json') },
      ...{ GITHUB_REPOSITORY: REPOSITORY, GITHUB_API_URL: world.github.url, GITHUB_RUN_ID: '99', GITHUB_ACTOR: 'ada' },
      ...{ GITHUB_OUTPUT: path('output'), GITHUB_STEP_SUMMARY: path('summary') },
      ...{ GITOPS_BOT_TOKEN: TOKEN, GITOPS_BOT_LOGIN: 'keeper[bot]', GITOPS_BOT_WRITE_INTERVAL_MS: '0', ...env },
    },
  });
  return {
    end,
    document: (end.code === 2 ? {} : JSON.parse(end.stdout)) as Ran['document'],
    output: readFileSync(path('output'), 'utf8'),
    summary: readFileSync(path('summary'), 'utf8'),
  };
}

const payloadOf = ({ event, body }: WebhookMessage) => ({ event, payload: body });

describe('the Action', () => {
  test('turns a comment into one pull request, and says so in one document, an output and a summary', async () => {
    await using world = await startAppWorld();
    const { comment, message } = world.ask(SCALE);
    const { end, document, output, summary } = await run(world, payloadOf(message));
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(world.flaws(comment)).toEqual([]);
    expect(document).toMatchObject({ state: 'done', outcomes: [{ kind: 'proposed', pullRequest: 2 }] });
    const [, delimiter = '', value = ''] = /^outcome<<(\S+)\n(.*)\n\1\n$/.exec(output) ?? [];
    expect(delimiter).toMatch(/^end-[0-9a-f-]{36}$/);
    expect(JSON.parse(value)).toMatchObject({ state: 'done' });
    expect(summary).toContain('Pull request #2: created');
    expect(end.stdout + end.stderr + output + summary).not.toContain(TOKEN);
  });

  test('that is run again does nothing a second time', async () => {
    await using world = await startAppWorld();
    const { comment, message } = world.ask(SCALE);
    await run(world, payloadOf(message));
    const { document } = await run(world, payloadOf(message));
    expect(document.outcomes).toEqual([{ kind: 'nothing', because: 'answered-before' }]);
    expect(world.flaws(comment)).toEqual([]);
  });

  test('reads the pull request of a person', async () => {
    await using world = await startAppWorld();
    const files = world.people.files();
    const path = 'environments/shop/orders/cluster.yaml';
    const text = (files.get(path) ?? '').replace('instances: 3', 'instances: 5');
    world.people.push({ branch: 'bigger', files: { [path]: text }, by: 'grace', message: 'More of them' });
    for (const { guid } of world.github.webhooks.held()) world.github.webhooks.brought(guid);
    const { number } = world.people.openPullRequest({
      head: 'bigger',
      base: 'main',
      title: 'Bigger',
      body: '',
      by: 'grace',
    });
    const message = world.github.webhooks.held().find(({ event }) => event === 'pull_request');
    if (message === undefined) throw new Error('GitHub tells nothing of the pull request');
    const { end, document } = await run(world, { event: 'pull_request_target', payload: message.body });
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(document.outcomes).toMatchObject([{ kind: 'reviewed', pullRequest: number }]);
  });

  test('by the timetable finds what nobody told of', async () => {
    await using world = await startAppWorld({ now: () => Date.now() });
    const { end, document } = await run(world, { event: 'schedule', payload: '{"schedule":"*/15 * * * *"}' });
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(document.outcomes).toMatchObject([{ kind: 'kept-up' }]);
  });

  test('started by hand carries out what is typed, of those who may, once for each run', async () => {
    await using world = await startAppWorld();
    const by = (actor: string, command = SCALE) =>
      run(world, {
        event: 'workflow_dispatch',
        payload: '{}',
        env: { GITOPS_BOT_COMMAND: command, GITHUB_ACTOR: actor },
      });
    expect((await by('reader')).document.outcomes).toEqual([{ kind: 'refused', because: 'not-permitted' }]);
    expect(world.pulls()).toEqual([]);
    expect((await by('ada')).document.outcomes).toMatchObject([{ kind: 'proposed', made: 'created' }]);
    expect((await by('ada')).document.outcomes).toMatchObject([{ kind: 'proposed', made: 'there-already' }]);
    expect(world.pulls()).toHaveLength(1);
    const mistaken = await by('ada', `/scale ${TARGET} instance=5`);
    expect(mistaken.end.code).toBe(2);
    expect(mistaken.end.stderr).toContain('GITOPS_BOT_COMMAND, line 1: found "instance"');
  });

  test('ignores what is nothing for the bot, without asking GitHub', async () => {
    await using world = await startAppWorld();
    const before = world.github.requests.length;
    const { end, document } = await run(world, { event: 'watch', payload: '{"action":"started"}' });
    expect(end.code).toBe(0);
    expect(document.state).toBe('ignored');
    expect(world.github.requests.length).toBe(before);
  });

  test('waits for GitHub where it does not answer, and then goes on', async () => {
    await using world = await startAppWorld();
    const { comment, message } = world.ask(SCALE);
    let left = 6;
    world.github.setFaults(() => (left-- > 0 ? { kind: 'answer', status: 502 } : undefined));
    const { end } = await run(world, payloadOf(message));
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(world.flaws(comment)).toEqual([]);
  });
});

describe('the Action refuses', () => {
  test.each([
    ['no token', { GITOPS_BOT_TOKEN: '' }, 'GITOPS_BOT_TOKEN: found no token'],
    ['a repository that is none', { GITHUB_REPOSITORY: 'databases' }, 'GITHUB_REPOSITORY: found another text'],
    ['a file that is not there', { GITHUB_EVENT_PATH: '/nowhere' }, 'a file that cannot be read (ENOENT)'],
    ['another repository’s event', { GITHUB_REPOSITORY: 'acme/other' }, 'the event is of another repository'],
  ])('%s', async (_, env, says) => {
    await using world = await startAppWorld();
    const { message } = world.ask(SCALE);
    const { end } = await run(world, { ...payloadOf(message), env });
    expect(end.code).toBe(2);
    expect(end.stderr).toContain(says);
    expect(end.stderr).not.toContain(TOKEN);
  });

  test('a file that is no JSON, and prints no command that GitHub would take from its log', async () => {
    await using world = await startAppWorld();
    const { end } = await run(world, { event: 'issue_comment', payload: '::set-output name=a::b\n##[add-mask]x' });
    expect(end.code).toBe(2);
    for (const line of (end.stdout + end.stderr).split('\n')) {
      expect(line.trimStart().startsWith('::')).toBe(false);
      expect(line).not.toContain('##[');
    }
  });
});
