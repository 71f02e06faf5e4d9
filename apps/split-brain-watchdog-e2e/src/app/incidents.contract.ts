import { join } from 'node:path';
import { createLedger, reclone, startWriter } from '@postgres-ha/local-stack';
import { eventually } from '@postgres-ha/testkit';
import { startFakeGitHub } from '@postgres-ha/testkit/fake-github';
import { FAKE_SLACK_CHANNEL, FAKE_SLACK_TOKEN, startFakeSlack } from '@postgres-ha/testkit/fake-slack';
import { expect, test } from 'vitest';
import { configOf, startPair } from './pair.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { serveWatchdog, SOON, watchdog, type ServedWatchdog } from './watchdog-process.ts';

const REPOSITORY = 'acme/databases';
/** What was lost is shown for a minute after the member has come back, and an incident ends after some calm. */
const PATIENT = { timeoutMs: 300_000, intervalMs: 250 } as const;
const GITHUB_TOKEN = 'ghp_0123456789abcdefghij0123456789abcdef';

test('one split brain is one issue and one post, also when the watchdog is killed, and both end when it is over and acknowledged', async () => {
  await using directory = await temporaryDirectory();
  await using github = await startFakeGitHub({
    repositories: [{ name: REPOSITORY, members: { watchdog: 'write' } }],
    tokens: [{ token: GITHUB_TOKEN, login: 'watchdog', scopes: ['repo'] }],
  });
  await using slack = await startFakeSlack();
  await using pair = await startPair();
  const config = await directory.write(
    'watchdog.yaml',
    configOf(
      pair,
      `stateDirectory: ${join(directory.path, 'state')}
notify:
  sinks:
    - kind: slack
      channel: ${FAKE_SLACK_CHANNEL}
      url: ${slack.url}
      token: { env: SLACK_BOT_TOKEN }
    - kind: github
      repository: ${REPOSITORY}
      url: ${github.url}
      token: { env: GITHUB_TOKEN }
`,
    ),
  );
  const env = { SLACK_BOT_TOKEN: FAKE_SLACK_TOKEN, GITHUB_TOKEN };
  const issues = () => github.repository(REPOSITORY).issues();
  const tested = await watchdog(['notify', 'test', '--config', config], env);
  expect(tested).toMatchObject({ code: 0, stderr: '' });
  expect(tested.stdout).toMatch(/got it\n.*got it\n$/);
  const [posts, before] = [slack.posted(), issues().length];

  await createLedger(pair.primary);
  const writer = await startWriter(pair.primary, { name: 'w' });
  await writer.reaches(3);
  {
    await using first = serveWatchdog(['--config', config], env);
    await first.line('state-changed', ({ state }) => state === 'healthy');
    await pair.standby.promote();
    await writer.reaches(writer.acknowledged.length + 10);
    await eventually('an issue', () => Promise.resolve(issues()[before]), SOON);
    await eventually('a post', () => Promise.resolve(slack.posted() > posts || undefined), SOON);
    first.signal('SIGKILL');
    expect((await first.ended).killedBy).toBe('SIGKILL');
  }

  await using second = serveWatchdog(['--config', config], env);
  await second.line('state-changed', ({ state }) => String(state).startsWith('dual-writ'));
  await writer.stop();
  await pair.primary.stop('fast');
  const issue = issues()[before];
  expect(issue?.title).toContain('production/orders');
  const [id] = (await statusOf(second)).incidents.map((each) => each.id);
  const said = await watchdog(['acknowledge', String(id), '--config', config, '--by', 'maria']);
  expect(said.code).toBe(0);
  await second.line('incident-acknowledged');
  // The old primary comes back as a standby; what it had alone stays in sight for a minute more.
  await reclone(pair.primary, pair.standby);
  await eventually('a closed issue', () => Promise.resolve(issues()[before]?.state === 'closed' || undefined), PATIENT);
  expect(issues().filter(({ body }) => body?.includes(String(id))).length).toBe(1);
  expect(slack.messages().filter((message) => JSON.stringify(message).includes(String(id))).length).toBe(1);
  expect(github.violations).toEqual([]);
  second.signal('SIGTERM');
  const { code, stdout } = await second.ended;
  expect(code).toBe(0);
  for (const secret of [GITHUB_TOKEN, FAKE_SLACK_TOKEN, pair.primary.password]) expect(stdout).not.toContain(secret);
});

async function statusOf(served: ServedWatchdog): Promise<{ readonly incidents: readonly { readonly id: string }[] }> {
  return JSON.parse((await served.get('/status.json')).text) as { incidents: { id: string }[] };
}
