import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { ActionAnswer } from '../lab.ts';
import { STYLESHEETS } from './assets.ts';
import { AFTER_STORY, AT_WORK, JUST_STARTED } from './example-states.ts';
import { fakeLab, type FakeLab } from './fake-lab.ts';
import { servePage, type Page } from './serve-page.ts';

const NEVER = new AbortController().signal;

interface Served extends AsyncDisposable {
  readonly lab: FakeLab;
  readonly page: Page;
  readonly token: string;
}

async function served(answer?: ActionAnswer): Promise<Served> {
  const lab = fakeLab(AFTER_STORY, answer);
  const page = await servePage(lab, { port: 0, signal: NEVER });
  const markup = await (await fetch(page.url)).text();
  const token = /name="token" value="([0-9a-f]{32})"/.exec(markup)?.[1] ?? '';
  return { lab, page, token, [Symbol.asyncDispose]: () => page[Symbol.asyncDispose]() };
}

function press(
  { page }: Served,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(new URL(path, page.url), {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
}

/** What fetch does not let be chosen. */
async function statusFor(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const asked = request(url, { headers }).end();
  const [response] = (await once(asked, 'response')) as [{ readonly statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

interface Sent {
  readonly event: string;
  readonly data: string;
}

async function* eventsOf(page: Page, signal: AbortSignal = NEVER): AsyncGenerator<Sent> {
  const { body } = await fetch(new URL('/events', page.url), { signal });
  if (body === null) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const [event = '', data = ''] = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      yield { event: event.replace('event: ', ''), data: data.replace('data: ', '') };
    }
  }
}

async function next(events: AsyncGenerator<Sent>): Promise<Sent | undefined> {
  const { value } = (await events.next()) as { readonly value: Sent | undefined };
  return value;
}

test('the page is served on the loopback address, whole, under a policy that lets it ask nobody else', async () => {
  await using running = await served();
  expect(running.page.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const response = await fetch(running.page.url);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(await response.text()).toContain('Can the backups be restored?');
});

test.each([...STYLESHEETS, '/page.js', '/icon.svg'])('%s is there, since the page asks for it', async (path) => {
  await using running = await served();
  const response = await fetch(new URL(path, running.page.url));
  expect([response.status, response.headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
});

test.each([
  { path: '/break-copy', fields: { kind: 'missing-wal' }, asks: 'break missing-wal' },
  { path: '/back-up', fields: {}, asks: 'back up' },
  { path: '/prove', fields: {}, asks: 'prove' },
  { path: '/ask-bot', fields: { text: '/help <me>' }, asks: 'ask the bot /help <me>' },
])('a button at $path does "$asks" and leads back to the page, which says so once', async ({ path, fields, asks }) => {
  await using running = await served();
  const response = await press(running, path, { token: running.token, ...fields });
  expect(response.status).toBe(303);
  expect(running.lab.asked).toEqual([asks]);
  const back = new URL(response.headers.get('location') ?? '', running.page.url);
  expect(await (await fetch(back)).text()).toContain('Asked for.');
  expect(await (await fetch(back)).text()).not.toContain('Asked for.');
});

test('what the lab refuses is said in its words, to the script as JSON', async () => {
  await using running = await served({ kind: 'refused', because: 'too many wait <already>' });
  const asked = await press(running, '/prove', { token: running.token }, { accept: 'application/json' });
  expect([asked.status, await asked.json()]).toEqual([200, { kind: 'refused', because: 'too many wait <already>' }]);
  const plain = await press(running, '/prove', { token: running.token });
  const back = await fetch(new URL(plain.headers.get('location') ?? '', running.page.url));
  expect(await back.text()).toContain('Not done: too many wait &lt;already&gt;');
});

test('words in the address do not get onto the page', async () => {
  await using running = await served();
  expect(await (await fetch(new URL('/?notice=pwned', running.page.url))).text()).not.toContain('pwned');
});

test.each([
  { name: 'no token', fields: {}, headers: {}, status: 403 },
  { name: 'a token of another start', fields: { token: '0'.repeat(32) }, headers: {}, status: 403 },
  {
    name: 'the token, from a page of somebody else',
    fields: 'token',
    headers: { 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  { name: 'a kind that no button has', fields: 'kind', headers: {}, status: 400 },
  { name: 'more than a form of the page holds', fields: { token: 'x'.repeat(10_000) }, headers: {}, status: 413 },
])('with $name nothing is done', async ({ fields, headers, status }) => {
  await using running = await served();
  const { token } = running;
  const sent = typeof fields === 'string' ? { token, kind: 'all-of-it' } : fields;
  expect((await press(running, '/break-copy', sent, headers)).status).toBe(status);
  expect(running.lab.asked).toEqual([]);
});

test('a way to fail over is asked for by its name, and by no other', async () => {
  await using running = await served();
  const { token } = running;
  expect((await press(running, '/fail-over', { token, kind: 'split-brain' })).status).toBe(303);
  expect((await press(running, '/fail-over', { token, kind: 'everything' })).status).toBe(400);
  expect(running.lab.asked).toEqual(['fail over split-brain']);
});

test('what is only read cannot be posted to, and what acts cannot be linked to', async () => {
  await using running = await served();
  expect((await press(running, '/', { token: running.token })).status).toBe(405);
  expect((await fetch(new URL('/prove', running.page.url))).status).toBe(405);
  expect((await fetch(new URL('/etc/passwd', running.page.url))).status).toBe(404);
  expect((await fetch(`${running.page.url}/example.org/..%2f`)).status).toBe(404);
  expect(running.lab.asked).toEqual([]);
});

test('a name of somebody else that leads here is not answered', async () => {
  await using running = await served();
  const { port } = new URL(running.page.url);
  expect(await statusFor(running.page.url, { host: `rebound.example:${port}` })).toBe(421);
  expect(await statusFor(running.page.url, { host: '127.0.0.1' })).toBe(421);
  expect(await statusFor(running.page.url, { host: `localhost:${port}` })).toBe(200);
});

test('who listens gets the token of this start, all parts, and then those that changed', async () => {
  await using running = await served();
  const events = eventsOf(running.page);
  expect(await next(events)).toEqual({ event: 'start', data: running.token });
  expect(parts(await next(events))).toEqual([
    'answer',
    'breakages',
    'failovers',
    'newest-verdict',
    'proposals',
    'restorable',
    'story',
    'systems',
  ]);
  running.lab.become({ ...AFTER_STORY, version: 91, writers: { ...AFTER_STORY.writers, commits: 9_999 } });
  expect(parts(await next(events))).toEqual(['systems']);
  await events.return(undefined);
});

test('a state that looks the same is not sent', async () => {
  await using running = await served();
  const events = eventsOf(running.page);
  await next(events);
  await next(events);
  running.lab.become({ ...AFTER_STORY, version: 91 });
  running.lab.become({ ...AFTER_STORY, version: 92, story: [] });
  expect(parts(await next(events))).toEqual(['story']);
  await events.return(undefined);
});

test('who goes away is not written to any more', async () => {
  await using running = await served();
  const going = new AbortController();
  const events = eventsOf(running.page, going.signal);
  await next(events);
  await next(events);
  expect(running.lab.readers()).toBe(1);
  going.abort();
  await expect(next(events)).rejects.toThrow();
  await expect.poll(() => running.lab.readers()).toBe(0);
});

test('the page is kept up to date for so many at a time, and others are told to come later', async () => {
  await using running = await served();
  const all = Array.from({ length: 16 }, () => eventsOf(running.page));
  for (const each of all) await next(each);
  const refused = await fetch(new URL('/events', running.page.url));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  await refused.text();
  for (const each of all) await each.return(undefined);
});

test('those who listen are told that the lab stops, and the port is free again', async () => {
  const running = await served();
  const events = eventsOf(running.page);
  await next(events);
  await next(events);
  await running[Symbol.asyncDispose]();
  expect(await next(events)).toEqual({ event: 'stop', data: '' });
  expect(await next(events)).toBeUndefined();
  await using again = await servePage(fakeLab(JUST_STARTED), {
    port: Number(new URL(running.page.url).port),
    signal: NEVER,
  });
  expect(again.url).toBe(running.page.url);
});

test('who listens without reading does not hold up the end', async () => {
  const running = await served();
  const { port, host } = new URL(running.page.url);
  const deaf = connect(Number(port), '127.0.0.1');
  await once(deaf, 'connect');
  deaf.pause().on('error', () => undefined);
  deaf.write(`GET /events HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  await expect.poll(() => running.lab.readers()).toBe(1);
  for (let version = 0; running.lab.readers() === 1 && version < 2_000; version += 1) {
    running.lab.become({
      ...AT_WORK,
      version,
      story: [{ id: 'x', title: 'x'.repeat(100_000) + String(version), state: { kind: 'to-come' } }],
    });
    await new Promise(setImmediate);
  }
  await running[Symbol.asyncDispose]();
  deaf.destroy();
});

test('the signal ends it as disposal does, and twice is once', async () => {
  const stopping = new AbortController();
  const page = await servePage(fakeLab(AT_WORK), { port: 0, signal: stopping.signal });
  const events = eventsOf(page);
  await next(events);
  stopping.abort();
  await page[Symbol.asyncDispose]();
  await page[Symbol.asyncDispose]();
  await expect(fetch(page.url)).rejects.toThrow();
  await events.return(undefined);
});

test('a port that is taken is said', async () => {
  await using running = await served();
  const port = Number(new URL(running.page.url).port);
  await expect(servePage(fakeLab(AT_WORK), { port, signal: NEVER })).rejects.toThrow(
    `port ${port} of 127.0.0.1 is taken`,
  );
});

function parts(sent: Sent | undefined): readonly string[] {
  return sent?.event === 'change' ? Object.keys(JSON.parse(sent.data) as object).toSorted() : [];
}
