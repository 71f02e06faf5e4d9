import type { BranchChange, GitHubRepository } from '@postgres-ha/github-api';
import { describe, expect, test } from 'vitest';
import { BOT, CLUSTER, repositoryRig, type RepositoryRig } from './repository-rig.ts';

const signal = AbortSignal.timeout(900_000);
const BRANCH = 'postgres-ha/production/postgres-cluster';
const WANTED = { branch: BRANCH, base: 'main', title: 'Scale', body: 'It says.' };

async function claimed(rig: RepositoryRig): Promise<GitHubRepository> {
  const change: BranchChange = {
    branch: BRANCH,
    base: rig.people.branch('main') ?? '',
    files: [{ path: CLUSTER, content: 'instances: 5\n' }],
    message: 'Scale\n',
    expected: 'absent',
  };
  const repository = rig.repository();
  await repository.publish(change, { signal });
  return repository;
}

describe('a pull request', () => {
  test('is opened once, and found by its branch and its number', async () => {
    await using rig = await repositoryRig();
    const repository = await claimed(rig);
    const { pullRequest, made } = await repository.pullRequests.create(WANTED, { signal });
    expect(made).toBe('now');
    expect(pullRequest).toMatchObject({
      title: 'Scale',
      body: 'It says.',
      state: 'open',
      draft: false,
      author: { login: BOT, kind: 'bot' },
      head: { branch: BRANCH, sha: rig.people.branch(BRANCH), repository: 'acme/databases' },
      fromFork: false,
      base: { branch: 'main', sha: rig.people.branch('main') },
      closedAt: undefined,
    });
    const again = await rig.repository().pullRequests.create({ ...WANTED, title: 'Other' }, { signal });
    expect(again).toEqual({ pullRequest, made: 'before' });
    expect(await repository.pullRequests.find(BRANCH, { signal })).toEqual([pullRequest]);
    expect(await repository.pullRequests.get(pullRequest.number, { signal })).toEqual(pullRequest);
    expect(await repository.pullRequests.get(pullRequest.number + 1, { signal })).toBeUndefined();
    expect(rig.github.violations).toEqual([]);
  });

  test('is opened once by several at once, while lists show nothing yet', async () => {
    await using rig = await repositoryRig({ lag: { requests: 1000 } });
    const repository = await claimed(rig);
    const all = await Promise.all([1, 2, 3].map(() => rig.repository().pullRequests.create(WANTED, { signal })));
    expect(new Set(all.map(({ pullRequest }) => pullRequest.number)).size).toBe(1);
    expect(all.map(({ made }) => made).sort()).toEqual(['before', 'before', 'now']);
    expect(rig.people.pullRequests()).toHaveLength(1);
    expect(await repository.pullRequests.find(BRANCH, { signal })).toEqual([]);
  });

  test('that GitHub refuses for another reason is an error', async () => {
    await using rig = await repositoryRig();
    const repository = await claimed(rig);
    const empty = { ...WANTED, branch: 'main', base: BRANCH };
    await expect(repository.pullRequests.create(empty, { signal })).rejects.toMatchObject({
      problem: 'invalid',
      effect: 'none',
    });
    expect(rig.github.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/pulls'))).toHaveLength(
      1,
    );
  });

  test('that is closed stays in what is found, and a new one may follow it', async () => {
    await using rig = await repositoryRig();
    const { pullRequests } = await claimed(rig);
    const first = (await pullRequests.create(WANTED, { signal })).pullRequest;
    rig.people.editPullRequest(first.number, { state: 'closed', by: 'ada' });
    const second = (await pullRequests.create(WANTED, { signal })).pullRequest;
    const found = await pullRequests.find(BRANCH, { signal });
    expect(found.map(({ number, state }) => [number, state])).toEqual([
      [second.number, 'open'],
      [first.number, 'closed'],
    ]);
  });

  test('is changed, and closed with one comment that says why', async () => {
    await using rig = await repositoryRig();
    const { pullRequests } = await claimed(rig);
    const { number } = (await pullRequests.create(WANTED, { signal })).pullRequest;
    expect(await pullRequests.update(number, { title: 'New' }, { signal })).toMatchObject({
      title: 'New',
      body: 'It says.',
    });
    const closed = await pullRequests.close(number, 'Superseded by #9.', { signal });
    expect(closed.state).toBe('closed');
    expect(closed.closedAt).toBeInstanceOf(Date);
    await pullRequests.close(number, 'Superseded by #9.', { signal });
    expect(rig.people.comments(number).map(({ body }) => body)).toEqual(['Superseded by #9.']);
  });

  test('of a fork is told apart, and never among those of a branch', async () => {
    await using rig = await repositoryRig();
    const { pullRequests } = await claimed(rig);
    const fork = rig.github.repository('eve/databases');
    fork.push({ branch: BRANCH, files: { [CLUSTER]: 'instances: 9\n' }, by: 'eve' });
    const { number } = rig.people.openPullRequest({ title: 'Evil', head: `eve:${BRANCH}`, by: 'eve' });
    const own = (await pullRequests.create(WANTED, { signal })).pullRequest;
    expect(await pullRequests.get(number, { signal })).toMatchObject({ fromFork: true, author: { kind: 'person' } });
    const numbers = async (which: 'all' | { readonly prefix: string }): Promise<readonly number[]> =>
      (await pullRequests.listOpen(which, { signal })).map((one) => one.number);
    expect(await numbers('all')).toEqual([number, own.number]);
    expect(await numbers({ prefix: 'postgres-ha/' })).toEqual([own.number]);
    expect(await numbers({ prefix: 'postgres-ha/staging/' })).toEqual([]);
    expect((await pullRequests.find(BRANCH, { signal })).map((one) => one.number)).toEqual([own.number]);
  });

  test('names all of its files, page by page', async () => {
    await using rig = await repositoryRig();
    const files = Object.fromEntries(Array.from({ length: 230 }, (_, n) => [`environments/e/f${n}.yaml`, `${n}\n`]));
    rig.people.push({ branch: 'many', files: { ...files, [CLUSTER]: null, 'README.md': 'x\n' }, by: 'ada' });
    const { number } = rig.people.openPullRequest({ title: 'Many', head: 'many', by: 'ada' });
    const changed = await rig.repository().pullRequests.changedFiles(number, { signal });
    expect(changed.complete).toBe(true);
    expect(changed.files).toHaveLength(232);
    expect(changed.files).toContainEqual({ path: CLUSTER, status: 'removed', previousPath: undefined });
    expect(rig.github.violations).toEqual([]);
  });
});
