import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startFaultyServer } from '../http-faults.ts';
import { APP, installationToken, jwtOfApp } from './asking-as-app.ts';
import { ask, REPOSITORY, SETUP } from './asking.ts';
import { startFakeGitHub, type FakeGitHub } from './index.ts';

const setup = { ...SETUP, apps: [APP], webhooks: { secret: 'deep' } };
const told = ({ webhooks }: FakeGitHub): readonly string[] =>
  webhooks.messages().map(({ event, action }) => `${event}${action === undefined ? '' : ` ${action}`}`);

describe('what is told', () => {
  test('of everything that people and apps do, in the shapes that GitHub describes', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    const token = await installationToken(github);
    const issue = people.openIssue({ title: 'scale', labels: ['request'], by: 'ada' });
    const { id } = people.comment(issue.number, { body: '/scale', by: 'ada' });
    people.editComment(id, { body: '/scale more', by: 'ada' });
    people.deleteComment(id, 'ada');
    people.editIssue(issue.number, { title: 'Scale', state: 'closed', by: 'ada' });
    people.editIssue(issue.number, { state: 'open', by: 'ada' });
    const head = people.push({ branch: 'bot/one', files: { 'a.txt': 'x\n' }, by: 'ada' });
    const pull = people.openPullRequest({ title: 'x', head: 'bot/one', by: 'ada' });
    await ask(github, `/repos/${REPOSITORY}/issues/${pull.number}/comments`, {
      method: 'POST',
      token,
      body: { body: 'plan' },
    });
    people.push({ branch: 'bot/one', files: { 'a.txt': 'y\n' }, by: 'ada' });
    people.editPullRequest(pull.number, { title: 'X', state: 'closed', by: 'ada' });
    people.editPullRequest(pull.number, { state: 'open', draft: true, by: 'ada' });
    people.editPullRequest(pull.number, { draft: false, by: 'ada' });
    const check = await ask(github, `/repos/${REPOSITORY}/check-runs`, {
      method: 'POST',
      token,
      body: { name: 'plan', head_sha: head, conclusion: 'neutral' },
    });
    people.rerequestCheck(Number(check.body['id']), 'ada');
    people.merge(pull.number, { by: 'ada', deleteBranch: true });
    expect(github.violations).toEqual([]);
    expect(told(github)).toEqual([
      'issues opened',
      'issue_comment created',
      'issue_comment edited',
      'issue_comment deleted',
      'issues edited',
      'issues closed',
      'issues reopened',
      'push',
      'pull_request opened',
      'issue_comment created',
      'push',
      'pull_request synchronize',
      'pull_request edited',
      'pull_request closed',
      'pull_request converted_to_draft',
      'pull_request reopened',
      'pull_request ready_for_review',
      'check_run rerequested',
      'pull_request closed',
      'push',
      'push',
    ]);
    const byApp = JSON.parse(github.webhooks.messages()[9]?.body ?? '') as object;
    expect(byApp).toMatchObject({ sender: { login: 'keeper-app[bot]', type: 'Bot' }, installation: { id: 7 } });
  });
});

describe('deliveries', () => {
  test('are signed over what is sent, in their order, and a repeated one keeps its GUID', async () => {
    await using receiver = await startFaultyServer({ answer: () => ({ status: 202, body: '' }) });
    await using github = await startFakeGitHub({ ...setup, webhooks: { secret: 'deep', url: `${receiver.url}/hook` } });
    const people = github.repository(REPOSITORY);
    const { number } = people.openIssue({ title: 'scale', by: 'ada' });
    people.comment(number, { body: 'é', by: 'ada' });
    await github.webhooks.settled();
    const [first] = github.webhooks.messages();
    expect(await github.webhooks.send(first?.guid ?? '')).toBe(202);
    expect(receiver.requests.map(({ headers }) => headers['x-github-event'])).toEqual([
      'issues',
      'issue_comment',
      'issues',
    ]);
    const guids = receiver.requests.map(({ headers }) => headers['x-github-delivery']);
    expect([guids[0] === guids[2], guids[0] === guids[1]]).toEqual([true, false]);
    for (const { headers, body } of receiver.requests) {
      const signature = createHmac('sha256', 'deep').update(body).digest('hex');
      expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    }
    expect(github.webhooks.attempts().map(({ redelivery }) => redelivery)).toEqual([false, false, true]);
  });

  test('that were lost are in the app’s list, and come again when it asks', async () => {
    let status = 503;
    await using receiver = await startFaultyServer({ answer: () => ({ status, body: '' }) });
    const webhooks = { secret: 'deep', url: receiver.url, hold: true };
    await using github = await startFakeGitHub({ ...setup, webhooks });
    const people = github.repository(REPOSITORY);
    for (const title of ['one', 'two', 'three']) people.openIssue({ title, by: 'ada' });
    const [one, two, three] = github.webhooks.held().map(({ guid }) => guid);
    expect(receiver.requests).toEqual([]);
    // another order, and one that nobody was there for
    await github.webhooks.send(three ?? '');
    github.webhooks.lose(one ?? '');
    status = 202;
    await github.webhooks.send(two ?? '');
    const token = jwtOfApp();
    const deliveries = '/app/hook/deliveries';
    const failed = await ask(github, `${deliveries}?status=failure&per_page=1`, { token });
    expect(failed.body).toMatchObject([{ guid: one, status_code: 0, redelivery: false, event: 'issues' }]);
    const next = /<([^>]+)>/.exec(failed.headers.get('link') ?? '')?.[1] ?? '';
    const [item] = (await ask(github, next.slice(github.url.length), { token })).body as unknown as readonly {
      readonly id: number;
    }[];
    expect(item).toMatchObject({ guid: three, status_code: 503 });
    const path = `${deliveries}/${item?.id ?? 0}`;
    expect((await ask(github, path, { token })).body).toMatchObject({ request: { payload: { action: 'opened' } } });
    expect((await ask(github, `${path}/attempts`, { token, method: 'POST' })).status).toBe(202);
    expect(github.webhooks.held().map(({ guid }) => guid)).toEqual([three]);
    await github.webhooks.send(three ?? '');
    const [newest] = (await ask(github, deliveries, { token })).body as unknown as readonly object[];
    expect(newest).toMatchObject({ guid: three, status_code: 202, redelivery: true });
    expect(github.violations).toEqual([]);
  });
});

test('what was just created is not there for a while, where a test asks for that', async () => {
  await using github = await startFakeGitHub({ ...SETUP, lag: { single: 1 } });
  const people = github.repository(REPOSITORY);
  people.push({ branch: 'bot/one', files: { x: 'y' }, by: 'ada' });
  const pulls = `/repos/${REPOSITORY}/pulls`;
  await ask(github, pulls, { method: 'POST', body: { title: 'x', head: 'bot/one', base: 'main' } });
  expect((await ask(github, `${pulls}/1`)).status).toBe(404);
  expect((await ask(github, `${pulls}/1`)).status).toBe(200);
  const ref = { ref: 'refs/heads/bot/two', sha: people.branch('main') };
  await ask(github, `/repos/${REPOSITORY}/git/refs`, { method: 'POST', body: ref });
  const one = `/repos/${REPOSITORY}/git/ref/heads/bot/two`;
  expect([(await ask(github, one)).status, (await ask(github, one)).status]).toEqual([404, 200]);
  expect(github.violations).toEqual([]);
});
