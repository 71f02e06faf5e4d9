import { GitHubError } from '@postgres-ha/github-api';
import { describe, expect, test } from 'vitest';
import { BOT, CLUSTER, MANIFEST, repositoryRig, TOKEN } from './repository-rig.ts';

const signal = AbortSignal.timeout(900_000);
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('what is in a repository', () => {
  test('is read at one commit, below environments/ only, and each content once', async () => {
    await using rig = await repositoryRig();
    const repository = rig.repository();
    const main = await repository.head(await repository.defaultBranch({ signal }), { signal });
    const state = await repository.state(main ?? '', { signal });
    expect(state.commit).toBe(rig.people.branch('main'));
    expect([...state.files.keys()].sort()).toEqual([
      CLUSTER,
      MANIFEST,
      'environments/staging/postgres-cluster/cluster.yaml',
    ]);
    const read = await state.read([MANIFEST, CLUSTER, 'environments/absent.yaml', CLUSTER], signal);
    expect([...read].map(([path, bytes]) => [path, text(bytes)])).toEqual([
      [MANIFEST, 'spec:\n  instances: 3\n'],
      [CLUSTER, 'instances: 3\n'],
    ]);
    rig.asked();
    await state.read([CLUSTER, MANIFEST], signal);
    const again = await repository.state(main ?? '', { signal });
    await again.read([CLUSTER], signal);
    expect(rig.asked()).toEqual([]);
    expect(rig.github.violations).toEqual([]);
  });

  test('of the next commit only what changed is read', async () => {
    await using rig = await repositoryRig();
    const repository = rig.repository();
    const state = await repository.state(rig.people.branch('main') ?? '', { signal });
    await state.read([...state.files.keys()], signal);
    const next = rig.people.push({ branch: 'main', files: { [CLUSTER]: 'instances: 5\n' }, by: 'ada' });
    rig.asked();
    const after = await repository.state(next, { signal });
    const read = await after.read([...after.files.keys()], signal);
    expect(text(read.get(CLUSTER))).toBe('instances: 5\n');
    expect(rig.asked().map((one) => one.replace(/[0-9a-f]{40}/, 'ID'))).toEqual([
      'GET /repos/acme/databases/git/trees/ID',
      'GET /repos/acme/databases/git/trees/ID?recursive=1',
      'GET /repos/acme/databases/git/blobs/ID',
    ]);
  });

  test('is all of it where GitHub cuts its lists off', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `environments/e${n % 7}/c${n}/cluster.yaml`);
    await using rig = await repositoryRig({
      files: Object.fromEntries(names.map((name) => [name, `${name}\n`])),
      mostTreeEntries: 9,
    });
    const repository = rig.repository();
    const state = await repository.state(rig.people.branch('main') ?? '', { signal });
    expect([...state.files.keys()].sort()).toEqual([...names].sort());
  });

  test('that is no regular file is named and not read', async () => {
    await using rig = await repositoryRig();
    const { git } = rig.people;
    const blob = git.put({ kind: 'blob', bytes: Buffer.from('/etc/passwd') });
    const inner = git.put({
      kind: 'tree',
      entries: [
        { mode: '120000', name: 'cluster.yaml', sha: blob },
        { mode: '100755', name: 'run.sh', sha: blob },
        { mode: '160000', name: 'module', sha: '1'.repeat(40) },
      ],
    });
    const environments = git.put({ kind: 'tree', entries: [{ mode: '040000', name: 'evil', sha: inner }] });
    const tree = git.put({ kind: 'tree', entries: [{ mode: '040000', name: 'environments', sha: environments }] });
    const person = { name: 'eve', email: 'eve@example.org', atSeconds: 1 };
    const commit = { tree, parents: [], author: person, committer: person, message: 'm' };
    const repository = rig.repository();
    const state = await repository.state(git.put({ kind: 'commit', commit }), { signal });
    expect(state.files.size).toBe(0);
    expect([...state.irregular].sort()).toEqual([
      'environments/evil/cluster.yaml',
      'environments/evil/module',
      'environments/evil/run.sh',
    ]);
    expect((await state.read([...state.irregular], signal)).size).toBe(0);
    const link = { ref: state.commit, path: 'environments/evil/cluster.yaml' };
    expect(await repository.file(link, { signal })).toBeUndefined();
  });

  test('is nothing where there is no such folder, and an error where there is no such commit', async () => {
    await using rig = await repositoryRig({ files: { 'README.md': 'x\n' } });
    const repository = rig.repository();
    const state = await repository.state(rig.people.branch('main') ?? '', { signal });
    expect([state.files.size, state.irregular.size]).toEqual([0, 0]);
    await expect(repository.state('f'.repeat(40), { signal })).rejects.toMatchObject({ problem: 'not-found' });
    await expect(repository.state('f'.repeat(40), { signal })).rejects.toBeInstanceOf(GitHubError);
    expect(await repository.commit('f'.repeat(40), { signal })).toBeUndefined();
  });

  test('is read from any path of a branch', async () => {
    await using rig = await repositoryRig();
    rig.people.push({ branch: 'facts/live', files: { 'facts/production/a.json': '{}\n' }, by: 'ada' });
    const repository = rig.repository();
    const at = { ref: 'facts/live', path: 'facts/production/a.json' };
    expect(text(await repository.file(at, { signal }))).toBe('{}\n');
    for (const other of [
      { ...at, ref: 'facts' },
      { ...at, path: 'facts/production' },
      { ...at, path: 'facts/production/a.json/b' },
    ])
      expect(await repository.file(other, { signal })).toBeUndefined();
    const folder = { commit: rig.people.branch('facts/live') ?? '', path: 'facts' };
    expect([...(await repository.folder(folder, { signal })).files.keys()]).toEqual(['facts/production/a.json']);
  });
});

describe('a commit', () => {
  test('says whose it is, and whether GitHub vouches for that', async () => {
    await using rig = await repositoryRig();
    const base = rig.people.branch('main') ?? '';
    const human = rig.people.push({ branch: 'work', files: { [CLUSTER]: 'instances: 4\n' }, by: 'ada' });
    const repository = rig.repository();
    const files = [{ path: CLUSTER, content: 'instances: 5\n' }];
    const change = { branch: 'postgres-ha/x', base, files, message: 'Scale\n\nA: b', expected: 'absent' } as const;
    const published = await repository.publish(change, { signal });
    const own = await repository.commit(published.kind === 'published' ? published.commit : '', { signal });
    expect(own).toMatchObject({ parents: [base], message: 'Scale\n\nA: b', author: BOT, verified: true });
    expect(await repository.commit(human, { signal })).toMatchObject({ author: 'ada', verified: false });
    const comparison = await repository.compare(human, own?.sha ?? '', { signal });
    expect(comparison).toEqual({ mergeBase: base, ahead: 1, behind: 1 });
    expect(rig.github.violations).toEqual([]);
  });
});

test('a token reads the same', async () => {
  await using rig = await repositoryRig();
  const repository = rig.repository({ kind: 'token', token: TOKEN });
  const state = await repository.state(rig.people.branch('main') ?? '', { signal });
  expect(state.files.size).toBe(3);
});
