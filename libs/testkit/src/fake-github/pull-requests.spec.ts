import { describe, expect, test } from 'vitest';
import { ask, REPOSITORY, SETUP, type Said } from './asking.ts';
import { startFakeGitHub, type FakeGitHub } from './index.ts';

const PULLS = `/repos/${REPOSITORY}/pulls`;
const FILE = 'environments/production/cluster.yaml';
const setup = {
  ...SETUP,
  repositories: [
    {
      name: REPOSITORY,
      private: true,
      members: { keeper: 'write' as const, reader: 'read' as const },
      files: { [FILE]: 'kind: Cluster\ninstances: 3\nstorage: 10Gi\n', 'README.md': 'hello\n' },
    },
    { name: 'ada/databases', forkOf: REPOSITORY, members: { ada: 'admin' as const } },
  ],
};
const create = (github: FakeGitHub, body: object): Promise<Said> =>
  ask(github, PULLS, { method: 'POST', body: { title: 'Five', head: 'bot/one', base: 'main', ...body } });
const errors = ({ body }: Said): unknown => body['errors'];
const state = async (github: FakeGitHub, number: number): Promise<unknown> =>
  (await ask(github, `${PULLS}/${number}`)).body['state'];
const scaled = (github: FakeGitHub, branch: string): string =>
  github.repository(REPOSITORY).push({
    branch,
    files: { [FILE]: 'kind: Cluster\ninstances: 5\nstorage: 10Gi\n' },
    by: 'ada',
  });

describe('a pull request', () => {
  test('is opened, listed, looked at and changed, is an issue too, and every answer fits the description', async () => {
    await using github = await startFakeGitHub(setup);
    const head = scaled(github, 'bot/one');
    expect(await create(github, { body: 'why' })).toMatchObject({
      status: 201,
      body: { number: 1, state: 'open', mergeable: null, head: { ref: 'bot/one', sha: head }, changed_files: 1 },
    });
    expect((await ask(github, `${PULLS}/1`)).body).toMatchObject({
      mergeable: true,
      mergeable_state: 'clean',
      commits: 1,
      additions: 1,
      deletions: 1,
      maintainer_can_modify: false,
    });
    const found = `${PULLS}?head=acme:bot/one&base=main&state=all&sort=updated&direction=desc`;
    expect((await ask(github, found)).body).toMatchObject([{ number: 1 }]);
    expect((await ask(github, `${PULLS}?head=acme:bot/two`)).body).toEqual([]);
    expect((await ask(github, `${PULLS}/1/files`)).body).toMatchObject([
      {
        filename: FILE,
        status: 'modified',
        patch: '@@ -1,3 +1,3 @@\n kind: Cluster\n-instances: 3\n+instances: 5\n storage: 10Gi',
      },
    ]);
    expect((await ask(github, `${PULLS}/1/commits`)).body).toMatchObject([{ sha: head, author: { login: 'ada' } }]);
    const edit = { title: 'Five instances', body: 'because' };
    expect((await ask(github, `${PULLS}/1`, { method: 'PATCH', body: edit })).body).toMatchObject(edit);
    const issue = `/repos/${REPOSITORY}/issues/1`;
    expect((await ask(github, issue)).body).toMatchObject({ ...edit, pull_request: { merged_at: null } });
    expect((await ask(github, `${issue}/comments`, { method: 'POST', body: { body: 'seen' } })).body).toMatchObject({
      html_url: expect.stringContaining('/pull/1#issuecomment-') as string,
    });
    const eyes = { method: 'POST', body: { content: 'eyes' } };
    expect((await ask(github, `${issue}/reactions`, eyes)).status).toBe(201);
    expect(github.repository(REPOSITORY).issues()).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  test.each([
    { name: 'its branch is not there', body: { head: 'bot/none' }, error: { field: 'head', code: 'invalid' } },
    {
      name: 'its base is not there',
      body: { head: 'bot/two', base: 'none' },
      error: { field: 'base', code: 'invalid' },
    },
    {
      name: 'there is nothing in it',
      body: { head: 'main' },
      error: { code: 'custom', message: 'No commits between main and main' },
    },
    {
      name: 'one is open for its branch',
      body: { head: 'bot/taken' },
      error: { code: 'custom', message: 'A pull request already exists for acme:bot/taken.' },
    },
  ])('is refused with 422 when $name', async ({ body, error }) => {
    await using github = await startFakeGitHub(setup);
    scaled(github, 'bot/taken');
    scaled(github, 'bot/two');
    github.repository(REPOSITORY).openPullRequest({ title: 'x', head: 'bot/taken', by: 'ada' });
    const said = await create(github, body);
    expect([said.status, errors(said)]).toMatchObject([422, [{ resource: 'PullRequest', ...error }]]);
    expect(github.violations).toEqual([]);
  });

  test('that GitHub closed because nothing was left in it is closed for good', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    scaled(github, 'bot/one');
    await create(github, {});
    const refs = `/repos/${REPOSITORY}/git/refs/heads/bot/one`;
    const main = people.branch('main');
    await ask(github, refs, { method: 'PATCH', body: { sha: main, force: true } });
    expect(people.pullRequest(1)).toMatchObject({ state: 'closed', merged: undefined });
    scaled(github, 'bot/one');
    const said = await ask(github, `${PULLS}/1`, { method: 'PATCH', body: { state: 'open' } });
    expect([said.status, await state(github, 1)]).toEqual([422, 'closed']);
    expect((await create(github, {})).body).toMatchObject({ number: 2 });
    expect(github.violations).toEqual([]);
  });

  test.each([
    {
      name: 'its branch was forced elsewhere',
      then: (github: FakeGitHub) =>
        github.repository(REPOSITORY).push({ branch: 'bot/one', onto: 'main', files: { x: 'y' }, by: 'ada' }),
      why: /force-pushed or recreated/,
    },
    {
      name: 'its branch is gone',
      then: (github: FakeGitHub) => {
        github.repository(REPOSITORY).deleteBranch('bot/one', 'ada');
      },
      why: /has been deleted/,
    },
    {
      name: 'another one is open for its branch',
      then: (github: FakeGitHub) =>
        github.repository(REPOSITORY).openPullRequest({ title: 'x', head: 'bot/one', by: 'ada' }),
      why: /already exists/,
    },
  ])('that was closed is not opened again when $name', async ({ then, why }) => {
    await using github = await startFakeGitHub(setup);
    scaled(github, 'bot/one');
    await create(github, {});
    await ask(github, `${PULLS}/1`, { method: 'PATCH', body: { state: 'closed' } });
    then(github);
    const said = await ask(github, `${PULLS}/1`, { method: 'PATCH', body: { state: 'open' } });
    expect([said.status, JSON.stringify(errors(said))]).toEqual([422, expect.stringMatching(why)]);
    expect(await state(github, 1)).toBe('closed');
    expect(github.violations).toEqual([]);
  });

  test('is closed with its branch, and follows what is pushed to it', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    scaled(github, 'bot/one');
    await create(github, {});
    const head = people.push({ branch: 'bot/one', files: { 'README.md': 'hi\n' }, by: 'ada' });
    expect(people.pullRequest(1)).toMatchObject({ state: 'open', head: { sha: head } });
    people.deleteBranch('bot/one', 'ada');
    expect(people.pullRequest(1)).toMatchObject({ state: 'closed', closedBy: 'ada', head: { sha: head } });
  });

  test('lists do not know it for a while', async () => {
    await using github = await startFakeGitHub({ ...setup, lag: { requests: 2 } });
    scaled(github, 'bot/one');
    await create(github, {});
    expect((await ask(github, PULLS)).body).toEqual([]);
    expect((await ask(github, `${PULLS}/1`)).status).toBe(200);
    expect((await ask(github, PULLS)).body).toMatchObject([{ number: 1 }]);
  });

  test('of a fork shows where it comes from, and whether its branch may be changed', async () => {
    await using github = await startFakeGitHub(setup);
    github.repository('ada/databases').push({ branch: 'mine', files: { 'README.md': 'mine\n' }, by: 'ada' });
    github
      .repository(REPOSITORY)
      .openPullRequest({ title: 'mine', head: 'ada:mine', draft: true, maintainerCanModify: false, by: 'ada' });
    expect((await ask(github, `${PULLS}/1`)).body).toMatchObject({
      draft: true,
      mergeable_state: 'draft',
      maintainer_can_modify: false,
      head: { label: 'ada:mine', repo: { full_name: 'ada/databases', fork: true } },
      base: { label: 'acme:main', repo: { full_name: REPOSITORY } },
    });
    expect(github.violations).toEqual([]);
  });
});

describe('merging', () => {
  const merge = (github: FakeGitHub, body: object): Promise<Said> =>
    ask(github, `${PULLS}/1/merge`, { method: 'PUT', body });

  test.each([
    { method: 'merge', parents: 2, verified: true },
    { method: 'squash', parents: 1, verified: true },
    { method: 'rebase', parents: 1, verified: false },
  ])('by $method brings its files to the base', async ({ method, parents, verified }) => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    const head = scaled(github, 'bot/one');
    await create(github, {});
    people.push({ branch: 'main', files: { 'README.md': 'meanwhile\n' }, by: 'ada' });
    const said = await merge(github, { merge_method: method, sha: head });
    expect(said).toMatchObject({ status: 200, body: { merged: true, sha: people.branch('main') } });
    expect(people.file(FILE)).toContain('instances: 5');
    expect(people.file('README.md')).toBe('meanwhile\n');
    const commit = (await ask(github, `/repos/${REPOSITORY}/git/commits/${String(said.body['sha'])}`)).body;
    expect(commit['parents']).toHaveLength(parents);
    expect(commit['verification']).toMatchObject({ verified });
    expect((await ask(github, `${PULLS}/1`)).body).toMatchObject({ merged: true, state: 'closed', changed_files: 1 });
    expect((await ask(github, `${PULLS}/1/merge`)).status).toBe(204);
    expect(github.violations).toEqual([]);
  });

  test('is refused for another head, a conflict and a draft', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    scaled(github, 'bot/one');
    await create(github, { draft: true });
    expect((await merge(github, {})).status).toBe(405);
    people.editPullRequest(1, { draft: false, by: 'ada' });
    expect((await merge(github, { sha: people.branch('main') })).status).toBe(409);
    people.push({ branch: 'main', files: { [FILE]: 'kind: Cluster\ninstances: 1\n' }, by: 'ada' });
    expect((await ask(github, `${PULLS}/1`)).body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect((await merge(github, {})).status).toBe(405);
    expect(people.pullRequest(1)).toMatchObject({ state: 'open' });
    expect(github.violations).toEqual([]);
  });

  test('what reaches the base in another way is merged too', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    const head = scaled(github, 'bot/one');
    await create(github, {});
    const path = `/repos/${REPOSITORY}/git/refs/heads/main`;
    expect((await ask(github, path, { method: 'PATCH', body: { sha: head } })).status).toBe(200);
    expect(people.pullRequest(1)).toMatchObject({ state: 'closed', merged: { commit: head } });
  });
});
