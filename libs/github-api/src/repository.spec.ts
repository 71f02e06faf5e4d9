import { describe, expect, test } from 'vitest';
import { GitHubError, openGitHub, type BranchChange, type GitHubRepository } from './index.ts';

const signal = AbortSignal.timeout(900_000);
const BASE = 'b'.repeat(40);
const OTHER = 'c'.repeat(40);
const AT = '2026-11-26T05:00:00Z';
const PLACE = { name: 'databases', owner: { login: 'acme' }, default_branch: 'main' };

/** What is asked of GitHub, `POST git/trees`, answered by the test itself; the rest is a proxy's page. */
type Answers = Readonly<Record<string, unknown>>;

function rig(answers: Answers = {}): { readonly repository: GitHubRepository; readonly asked: string[] } {
  const asked: string[] = [];
  const answer = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = new URL(url instanceof Request ? url.url : url).pathname.replace(/^\/repos\/acme\/databases\/?/, '');
    const one = `${init?.method ?? 'GET'} ${path}`;
    asked.push(one);
    const body = one === 'GET ' ? PLACE : answers[one];
    const headers = { 'content-type': body === undefined ? 'text/html' : 'application/json' };
    return Promise.resolve(
      new Response(body === undefined ? '<html>' : JSON.stringify(body), { status: 200, headers }),
    );
  };
  const clock = {
    now: () => 0,
    wait: () => Promise.resolve(),
    deadline: () => new AbortController().signal,
  };
  const auth = { kind: 'token', token: 't', login: 'keeper' } as const;
  const github = openGitHub({ auth, userAgent: 'test', fetch: answer, clock, random: () => 1, writeIntervalMs: 0 });
  return { repository: github.repository('acme/databases'), asked };
}

async function failure(act: Promise<unknown>): Promise<GitHubError> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GitHubError)) throw new Error(`not a GitHubError: ${String(error)}`);
  return error;
}

const change: BranchChange = {
  branch: 'postgres-ha/x',
  base: BASE,
  files: [{ path: 'environments/a.yaml', content: 'a\n' }],
  message: 'm\n',
  expected: 'absent',
};
const COMMIT = {
  sha: BASE,
  commit: { message: 'base', tree: { sha: 'd'.repeat(40) }, committer: { date: AT } },
  author: null,
  parents: [],
};
const HEAD = { ref: 'refs/heads/postgres-ha/x', object: { sha: OTHER } };
const ME = { login: 'keeper', type: 'User' };
const PULL = {
  number: 3,
  html_url: 'https://github.com/acme/databases/pull/3',
  title: 't',
  body: 'b',
  state: 'open',
  user: ME,
  head: { ref: 'postgres-ha/x', sha: OTHER, repo: { full_name: 'acme/databases' } },
  base: { ref: 'main', sha: BASE, repo: { full_name: 'acme/databases' } },
  labels: [],
  created_at: AT,
  updated_at: AT,
};
const content = {
  headSha: BASE,
  name: 'n',
  externalId: 'x',
  conclusion: 'success',
  title: 't',
  summary: 's',
  text: '',
} as const;
const wanted = { branch: 'postgres-ha/x', base: 'main', title: 't', body: 'b' };
const comment = { owner: 'acme', repo: 'databases', commentId: 1 };

describe('an answer of another shape', () => {
  test.each<readonly [name: string, act: (repository: GitHubRepository) => Promise<unknown>]>([
    ['head', (one) => one.head('main', { signal })],
    ['state', (one) => one.state(BASE, { signal })],
    ['file', (one) => one.file({ ref: BASE, path: 'a' }, { signal })],
    ['commit', (one) => one.commit(BASE, { signal })],
    ['compare', (one) => one.compare(BASE, OTHER, { signal })],
    ['branches', (one) => one.branches('postgres-ha/', { signal })],
    ['permission', (one) => one.permission('ada', { signal })],
    ['find', (one) => one.pullRequests.find('x', { signal })],
    ['get', (one) => one.pullRequests.get(3, { signal })],
    ['listOpen', (one) => one.pullRequests.listOpen('all', { signal })],
    ['changedFiles', (one) => one.pullRequests.changedFiles(3, { signal })],
    ['checks', (one) => one.checks.find(content, { signal })],
    ['findComment', (one) => one.issues.findComment(comment, { signal })],
  ])('is no answer to what reads, which is asked for three times: %s', async (_, act) => {
    const { repository, asked } = rig();
    const error = await failure(act(repository));
    expect(error).toMatchObject({ problem: 'unavailable', effect: 'none', codes: ['unfit-answer'] });
    expect(asked.filter((one) => one !== 'GET ')).toHaveLength(3);
  });

  interface Write {
    readonly name: string;
    readonly answers: Answers;
    readonly act: (repository: GitHubRepository) => Promise<unknown>;
    /** How often it is sent at most, each time after a look; or because it leaves the same however often it is done. */
    readonly sent: Readonly<Record<string, number>>;
  }
  test.each<Write>([
    {
      name: 'a comment',
      answers: {},
      act: (one) => one.issues.updateComment(comment, 'x', { signal }),
      sent: { 'PATCH issues/comments/1': 1 },
    },
    {
      name: 'the end of a comment',
      answers: {},
      act: (one) => one.issues.removeComment(comment, { signal }),
      sent: { 'DELETE issues/comments/1': 1 },
    },
    {
      name: 'a reaction, which is there once',
      answers: {},
      act: (one) => one.issues.react(comment, 'eyes', { signal }),
      sent: { 'POST issues/comments/1/reactions': 3 },
    },
    {
      name: 'a tree, which nobody sees',
      answers: { [`GET commits/${BASE}`]: COMMIT, 'GET git/ref/heads%2Fpostgres-ha%2Fx': { ...HEAD, ref: 'other' } },
      act: (one) => one.publish(change, { signal }),
      sent: { 'POST git/trees': 3 },
    },
    {
      name: 'a ref, which is one’s only',
      answers: {
        [`GET commits/${BASE}`]: COMMIT,
        'GET git/ref/heads%2Fpostgres-ha%2Fx': { ...HEAD, ref: 'other' },
        'POST git/trees': { sha: 'e'.repeat(40) },
        'POST git/commits': { sha: 'f'.repeat(40) },
      },
      act: (one) => one.publish(change, { signal }),
      sent: { 'POST git/trees': 1, 'POST git/commits': 1, 'POST git/refs': 3 },
    },
    {
      name: 'a pull request, of which GitHub has one only',
      answers: { 'GET pulls': [] },
      act: (one) => one.pullRequests.create(wanted, { signal }),
      sent: { 'POST pulls': 3 },
    },
    {
      name: 'what a pull request says',
      answers: { 'GET pulls/3': PULL },
      act: (one) => one.pullRequests.update(3, { title: 'other' }, { signal }),
      sent: { 'PATCH pulls/3': 1 },
    },
    {
      name: 'a check run',
      answers: { [`GET commits/${BASE}/check-runs`]: { check_runs: [] } },
      act: (one) => one.checks.upsert(content, { signal }),
      sent: { 'POST check-runs': 1 },
    },
    {
      name: 'the end of a branch',
      answers: { 'GET git/ref/heads%2Fpostgres-ha%2Fx': HEAD },
      act: (one) => one.deleteBranch('postgres-ha/x', OTHER, { signal }),
      sent: { 'DELETE git/refs/heads%2Fpostgres-ha%2Fx': 3 },
    },
  ])('to what writes says nothing of its effect: $name', async ({ answers, act, sent }) => {
    const { repository, asked } = rig(answers);
    const error = await failure(act(repository));
    expect(error).toMatchObject({ problem: 'unavailable', effect: 'unknown', codes: ['unfit-answer'] });
    const writes = asked.filter((one) => !one.startsWith('GET '));
    expect(Object.fromEntries(writes.map((one) => [one, writes.filter((other) => other === one).length]))).toEqual(
      sent,
    );
  });
});

describe('what is not as Git names it', () => {
  test('is not used: a blob of another content', async () => {
    const entry = { path: 'environments', mode: '040000', sha: '1'.repeat(40) };
    const { repository } = rig({
      [`GET git/trees/${BASE}`]: { tree: [entry], truncated: false },
      [`GET git/trees/${entry.sha}`]: {
        tree: [{ path: 'a.yaml', mode: '100644', sha: OTHER, size: 2 }],
        truncated: false,
      },
      [`GET git/blobs/${OTHER}`]: { content: 'YQo=', encoding: 'base64' },
    });
    const state = await repository.state(BASE, { signal });
    expect(await failure(state.read(['environments/a.yaml'], signal))).toMatchObject({ codes: ['unfit-answer'] });
  });

  test('is not read: a file of more bytes than any manifest has', async () => {
    const entry = { path: 'environments', mode: '040000', sha: '1'.repeat(40) };
    const large = { path: 'a.yaml', mode: '100644', sha: OTHER, size: 90_000_000 };
    const { repository, asked } = rig({
      [`GET git/trees/${BASE}`]: { tree: [entry], truncated: false },
      [`GET git/trees/${entry.sha}`]: { tree: [large], truncated: false },
    });
    const state = await repository.state(BASE, { signal });
    const error = await failure(state.read(['environments/a.yaml'], signal));
    expect(error).toMatchObject({ problem: 'invalid', effect: 'none' });
    expect(error.message).toContain('"environments/a.yaml" has 90000000 bytes');
    expect(asked.filter((one) => one.includes('blobs'))).toEqual([]);
  });
});

test('`environments` that is a link is irregular, and leads nowhere', async () => {
  const entry = { path: 'environments', mode: '120000', sha: OTHER, size: 4 };
  const { repository } = rig({ [`GET git/trees/${BASE}`]: { tree: [entry], truncated: false } });
  const state = await repository.state(BASE, { signal });
  expect([[...state.files], [...state.irregular]]).toEqual([[], ['environments']]);
});

test('a signal ends a write before it begins, with its own reason', async () => {
  const { repository, asked } = rig();
  const reason = new Error('enough');
  const ended = { signal: AbortSignal.abort(reason) };
  await expect(repository.publish(change, ended)).rejects.toBe(reason);
  await expect(repository.pullRequests.create(wanted, ended)).rejects.toBe(reason);
  expect(asked).toEqual([]);
});
