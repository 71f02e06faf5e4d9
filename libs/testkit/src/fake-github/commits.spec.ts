import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { APP, installationToken } from './asking-as-app.ts';
import { ask, REPOSITORY, SETUP } from './asking.ts';
import { startFakeGitHub } from './index.ts';

const GIT = `/repos/${REPOSITORY}/git`;
const setup = { ...SETUP, apps: [APP] };

describe('commits', () => {
  test('of an app as itself are signed by GitHub; whoever names an author gets none', async () => {
    await using github = await startFakeGitHub(setup);
    const token = await installationToken(github);
    const main = github.repository(REPOSITORY).branch('main') ?? '';
    const tree = (await ask(github, `${GIT}/commits/${main}`)).body['tree'] as { readonly sha: string };
    const commit = (by: string, more: object = {}): Promise<{ readonly body: Record<string, unknown> }> =>
      ask(github, `${GIT}/commits`, {
        method: 'POST',
        token: by,
        body: { message: 'Scale', tree: tree.sha, parents: [main], ...more },
      });
    const { body } = await commit(token);
    expect(body['verification']).toMatchObject({ verified: true, reason: 'valid' });
    expect((await ask(github, `/repos/${REPOSITORY}/commits/${String(body['sha'])}`)).body).toMatchObject({
      author: { login: 'keeper-app[bot]', type: 'Bot' },
      committer: { login: 'web-flow' },
      files: [],
    });
    const author = { name: 'x', email: 'x@example.org' };
    expect((await commit(token, { author })).body['verification']).toMatchObject({ verified: false });
    expect((await commit('ghp_keeper')).body['verification']).toMatchObject({ verified: false });
    expect(github.violations).toEqual([]);
  });

  test('are compared from where they parted', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    const start = people.branch('main');
    people.push({ branch: 'bot/one', files: { 'a/b.txt': 'new\n', 'README.md': null }, by: 'ada' });
    people.push({ branch: 'main', files: { 'c.txt': 'other\n' }, by: 'ada' });
    const compare = `/repos/${REPOSITORY}/compare`;
    expect((await ask(github, `${compare}/main...bot%2Fone`)).body).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      merge_base_commit: { sha: start },
      files: [
        { filename: 'README.md', status: 'removed', deletions: 1 },
        { filename: 'a/b.txt', status: 'added', additions: 1 },
      ],
    });
    expect((await ask(github, `${compare}/main...main`)).body).toMatchObject({ status: 'identical', files: [] });
    expect((await ask(github, `${compare}/main...none`)).status).toBe(404);
    expect(github.violations).toEqual([]);
  });

  test('files and folders are looked at where they are', async () => {
    await using github = await startFakeGitHub(setup);
    github.repository(REPOSITORY).push({ branch: 'bot/one', files: { 'a/b.txt': 'été\n' }, by: 'ada' });
    const contents = `/repos/${REPOSITORY}/contents`;
    const file = (await ask(github, `${contents}/a/b.txt?ref=bot/one`)).body;
    expect(Buffer.from(String(file['content']), 'base64').toString('utf8')).toBe('été\n');
    expect((await ask(github, `${contents}/a?ref=bot/one`)).body).toMatchObject([{ name: 'b.txt', type: 'file' }]);
    expect((await ask(github, `${contents}/a/b.txt`)).status).toBe(404);
    expect(github.violations).toEqual([]);
  });

  test('a deep tree that is too long says so', async () => {
    await using github = await startFakeGitHub({ ...setup, mostTreeEntries: 2 });
    github.repository(REPOSITORY).push({ branch: 'main', files: { 'a/b': '', 'a/c': '' }, by: 'ada' });
    const { body } = await ask(github, `${GIT}/trees/main?recursive=1`);
    expect([body['truncated'], body['tree']]).toMatchObject([true, [{ path: 'README.md' }, { path: 'a' }]]);
    expect((await ask(github, `${GIT}/trees/main`)).body).toMatchObject({ truncated: false });
  });
});

describe('refs', () => {
  test.each([
    { name: 'that are there already', ref: 'refs/heads/main', says: 'Reference already exists' },
    { name: 'below another', ref: 'refs/heads/main/one', says: 'Reference update failed' },
    { name: 'of another form', ref: 'refs/heads/a..b', says: 'refs/heads/a..b is not a valid ref name.' },
    { name: 'to nothing', ref: 'refs/heads/x', sha: '0'.repeat(40), says: 'Object does not exist' },
  ])('$name are refused', async ({ ref, sha, says }) => {
    await using github = await startFakeGitHub(setup);
    const to = sha ?? github.repository(REPOSITORY).branch('main');
    const said = await ask(github, `${GIT}/refs`, { method: 'POST', body: { ref, sha: to } });
    expect([said.status, said.body['message']]).toEqual([422, says]);
    expect(github.violations).toEqual([]);
  });

  test('are found by how they begin, and an empty repository has none', async () => {
    await using github = await startFakeGitHub(setup);
    const people = github.repository(REPOSITORY);
    for (const branch of ['bot/b', 'bot/a', 'both']) people.push({ branch, files: { x: branch }, by: 'ada' });
    expect((await ask(github, `${GIT}/matching-refs/heads/bot/`)).body).toMatchObject([
      { ref: 'refs/heads/bot/a' },
      { ref: 'refs/heads/bot/b' },
    ]);
    expect((await ask(github, '/repos/acme/elsewhere/git/ref/heads/main')).status).toBe(409);
    expect(github.violations).toEqual([]);
  });
});

test('what was written can be fetched with git, and git finds nothing wrong with it', async () => {
  await using github = await startFakeGitHub(setup);
  const token = await installationToken(github);
  const people = github.repository(REPOSITORY);
  const main = people.branch('main') ?? '';
  const post = async (path: string, body: object): Promise<unknown> =>
    (await ask(github, `${GIT}/${path}`, { method: 'POST', token, body })).body['sha'];
  const files = [
    { path: 'a/b.txt', mode: '100644', type: 'blob', content: 'été\n' },
    { path: 'a-b', mode: '100644', type: 'blob', content: '' },
  ];
  const tree = await post('trees', { base_tree: main, tree: files });
  const sha = await post('commits', { message: 'Scale\n\nPostgres-Ha-Plan: 1', tree, parents: [main] });
  await post('refs', { ref: 'refs/heads/bot/one', sha });
  people.openPullRequest({ title: 'x', head: 'bot/one', by: 'ada' });
  people.merge(1, { by: 'ada', deleteBranch: true });
  const directory = mkdtempSync(join(tmpdir(), 'fake-github-'));
  try {
    const git = (...args: readonly string[]): { readonly status: number | null; readonly said: string } => {
      const { status, stdout, stderr } = spawnSync('git', args, { cwd: directory });
      return { status, said: `${stdout.toString()}${stderr.toString()}` };
    };
    await people.exportTo(join(directory, 'there.git'));
    expect(git('-C', 'there.git', 'fsck', '--strict', '--full')).toEqual({ status: 0, said: '' });
    expect(git('clone', '-q', 'there.git', 'here')).toEqual({ status: 0, said: '' });
    expect(git('-C', 'here', 'rev-parse', 'HEAD').said.trim()).toBe(people.branch('main'));
    expect(git('-C', 'here', 'fetch', '-q', 'origin', 'refs/pull/1/head').status).toBe(0);
    expect(git('-C', 'here', 'log', '-1', '--format=%H %an', 'FETCH_HEAD').said).toBe(
      `${String(sha)} keeper-app[bot]\n`,
    );
    expect(git('-C', 'here', 'diff', '--name-only', `${main}..HEAD`).said).toBe('a-b\na/b.txt\n');
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect(github.violations).toEqual([]);
});
