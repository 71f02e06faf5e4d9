import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { GitHubError, openGitHub, type GitHubAuth, type GitHubClock } from './index.ts';

const TOKEN = 'ghp_veryVerySecretToken0123456789';
const NOW = Date.UTC(2026, 10, 26);
const signal = AbortSignal.timeout(900_000);

interface Told {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** What is asked of GitHub, answered by the test itself. */
function rig(answers: readonly (Told | Error)[], auth: GitHubAuth = { kind: 'token', token: TOKEN, login: 'keeper' }) {
  const asked: string[] = [];
  const waits: number[] = [];
  const clock: GitHubClock = {
    now: () => NOW,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    deadline: () => new AbortController().signal,
  };
  const answer = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    asked.push(`${init?.method ?? 'GET'} ${new URL(url instanceof Request ? url.url : url).pathname}`);
    const told = answers[Math.min(asked.length, answers.length) - 1];
    if (told === undefined || told instanceof Error) return Promise.reject(told ?? new Error('nothing'));
    const headers = { 'content-type': 'application/json', 'x-github-request-id': 'ABCD:1', ...told.headers };
    return Promise.resolve(new Response(JSON.stringify(told.body ?? {}), { status: told.status, headers }));
  };
  const options = { auth, userAgent: 'test', fetch: answer, clock, random: () => 1, writeIntervalMs: 0 };
  const issues = openGitHub({ ...options, baseUrl: 'https://github.example.org/api/v3/' }).issues('acme/databases');
  return { issues, asked, waits };
}

const COMMENT = {
  id: 1,
  user: { login: 'keeper', type: 'User' },
  body: 'x',
  html_url: 'https://github.example.org/acme/databases/issues/1#issuecomment-1',
  created_at: '2026-11-26T05:00:00Z',
  updated_at: '2026-11-26T05:00:00Z',
};
const REF = { owner: 'acme', repo: 'databases', number: 1 };
const network = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(TOKEN), { code }) });

async function failure(act: Promise<unknown>): Promise<GitHubError> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GitHubError)) throw new Error(`not a GitHubError: ${String(error)}`);
  return error;
}

describe('why something was not done', () => {
  test.each<{ readonly name: string; readonly told: Told | Error; readonly is: Partial<GitHubError> }>([
    { name: '401', told: { status: 401 }, is: { problem: 'unauthorized', effect: 'none' } },
    {
      name: '403',
      told: { status: 403, headers: { 'x-ratelimit-remaining': '17' } },
      is: { problem: 'forbidden', effect: 'none' },
    },
    { name: '404', told: { status: 404 }, is: { problem: 'not-found', effect: 'none' } },
    { name: '409', told: { status: 409 }, is: { problem: 'conflict', effect: 'none' } },
    { name: '410', told: { status: 410 }, is: { problem: 'gone', effect: 'none' } },
    {
      name: '422 with its codes and without its words',
      told: {
        status: 422,
        body: {
          message: 'no',
          errors: [{ resource: 'Issue', field: 'title', code: 'missing_field', message: TOKEN }, 'text'],
        },
      },
      is: { problem: 'invalid', effect: 'none', codes: ['Issue.title missing_field', '?.? ?'] },
    },
    {
      name: '429',
      told: { status: 429, headers: { 'retry-after': '7' } },
      is: { problem: 'rate-limited', effect: 'none', retryAfterMs: 7000 },
    },
    {
      name: 'a secondary limit that names its time',
      told: { status: 403, headers: { 'retry-after': '30' } },
      is: { problem: 'rate-limited', retryAfterMs: 30_000 },
    },
    {
      name: 'a secondary limit that names none',
      told: {
        status: 403,
        body: {
          documentation_url:
            'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
        },
      },
      is: { problem: 'rate-limited', retryAfterMs: 60_000 },
    },
    {
      name: 'the limit of the hour',
      told: { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) } },
      is: { problem: 'rate-limited', retryAfterMs: 90_000 },
    },
    {
      name: 'the limit of the hour, by a clock that is a day ahead',
      told: {
        status: 429,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 86_400) },
      },
      is: { problem: 'rate-limited', retryAfterMs: 3_600_000 },
    },
    { name: '500', told: { status: 500 }, is: { problem: 'unavailable', effect: 'unknown', status: 500 } },
    {
      name: '503 with a time',
      told: { status: 503, headers: { 'retry-after': '5' } },
      is: { problem: 'unavailable', effect: 'unknown', retryAfterMs: 5000 },
    },
    {
      name: 'a redirection',
      told: { status: 307, headers: { location: '/elsewhere' } },
      is: { problem: 'moved', effect: 'none' },
    },
    {
      name: 'a connection that was reset',
      told: network('ECONNRESET'),
      is: { problem: 'unavailable', effect: 'unknown', status: undefined, codes: ['ECONNRESET'] },
    },
    {
      name: 'a connection that was never made',
      told: network('ECONNREFUSED'),
      is: { problem: 'unavailable', effect: 'none', codes: ['ECONNREFUSED'] },
    },
    {
      name: 'a time-out',
      told: new DOMException('over', 'TimeoutError'),
      is: { problem: 'unavailable', effect: 'unknown', codes: ['timeout'] },
    },
  ])('$name: a write is asked for once', async ({ told, is }) => {
    const { issues, asked } = rig([told]);
    const error = await failure(issues.comment(REF, TOKEN, { signal }));
    expect(error).toMatchObject({ operation: 'issues/create-comment', ...is });
    expect(asked).toEqual(['POST /api/v3/repos/acme/databases/issues/1/comments']);
    expect(`${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`).not.toContain(TOKEN);
  });

  test('an app tells neither its key nor its tokens', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const auth = { kind: 'app', appId: 1, privateKey: pem, installationId: 2 } as const;
    const installation = { status: 201, body: { token: TOKEN, expires_at: '2099-01-01T00:00:00Z', permissions: {} } };
    const { issues } = rig([installation, { status: 422 }], auth);
    const error = await failure(issues.comment(REF, 'text', { signal }));
    expect(error.problem).toBe('invalid');
    const shown = inspect(error, { depth: 10, showHidden: true });
    expect([TOKEN, pem.slice(40, 80), 'eyJ'].filter((secret) => shown.includes(secret))).toEqual([]);
  });
});

describe('an answer of another shape', () => {
  const options = { signal };
  const issue = { title: 't', body: 'b', labels: [] };
  const search = { marker: 'm', since: new Date(NOW) };
  const label = { name: 'incident', color: 'ededed', description: '' };
  type Issues = ReturnType<typeof rig>['issues'];

  test.each<readonly [name: string, act: (issues: Issues) => Promise<unknown>]>([
    ['newestNumber', (issues) => issues.newestNumber(options)],
    ['findByMarker', (issues) => issues.findByMarker(search, options)],
    ['get', (issues) => issues.get(REF, options)],
    ['comments', (issues) => issues.comments(REF, options)],
    ['obstacles', (issues) => issues.obstacles(options)],
    ['create', (issues) => issues.create(issue, options)],
    ['ensureLabels', (issues) => issues.ensureLabels([label], options)],
  ])('is no answer, and nothing of it is used: %s', async (_, act) => {
    const { issues, asked } = rig([{ status: 200, body: { ok: false, error: TOKEN } }]);
    const error = await failure(act(issues));
    expect(error).toMatchObject({ problem: 'unavailable', status: 200, effect: 'none', codes: ['unfit-answer'] });
    // what reads is asked for again
    expect(asked).toHaveLength(3);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
  });

  test.each<readonly [name: string, act: (issues: Issues) => Promise<unknown>]>([
    ['update', (issues) => issues.update(REF, { title: 't' }, options)],
    ['close', (issues) => issues.close(REF, 'completed', options)],
    ['comment', (issues) => issues.comment(REF, 'x', options)],
    ['addLabels', (issues) => issues.addLabels(REF, ['incident'], options)],
    ['removeLabel', (issues) => issues.removeLabel(REF, 'incident', options)],
  ])('to what writes says nothing of its effect: %s', async (_, act) => {
    const { issues, asked } = rig([{ status: 200, body: '<html>a proxy</html>' }]);
    const error = await failure(act(issues));
    expect(error).toMatchObject({ problem: 'unavailable', status: 200, effect: 'unknown', codes: ['unfit-answer'] });
    expect(asked).toHaveLength(1);
  });

  test('says nothing of who writes', async () => {
    const { issues } = rig([{ status: 200, body: { ok: true } }], { kind: 'token', token: TOKEN });
    expect(await failure(issues.author(options))).toMatchObject({ problem: 'unavailable', effect: 'none' });
  });
});

describe('patience', () => {
  test('what only reads is asked for again, after longer and longer waits, and then given up', async () => {
    const { issues, asked, waits } = rig([{ status: 502 }]);
    expect(await failure(issues.get(REF, { signal }))).toMatchObject({
      problem: 'unavailable',
      effect: 'none',
      status: 502,
    });
    expect(asked).toHaveLength(3);
    expect(waits).toEqual([250, 500]);
  });

  test.each([{ status: 404 }, { status: 429 }, { status: 503, headers: { 'retry-after': '5' } }])(
    'not when GitHub says no, or when to come back: %j',
    async (told) => {
      const { issues, asked } = rig([told]);
      await failure(issues.get(REF, { signal }));
      expect(asked).toHaveLength(1);
    },
  );

  test('a signal ends it with its own reason', async () => {
    const { issues } = rig([{ status: 200 }]);
    const reason = new Error('enough');
    await expect(issues.get(REF, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(issues.comment(REF, 'x', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('writes go one after the other, and each begins just before it is sent', async () => {
    const { issues, asked } = rig([{ status: 201, body: COMMENT }]);
    const begun: number[] = [];
    const begin = (): Promise<void> => {
      begun.push(asked.length);
      return Promise.resolve();
    };
    await Promise.all([1, 2, 3].map(() => issues.comment(REF, 'x', { signal, begin })));
    expect(begun).toEqual([0, 1, 2]);
  });
});

describe('what cannot be is said at once', () => {
  test.each(['acme', 'acme/data bases', 'acme/databases/issues', ''])('the repository %j', (repository) => {
    const github = openGitHub({ auth: { kind: 'token', token: TOKEN }, userAgent: 'test' });
    expect(() => github.issues(repository)).toThrow(RangeError);
  });

  test.each(['github.example.org', 'ftp://github.example.org', ''])('the address %j', (baseUrl) => {
    expect(() => openGitHub({ auth: { kind: 'token', token: TOKEN }, userAgent: 'test', baseUrl })).toThrow(RangeError);
  });
});
