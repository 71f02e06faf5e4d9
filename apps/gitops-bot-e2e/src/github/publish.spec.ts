import { GitHubError, type BranchChange } from '@postgres-ha/github-api';
import { describe, expect, test } from 'vitest';
import { BOT, CLUSTER, MANIFEST, repositoryRig, type RepositoryRig } from './repository-rig.ts';

const signal = AbortSignal.timeout(900_000);
const BRANCH = 'postgres-ha/production/postgres-cluster';

function change(rig: RepositoryRig, to: Partial<BranchChange> = {}): BranchChange {
  return {
    branch: BRANCH,
    base: rig.people.branch('main') ?? '',
    files: [
      { path: CLUSTER, content: 'instances: 5\n' },
      { path: MANIFEST, content: 'spec:\n  instances: 5\n' },
    ],
    message: 'Scale production/postgres-cluster to 5\n\nPostgres-Ha-Plan: 0123\n',
    expected: 'absent',
    ...to,
  };
}

const writes = (rig: RepositoryRig): readonly string[] =>
  rig
    .asked()
    .filter((one) => !one.startsWith('GET '))
    .map((one) => one.replace('/repos/acme/databases/', ''));

describe('a change is published', () => {
  test('as one tree, one commit and one ref, and only its files differ', async () => {
    await using rig = await repositoryRig();
    const begun: number[] = [];
    const begin = (): Promise<void> => {
      begun.push(rig.github.requests.filter(({ method }) => method !== 'GET').length);
      return Promise.resolve();
    };
    const published = await rig.repository().publish(change(rig), { signal, begin });
    expect(published).toMatchObject({ kind: 'published', made: 'now', commit: rig.people.branch(BRANCH) });
    expect(writes(rig)).toEqual(['POST git/trees', 'POST git/commits', 'POST git/refs']);
    // once, before the first of them; before it there was the request for a token
    expect(begun).toEqual([1]);
    const after = rig.people.files(BRANCH);
    const differs = [...rig.people.files('main')].filter(([path, text]) => after.get(path) !== text);
    expect(differs.map(([path]) => path).sort()).toEqual([CLUSTER, MANIFEST]);
    expect(after.get(CLUSTER)).toBe('instances: 5\n');
    expect(rig.github.violations).toEqual([]);
  });

  test('with files that come and go', async () => {
    await using rig = await repositoryRig();
    const files = [
      { path: MANIFEST, content: null },
      { path: 'environments/production/new/cluster.yaml', content: '' },
    ];
    await rig.repository().publish(change(rig, { files }), { signal });
    expect([...rig.people.files(BRANCH).keys()].sort()).toEqual([
      'README.md',
      'environments/production/new/cluster.yaml',
      CLUSTER,
      'environments/staging/postgres-cluster/cluster.yaml',
    ]);
  });

  test('once, however often it is asked for: the second time nothing is set', async () => {
    await using rig = await repositoryRig();
    const first = await rig.repository().publish(change(rig), { signal });
    rig.asked();
    rig.pass(5000);
    const second = await rig.repository().publish(change(rig), { signal });
    expect(second).toEqual({ ...first, made: 'before' });
    expect(writes(rig)).toEqual(['POST git/trees']);
  });

  test.each([
    { name: 'another message', to: { message: 'Scale it to 7\n' } },
    { name: 'other files', to: { files: [{ path: CLUSTER, content: 'instances: 7\n' }] } },
  ])('not where somebody else has the branch: $name', async ({ to }) => {
    await using rig = await repositoryRig();
    await rig.repository().publish(change(rig), { signal });
    const head = rig.people.branch(BRANCH);
    expect(await rig.repository().publish(change(rig, to), { signal })).toEqual({ kind: 'taken', head });
    expect(rig.people.branch(BRANCH)).toBe(head);
  });

  test('by one of two at once', async () => {
    await using rig = await repositoryRig();
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((id) => rig.repository().publish(change(rig, { message: `By ${id}\n` }), { signal })),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['published', 'taken', 'taken']);
    const head = rig.people.branch(BRANCH);
    for (const outcome of outcomes) expect(outcome.kind === 'published' ? outcome.commit : outcome.head).toBe(head);
  });
});

describe('a branch that is there is moved', () => {
  test('in one step, from the commit that was expected', async () => {
    await using rig = await repositoryRig();
    const first = await rig.repository().publish(change(rig), { signal });
    const { number } = rig.people.openPullRequest({ title: 't', head: BRANCH, by: 'ada' });
    rig.people.push({ branch: 'main', files: { 'README.md': 'moved\n' }, by: 'ada' });
    rig.asked();
    const expected = { head: first.kind === 'published' ? first.commit : '' };
    const moved = await rig.repository().publish(change(rig, { expected }), { signal });
    expect(moved).toMatchObject({ kind: 'published', made: 'now', commit: rig.people.branch(BRANCH) });
    expect(writes(rig)).toEqual([
      'POST git/trees',
      'POST git/commits',
      `PATCH git/refs/heads%2F${BRANCH.replaceAll('/', '%2F')}`,
    ]);
    expect(rig.people.pullRequest(number).state).toBe('open');
    const again = await rig.repository().publish(change(rig, { expected }), { signal });
    expect(again).toEqual({ ...moved, made: 'before' });
  });

  test('not over what a person has pushed, even while the commit was made', async () => {
    await using rig = await repositoryRig();
    const first = await rig.repository().publish(change(rig), { signal });
    const expected = { head: first.kind === 'published' ? first.commit : '' };
    let human = '';
    rig.github.setFaults(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/git/commits'))
        human = rig.people.push({ branch: BRANCH, files: { [CLUSTER]: 'instances: 9\n' }, by: 'ada' });
      return undefined;
    });
    const outcome = await rig.repository().publish(change(rig, { expected, message: 'Again\n' }), { signal });
    expect(outcome).toEqual({ kind: 'taken', head: human });
    expect(rig.people.branch(BRANCH)).toBe(human);
  });

  test('not where it is gone', async () => {
    await using rig = await repositoryRig();
    const expected = { head: rig.people.branch('main') ?? '' };
    const outcome = await rig.repository().publish(change(rig, { expected }), { signal });
    expect(outcome).toEqual({ kind: 'taken', head: undefined });
    expect(rig.people.branches()).toEqual(['main']);
  });

  test('and removed only at the commit that was expected', async () => {
    await using rig = await repositoryRig();
    const repository = rig.repository();
    const first = await repository.publish(change(rig), { signal });
    const head = first.kind === 'published' ? first.commit : '';
    const other = rig.people.branch('main') ?? '';
    expect(await repository.deleteBranch(BRANCH, other, { signal })).toEqual({ kind: 'kept', head });
    expect(await repository.branches('postgres-ha/', { signal })).toEqual([{ name: BRANCH, head }]);
    expect(await repository.deleteBranch(BRANCH, head, { signal })).toEqual({ kind: 'removed' });
    expect(await repository.deleteBranch(BRANCH, head, { signal })).toEqual({ kind: 'removed' });
    expect(rig.people.branches()).toEqual(['main']);
  });
});

describe('what has to be so just before', () => {
  test('is looked at until it could be found out, and nothing is written before', async () => {
    await using rig = await repositoryRig();
    let looks = 0;
    const begin = (): Promise<void> =>
      ++looks < 3
        ? Promise.reject(new GitHubError({ operation: 'x/y', problem: 'unavailable', effect: 'none' }))
        : Promise.resolve();
    expect(await rig.repository().publish(change(rig), { signal, begin })).toMatchObject({ kind: 'published' });
    expect([looks, writes(rig)]).toEqual([3, ['POST git/trees', 'POST git/commits', 'POST git/refs']]);
  });

  test.each(['unavailable', 'conflict', 'not-found', 'invalid', 'forbidden'] as const)(
    'keeps everything from being written where it is not: %s',
    async (problem) => {
      await using rig = await repositoryRig();
      const repository = rig.repository();
      await repository.publish(change(rig, { branch: 'postgres-ha/other' }), { signal });
      const refused = new GitHubError({ operation: 'x/y', problem, effect: 'none' });
      const options = { signal, begin: () => Promise.reject(refused) };
      const at = { head: rig.people.branch('postgres-ha/other') ?? '' };
      const moved = change(rig, { branch: 'postgres-ha/other', expected: at, message: 'Other' });
      const wanted = { branch: 'postgres-ha/other', base: 'main', title: 't', body: 'b' };
      rig.asked();
      await expect(repository.publish(change(rig), options)).rejects.toBe(refused);
      await expect(repository.publish(moved, options)).rejects.toBe(refused);
      await expect(repository.pullRequests.create(wanted, options)).rejects.toBe(refused);
      await expect(repository.deleteBranch('postgres-ha/other', at.head, options)).rejects.toBe(refused);
      expect(writes(rig)).toEqual([]);
    },
  );
});

describe('nothing else is written', () => {
  test('to the default branch', async () => {
    await using rig = await repositoryRig();
    const head = rig.people.branch('main') ?? '';
    for (const expected of ['absent', { head }] as const)
      await expect(
        rig.repository().publish(change(rig, { branch: 'main', expected }), { signal }),
      ).rejects.toBeInstanceOf(RangeError);
    expect(rig.people.branch('main')).toBe(head);
  });

  test.each([
    '.github/workflows/ci.yaml',
    'environments',
    'environments/',
    'environments/../.github/workflows/ci.yaml',
    'environments/./a.yaml',
    'environments//a.yaml',
    'environments/.git/config',
    'environments/a/.GIT/config',
    'environments/a\\b.yaml',
    'environments/a\nb.yaml',
    '/environments/a.yaml',
    'Environments/a.yaml',
  ])('%j', async (path) => {
    await using rig = await repositoryRig();
    const files = [{ path, content: 'x\n' }];
    await expect(rig.repository().publish(change(rig, { files }), { signal })).rejects.toBeInstanceOf(RangeError);
    expect(rig.asked().filter((one) => !one.startsWith('GET '))).toEqual([]);
  });

  test('what changes nothing is no commit', async () => {
    await using rig = await repositoryRig();
    for (const files of [[], [{ path: CLUSTER, content: 'instances: 3\n' }]])
      await expect(rig.repository().publish(change(rig, { files }), { signal })).rejects.toBeInstanceOf(RangeError);
    expect(rig.people.branches()).toEqual(['main']);
  });
});

test('an app commits as itself, and GitHub vouches for it', async () => {
  await using rig = await repositoryRig();
  const published = await rig.repository().publish(change(rig), { signal });
  const sha = published.kind === 'published' ? published.commit : '';
  expect(await rig.repository().commit(sha, { signal })).toMatchObject({ author: BOT, verified: true });
});
