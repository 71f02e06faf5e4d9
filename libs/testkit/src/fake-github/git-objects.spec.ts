import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, REPOSITORY, SETUP } from './asking.ts';
import { startFakeGitHub } from './index.ts';

describe('git objects', () => {
  test('blobs, trees and commits have the ids that git gives them', async () => {
    await using github = await startFakeGitHub({ ...SETUP, now: () => Date.UTC(2026, 0, 1) });
    const GIT = `/repos/${REPOSITORY}/git`;
    const head = ((await ask(github, `${GIT}/ref/heads/main`)).body['object'] as { readonly sha: string }).sha;
    const tree = await ask(github, `${GIT}/trees`, {
      method: 'POST',
      body: {
        base_tree: head,
        tree: [
          { path: 'a/b.txt', mode: '100644', type: 'blob', content: 'été\n' },
          { path: 'a.txt', mode: '100755', type: 'blob', content: '' },
        ],
      },
    });
    expect(tree.status).toBe(201);
    const author = { name: 'Keeper', email: 'keeper@example.org', date: '2026-01-01T00:00:00Z' };
    const commit = await ask(github, `${GIT}/commits`, {
      method: 'POST',
      body: { message: 'more', tree: tree.body['sha'], parents: [], author },
    });
    expect(commit.status).toBe(201);
    const directory = mkdtempSync(join(tmpdir(), 'fake-github-'));
    try {
      const git = (args: readonly string[], input = ''): string => {
        const env = {
          ...process.env,
          GIT_AUTHOR_NAME: author.name,
          GIT_AUTHOR_EMAIL: author.email,
          GIT_AUTHOR_DATE: author.date,
        };
        const committer = {
          GIT_COMMITTER_NAME: author.name,
          GIT_COMMITTER_EMAIL: author.email,
          GIT_COMMITTER_DATE: author.date,
        };
        return spawnSync('git', args, { cwd: directory, input, env: { ...env, ...committer, TZ: 'UTC' } })
          .stdout.toString()
          .trim();
      };
      git(['init', '-q']);
      writeFileSync(join(directory, 'README.md'), 'hello\n');
      const add = (path: string, content: string, mode: string): string =>
        git([
          'update-index',
          '--add',
          '--cacheinfo',
          `${mode},${git(['hash-object', '-w', '--stdin'], content)},${path}`,
        ]);
      add('README.md', 'hello\n', '100644');
      add('a/b.txt', 'été\n', '100644');
      add('a.txt', '', '100755');
      expect(tree.body['sha']).toBe(git(['write-tree']));
      expect(commit.body['sha']).toBe(git(['commit-tree', '-F', '-', String(tree.body['sha'])], 'more'));
    } finally {
      rmSync(directory, { recursive: true });
    }
    expect(github.violations).toEqual([]);
  });

  test('a branch moves forward only, unless forced', async () => {
    await using github = await startFakeGitHub(SETUP);
    const GIT = `/repos/${REPOSITORY}/git`;
    const head = ((await ask(github, `${GIT}/ref/heads/main`)).body['object'] as { readonly sha: string }).sha;
    const { tree } = (await ask(github, `${GIT}/commits/${head}`)).body as { readonly tree: { readonly sha: string } };
    const commit = async (parents: readonly string[]): Promise<unknown> =>
      (await ask(github, `${GIT}/commits`, { method: 'POST', body: { message: 'x', tree: tree.sha, parents } })).body[
        'sha'
      ];
    const move = async (sha: unknown, force = false): Promise<number> =>
      (await ask(github, `${GIT}/refs/heads/bot/one`, { method: 'PATCH', body: { sha, force } })).status;
    const create = { method: 'POST', body: { ref: 'refs/heads/bot/one', sha: head } };
    expect([
      (await ask(github, `${GIT}/refs`, create)).status,
      (await ask(github, `${GIT}/refs`, create)).status,
    ]).toEqual([201, 422]);
    expect(await move(await commit([head]))).toBe(200);
    const aside = await commit([]);
    expect([await move(aside), await move(aside, true)]).toEqual([422, 200]);
    expect((await ask(github, `${GIT}/refs/heads/bot/one`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(github, `${GIT}/ref/heads/bot/one`)).status).toBe(404);
    expect(github.violations).toEqual([]);
  });
});
