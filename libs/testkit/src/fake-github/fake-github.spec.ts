import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ask, REPOSITORY, SETUP, type Said } from './asking.ts';
import { startFakeGitHub, type FakeGitHub } from './index.ts';

const ISSUES = `/repos/${REPOSITORY}/issues`;
const open = (github: FakeGitHub, title: string): Promise<Said> =>
  ask(github, ISSUES, { method: 'POST', body: { title, body: 'text', labels: ['incident'] } });
const numbers = ({ body }: Said): unknown[] =>
  (body as unknown as { readonly number: number }[]).map(({ number }) => number);

describe('what it does is what GitHub describes', () => {
  test('an issue lives as in GitHub, and every answer fits the description', async () => {
    await using github = await startFakeGitHub(SETUP);
    expect(await open(github, 'one')).toMatchObject({
      status: 201,
      body: { number: 1, state: 'open', user: { login: 'keeper' } },
    });
    const label = { name: 'severe', color: 'b60205', description: 'bad' };
    expect((await ask(github, `/repos/${REPOSITORY}/labels`, { method: 'POST', body: label })).status).toBe(201);
    expect((await ask(github, `${ISSUES}/1/labels`, { method: 'POST', body: { labels: ['severe'] } })).status).toBe(
      200,
    );
    expect((await ask(github, `${ISSUES}/1/labels/incident`, { method: 'DELETE' })).body).toMatchObject([
      { name: 'severe' },
    ]);
    const comment = await ask(github, `${ISSUES}/1/comments`, { method: 'POST', body: { body: 'seen' } });
    expect(comment.status).toBe(201);
    const reaction = { method: 'POST', body: { content: 'eyes' } };
    const on = `${ISSUES}/comments/${String(comment.body['id'])}/reactions`;
    expect([(await ask(github, on, reaction)).status, (await ask(github, on, reaction)).status]).toEqual([201, 200]);
    expect(
      (await ask(github, `${ISSUES}/1`, { method: 'PATCH', body: { state: 'closed', state_reason: 'completed' } }))
        .body,
    ).toMatchObject({
      state: 'closed',
      state_reason: 'completed',
      comments: 1,
      closed_by: { login: 'keeper' },
    });
    expect(numbers(await ask(github, ISSUES))).toEqual([]);
    expect(numbers(await ask(github, `${ISSUES}?state=all&creator=keeper&labels=severe`))).toEqual([1]);
    expect(
      (await ask(github, `/search/issues?q=${encodeURIComponent('repo:acme/databases is:closed one')}`)).body,
    ).toMatchObject({ total_count: 1 });
    expect((await ask(github, '/user')).body).toMatchObject({ login: 'keeper' });
    expect((await ask(github, `/repos/${REPOSITORY}`)).body).toMatchObject({
      has_issues: true,
      permissions: { push: true },
    });
    expect(github.violations).toEqual([]);
  });

  test.each([
    {
      name: 'a body without what is required',
      path: ISSUES,
      body: { body: 'x' },
      says: "issues/create: body: must have required property 'title'",
    },
    {
      name: 'a mistyped field',
      path: ISSUES,
      body: { title: 'x', lables: [] },
      says: 'issues/create: body: must NOT have additional properties: lables',
    },
    {
      name: 'a value of another kind',
      path: ISSUES,
      body: { title: 'x', body: 5 },
      says: 'issues/create: body: body must be string',
    },
    {
      name: 'a mistyped query',
      path: `${ISSUES}?stat=all`,
      says: 'issues/list-for-repo: query: must NOT have additional properties: stat',
    },
    {
      name: 'a query of another value',
      path: `${ISSUES}?state=shut`,
      says: 'issues/list-for-repo: query: state must be equal to one of the allowed values',
    },
    { name: 'a path of another kind', path: `${ISSUES}/one`, says: 'issues/get: path: issue_number must be integer' },
    {
      name: 'a body where none belongs',
      path: `${ISSUES}/1/comments/2`,
      body: {},
      says: `POST ${ISSUES}/1/comments/2: GitHub has no such operation`,
    },
    {
      name: 'an operation that only GitHub has',
      path: `/repos/${REPOSITORY}/forks`,
      says: 'repos/list-forks: the fake cannot do this',
    },
  ])('$name is refused by name', async ({ path, body, says }) => {
    await using github = await startFakeGitHub(SETUP);
    const said = await ask(github, path, body === undefined ? {} : { method: 'POST', body });
    expect(said.status).toBeGreaterThanOrEqual(404);
    expect(github.violations).toEqual([says]);
  });

  test.each([
    {
      name: 'a body that lacks something',
      route: () => ({ status: 200, body: { login: 'keeper' } }),
      says: /^users\/get-authenticated: answer 200: must have required property/,
    },
    {
      name: 'a status that GitHub never gives',
      route: () => ({ status: 202, body: {} }),
      says: /^users\/get-authenticated: answer 202: GitHub does not answer 202 here$/,
    },
  ])('an answer of the fake itself is caught: $name', async ({ route, says }) => {
    await using github = await startFakeGitHub({ ...SETUP, routes: { 'users/get-authenticated': route } });
    expect((await ask(github, '/user')).status).toBe(500);
    expect(github.violations).toEqual([expect.stringMatching(says)]);
  });
});

describe('who may do what', () => {
  test.each([
    { name: 'a private repository is hidden from strangers', token: 'ghp_stranger', path: `${ISSUES}/1`, status: 404 },
    { name: 'and from nobody', token: null, path: `${ISSUES}/1`, status: 404 },
    { name: 'a wrong token is refused', token: 'ghp_wrong', path: `${ISSUES}/1`, status: 401 },
    { name: 'a reader may read', token: 'ghp_reader', path: `${ISSUES}/1`, status: 200 },
    {
      name: 'a reader may not write what is not theirs',
      token: 'ghp_reader',
      path: `${ISSUES}/1`,
      method: 'PATCH',
      body: { title: 'mine' },
      status: 403,
    },
    {
      name: 'nobody may not write',
      token: null,
      path: '/repos/acme/elsewhere/issues',
      method: 'POST',
      body: { title: 'spam' },
      status: 401,
    },
  ])('$name', async ({ token, path, method = 'GET', body, status }) => {
    await using github = await startFakeGitHub(SETUP);
    await open(github, 'one');
    expect((await ask(github, path, { token, method, body })).status).toBe(status);
  });

  test('labels of someone who may not push are dropped without a word', async () => {
    await using github = await startFakeGitHub(SETUP);
    await ask(github, ISSUES, { token: 'ghp_reader', method: 'POST', body: { title: 'x', labels: ['incident'] } });
    expect(github.repository(REPOSITORY).issues()[0]?.labels).toEqual([]);
  });

  test('an app shows who it is by a signature, and gets a token that ends', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    let nowMs = Date.UTC(2026, 0, 1);
    const installation = {
      id: 7,
      account: 'acme',
      repositories: ['databases'],
      permissions: { issues: 'write' as const },
    };
    const app = {
      id: 42,
      slug: 'keeper-app',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      installations: [installation],
    };
    await using github = await startFakeGitHub({ ...SETUP, apps: [app], now: () => nowMs });
    const jwt = (claims: object): string => {
      const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
    };
    const seconds = nowMs / 1000;
    const good = jwt({ iss: 42, iat: seconds - 60, exp: seconds + 540 });
    expect((await ask(github, '/app', { token: good })).body).toMatchObject({ slug: 'keeper-app' });
    expect((await ask(github, '/app', { token: jwt({ iss: 42, iat: seconds - 900, exp: seconds - 1 }) })).status).toBe(
      401,
    );
    expect((await ask(github, '/app', { token: `${good.slice(0, -8)}AAAAAAAA` })).status).toBe(401);
    const { body } = await ask(github, '/app/installations/7/access_tokens', { method: 'POST', token: good });
    const token = String(body['token']);
    expect((await ask(github, ISSUES, { method: 'POST', token, body: { title: 'x' } })).body).toMatchObject({
      user: { login: 'keeper-app[bot]', type: 'Bot' },
    });
    expect(
      (await ask(github, `/repos/${REPOSITORY}/git/blobs`, { method: 'POST', token, body: { content: 'x' } })).status,
    ).toBe(404);
    nowMs += 3_600_001;
    expect((await ask(github, ISSUES, { token })).status).toBe(401);
    expect(github.violations).toEqual([]);
  });
});

describe('as the real one, where it matters', () => {
  test('lists and search lag; a look by number does not', async () => {
    await using github = await startFakeGitHub({ ...SETUP, lag: { requests: 3 } });
    await open(github, 'one');
    expect((await ask(github, `${ISSUES}/1`)).status).toBe(200);
    expect(numbers(await ask(github, ISSUES))).toEqual([]);
    expect((await ask(github, '/search/issues?q=one')).body).toMatchObject({ total_count: 0 });
    expect(numbers(await ask(github, ISSUES))).toEqual([1]);
  });

  test('pages are linked, newest first', async () => {
    await using github = await startFakeGitHub(SETUP);
    for (const title of ['one', 'two', 'three']) await open(github, title);
    const first = await ask(github, `${ISSUES}?per_page=2`);
    expect(numbers(first)).toEqual([3, 2]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(numbers(await ask(github, next.slice(github.url.length)))).toEqual([1]);
  });

  test('what has not changed is not sent again', async () => {
    await using github = await startFakeGitHub(SETUP);
    await open(github, 'one');
    const tag = (await ask(github, `${ISSUES}/1`)).headers.get('etag') ?? '';
    expect((await ask(github, `${ISSUES}/1`, { headers: { 'if-none-match': tag } })).status).toBe(304);
    // and costs nothing
    expect((await ask(github, `${ISSUES}/1`)).headers.get('x-ratelimit-used')).toBe('3');
    github.repository(REPOSITORY).editIssue(1, { title: 'uno', by: 'reader' });
    expect((await ask(github, `${ISSUES}/1`, { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  test.each([403, 429] as const)(
    'the limits of an hour and of a minute are answered %d, with when to come back',
    async (status) => {
      let nowMs = Date.UTC(2026, 0, 1);
      await using github = await startFakeGitHub({
        ...SETUP,
        now: () => nowMs,
        limits: { perHour: 4, createdPerMinute: 1, status },
      });
      expect((await open(github, 'one')).status).toBe(201);
      const second = await open(github, 'two');
      expect([second.status, second.headers.get('retry-after')]).toEqual([status, '60']);
      nowMs += 60_000;
      expect((await open(github, 'two')).status).toBe(201);
      await ask(github, ISSUES);
      const fifth = await ask(github, ISSUES);
      expect([fifth.status, fifth.headers.get('x-ratelimit-remaining')]).toEqual([status, '0']);
      expect(Number(fifth.headers.get('x-ratelimit-reset')) * 1000).toBe(Date.UTC(2026, 0, 1, 1));
      expect(github.violations).toEqual([]);
    },
  );

  test('what people do is seen: deleted, transferred, renamed, locked, turned off', async () => {
    await using github = await startFakeGitHub(SETUP);
    for (const title of ['one', 'two', 'three']) await open(github, title);
    const people = github.repository(REPOSITORY);
    people.deleteIssue(1);
    expect((await ask(github, `${ISSUES}/1`)).status).toBe(410);
    people.transferIssue(2, 'acme/elsewhere');
    const moved = await ask(github, `${ISSUES}/2`);
    expect(moved.status).toBe(301);
    expect((await ask(github, (moved.headers.get('location') ?? '').slice(github.url.length))).body).toMatchObject({
      number: 1,
      title: 'two',
    });
    people.lockIssue(3);
    const comment = { method: 'POST', body: { body: 'x' } };
    expect((await ask(github, `${ISSUES}/3/comments`, { ...comment, token: 'ghp_reader' })).status).toBe(403);
    expect((await ask(github, `${ISSUES}/3/comments`, comment)).status).toBe(201);
    people.rename('stores');
    expect((await ask(github, `${ISSUES}/3`)).status).toBe(301);
    expect((await ask(github, `${ISSUES}/3`, { method: 'PATCH', body: { title: 'x' } })).status).toBe(307);
    people.set({ hasIssues: false });
    expect((await ask(github, '/repos/acme/stores/issues')).status).toBe(410);
    expect((await ask(github, '/repos/acme/stores/issues', { method: 'POST', body: { title: 'x' } })).status).toBe(410);
  });

  test('texts have limits, and labels', async () => {
    await using github = await startFakeGitHub(SETUP);
    const post = async (body: object): Promise<number> => (await ask(github, ISSUES, { method: 'POST', body })).status;
    expect(await post({ title: 'x', body: 'é'.repeat(65_536) })).toBe(201);
    expect(await post({ title: 'x', body: 'é'.repeat(65_537) })).toBe(422);
    expect(await post({ title: 'x'.repeat(257) })).toBe(422);
    expect(await post({ title: 'x', labels: ['y'.repeat(51)] })).toBe(422);
    expect(await post({ title: 'x', labels: Array.from({ length: 101 }, (_, index) => `l${index}`) })).toBe(422);
  });
});
