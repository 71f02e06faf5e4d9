import { describe, expect, test } from 'vitest';
import { APP, installationToken } from './asking-as-app.ts';
import { ask, REPOSITORY, SETUP, type Said } from './asking.ts';
import { startFakeGitHub, type FakeGitHub } from './index.ts';

const RUNS = `/repos/${REPOSITORY}/check-runs`;
const OTHER = { ...APP, id: 43, slug: 'other-app', installations: [{ ...APP.installations[0], id: 8 }] };
const setup = { ...SETUP, apps: [APP, OTHER as typeof APP] };

async function withApp(run: (github: FakeGitHub, token: string, head: string) => Promise<void>): Promise<void> {
  await using github = await startFakeGitHub(setup);
  await run(github, await installationToken(github), github.repository(REPOSITORY).branch('main') ?? '');
  expect(github.violations).toEqual([]);
}

describe('check runs', () => {
  test('are an app’s: made, changed and listed, the newest of each name', async () => {
    await withApp(async (github, token, head) => {
      const make = (conclusion: string, name = 'postgres-ha/plan'): Promise<Said> =>
        ask(github, RUNS, {
          method: 'POST',
          token,
          body: {
            name,
            head_sha: head,
            external_id: 'hash',
            conclusion,
            output: { title: 'Plan', summary: 'clean', text: 'all of it' },
          },
        });
      expect((await make('failure')).body).toMatchObject({ status: 'completed', conclusion: 'failure' });
      const { body } = await make('success');
      expect(body).toMatchObject({ external_id: 'hash', app: { slug: 'keeper-app' }, output: { title: 'Plan' } });
      await make('neutral', 'other');
      const listed = `/repos/${REPOSITORY}/commits/main/check-runs?check_name=postgres-ha%2Fplan`;
      expect((await ask(github, listed, { token })).body).toMatchObject({
        total_count: 1,
        check_runs: [{ id: body['id'], conclusion: 'success' }],
      });
      expect((await ask(github, `${listed}&filter=all`, { token })).body).toMatchObject({ total_count: 2 });
      const again = { status: 'in_progress', output: { summary: 'again' } };
      const changed = await ask(github, `${RUNS}/${String(body['id'])}`, { method: 'PATCH', token, body: again });
      expect(changed.body).toMatchObject({
        status: 'in_progress',
        conclusion: null,
        output: { title: 'Plan', summary: 'again', text: 'all of it' },
      });
    });
  });

  test.each([
    { name: 'the summary', output: (text: string) => ({ title: 'x', summary: text }) },
    { name: 'the text', output: (text: string) => ({ title: 'x', summary: 'y', text }) },
  ])('$name may have 65,535 bytes, however few characters they are', async ({ output }) => {
    await withApp(async (github, token, head) => {
      const make = async (text: string): Promise<number> =>
        (
          await ask(github, RUNS, {
            method: 'POST',
            token,
            body: { name: 'plan', head_sha: head, conclusion: 'neutral', output: output(text) },
          })
        ).status;
      expect([await make(`${'é'.repeat(32_767)}x`), await make('é'.repeat(32_768))]).toEqual([201, 422]);
    });
  });

  test('are refused to everybody else, to other apps, and for commits that are not there', async () => {
    await withApp(async (github, token, head) => {
      const body = { name: 'plan', head_sha: head, conclusion: 'neutral' };
      expect((await ask(github, RUNS, { method: 'POST', body })).status).toBe(403);
      const { id } = (await ask(github, RUNS, { method: 'POST', token, body })).body;
      const none = { ...body, head_sha: '0'.repeat(40) };
      expect((await ask(github, RUNS, { method: 'POST', token, body: none })).status).toBe(422);
      const others = await ask(github, '/app/installations/7/access_tokens', { method: 'POST', token });
      expect(others.status).toBe(401);
      expect((await ask(github, `${RUNS}/${String(id)}`, { token })).status).toBe(200);
    });
  });

  test('more than fifty annotations do not fit GitHub’s description', async () => {
    await using github = await startFakeGitHub(setup);
    const token = await installationToken(github);
    const annotation = { path: 'x', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'y' };
    const output = { title: 'x', summary: 'y', annotations: Array.from({ length: 51 }, () => annotation) };
    const body = { name: 'plan', head_sha: github.repository(REPOSITORY).branch('main'), output };
    expect((await ask(github, RUNS, { method: 'POST', token, body })).status).toBe(422);
    expect(github.violations).toHaveLength(1);
  });
});

describe('the permission of somebody', () => {
  const permission = async (github: FakeGitHub, login: string, token?: string): Promise<Said> =>
    ask(github, `/repos/${REPOSITORY}/collaborators/${login}/permission`, token === undefined ? {} : { token });

  test.each([
    { role: 'read', level: 'read' },
    { role: 'triage', level: 'read' },
    { role: 'write', level: 'write' },
    { role: 'maintain', level: 'write' },
    { role: 'admin', level: 'admin' },
  ] as const)('$role is $level, and told by its name', async ({ role, level }) => {
    await using github = await startFakeGitHub(setup);
    github.repository(REPOSITORY).setPermission('ada', role);
    expect((await permission(github, 'Ada')).body).toMatchObject({ permission: level, role_name: role });
    expect(github.violations).toEqual([]);
  });

  test('is none for a stranger, read for everybody where all may read, 404 for nobody, and not for readers to ask', async () => {
    await using github = await startFakeGitHub(setup);
    expect((await permission(github, 'stranger')).body).toMatchObject({ permission: 'none' });
    expect((await permission(github, 'nobody-at-all')).status).toBe(404);
    expect((await permission(github, 'keeper', 'ghp_reader')).status).toBe(403);
    const elsewhere = await ask(github, '/repos/acme/elsewhere/collaborators/stranger/permission');
    expect(elsewhere.body).toMatchObject({ permission: 'read' });
    expect(github.violations).toEqual([]);
  });
});
