import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { readDelivery, verifyWebhook } from '@postgres-ha/github-api';
import { ListenError } from '@postgres-ha/worker-runtime';
import { describe, expect, test } from 'vitest';
import type { NewDelivery } from '../queue/delivery-queue.ts';
import { serveWebhooks, type Answered, type WebhookServerOptions } from './webhook-server.ts';

const SECRET = 'only-for-tests';
const GUID = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const pushed = (name = 'acme/databases', ref = 'refs/heads/main') =>
  JSON.stringify({
    ...{ ref, after: 'a'.repeat(40), deleted: false },
    repository: { id: 1, full_name: name, default_branch: 'main' },
    installation: { id: 7 },
  });

const sign = (body: string | Uint8Array, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

interface Served extends AsyncDisposable {
  readonly url: string;
  readonly taken: readonly NewDelivery[];
  readonly answered: readonly Answered[];
  readonly post: (
    body: string | Uint8Array,
    headers?: Readonly<Record<string, string | undefined>>,
  ) => Promise<Response>;
}

async function served(options: Partial<WebhookServerOptions> = {}): Promise<Served> {
  const taken: NewDelivery[] = [];
  const answered: Answered[] = [];
  const server = await serveWebhooks({
    ...{ listen: { host: '127.0.0.1', port: 0 }, path: '/webhooks/github', maxBodyBytes: 100_000 },
    ...{ secrets: [SECRET], repositories: ['acme/databases'], verify: verifyWebhook, read: readDelivery },
    queue: {
      take: (delivery) => {
        taken.push(delivery);
        return Promise.resolve('queued');
      },
    },
    onAnswered: (as) => answered.push(as),
    ...options,
  });
  return {
    ...{ url: server.url, taken, answered },
    post: (body, headers = {}) => {
      const all: Readonly<Record<string, string | undefined>> = {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': GUID,
        'x-hub-signature-256': sign(body),
        ...headers,
      };
      const given = Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined);
      return fetch(server.url, {
        method: 'POST',
        headers: given,
        body: typeof body === 'string' ? body : Buffer.from(body),
      });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a delivery that GitHub signed', () => {
  test('is taken, and only then answered 202', async () => {
    const asked = Promise.withResolvers<undefined>();
    const kept = Promise.withResolvers<undefined>();
    await using server = await served({
      queue: {
        take: async () => {
          asked.resolve(undefined);
          await kept.promise;
          return 'queued';
        },
      },
    });
    const coming = server.post(pushed());
    await asked.promise;
    expect(server.answered).toEqual([]);
    kept.resolve(undefined);
    expect((await coming).status).toBe(202);
  });

  test('counts for its repository, whatever the case of its name, and for none that nobody configured', async () => {
    await using server = await served();
    expect((await server.post(pushed('Acme/Databases'))).status).toBe(202);
    expect(server.taken).toEqual([
      { id: GUID, repository: 'acme/databases', events: [{ kind: 'base-moved', after: 'a'.repeat(40) }] },
    ]);
    expect((await server.post(pushed('acme/other'))).status).toBe(200);
    expect(server.answered).toEqual(['queued', 'ignored']);
  });

  test('by any of the secrets while they are changed, and by no older one', async () => {
    await using server = await served({ secrets: ['the-new-one', SECRET] });
    expect((await server.post(pushed())).status).toBe(202);
    expect((await server.post(pushed(), { 'x-hub-signature-256': sign(pushed(), 'the-new-one') })).status).toBe(202);
    expect((await server.post(pushed(), { 'x-hub-signature-256': sign(pushed(), 'the-oldest') })).status).toBe(401);
  });

  test('and that says nothing to the bot never reaches the disk', async () => {
    await using server = await served();
    expect((await server.post(pushed('acme/databases', 'refs/heads/other'))).status).toBe(200);
    expect((await server.post('{"zen":"hi"}', { 'x-github-event': 'ping' })).status).toBe(200);
    expect(server.taken).toEqual([]);
  });

  test('that the disk does not take is 503, so that GitHub shows it as failed, and so is one too many', async () => {
    await using full = await served({ queue: { take: () => Promise.resolve('full') } });
    expect((await full.post(pushed())).status).toBe(503);
    await using broken = await served({ queue: { take: () => Promise.reject(new Error('ENOSPC')) } });
    const response = await broken.post(pushed());
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('ENOSPC');
    expect(broken.answered).toEqual(['not-kept']);
  });
});

describe('whatever else comes', () => {
  test.each([
    ['no signature', { 'x-hub-signature-256': undefined }, 401],
    ['a signature of another body', { 'x-hub-signature-256': sign('{}') }, 401],
    [
      'a signature of the old kind',
      { 'x-hub-signature-256': undefined, 'x-hub-signature': `sha1=${'a'.repeat(40)}` },
      401,
    ],
    ['no id', { 'x-github-delivery': undefined }, 400],
    ['an id that leads elsewhere', { 'x-github-delivery': '../../etc/passwd' }, 400],
    ['no event', { 'x-github-event': undefined }, 400],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
  ] as const)('with %s is refused, and not taken', async (_, headers, status) => {
    await using server = await served();
    expect((await server.post(pushed(), headers)).status).toBe(status);
    expect(server.taken).toEqual([]);
  });

  test('that is signed and no JSON is refused', async () => {
    await using server = await served();
    for (const body of ['', '{', 'null', '[]', '"text"', new Uint8Array([0xff, 0xfe])]) {
      expect((await server.post(body)).status).toBe(400);
    }
  });

  test('by another path or method is told nothing', async () => {
    await using server = await served();
    expect((await fetch(server.url)).status).toBe(404);
    expect((await fetch(new URL('/', server.url), { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`${server.url}?a=b`, { method: 'PUT', body: '{}' })).status).toBe(404);
  });

  test('of more bytes than may be is cut off, whether it says so before or not', async () => {
    await using server = await served({ maxBodyBytes: 1000 });
    expect((await server.post('x'.repeat(1001))).status).toBe(413);
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const head = [
      'POST /webhooks/github HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      'transfer-encoding: chunked',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    // Without an end; the server does not wait for one.
    socket.write(`400\r\n${'x'.repeat(1024)}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    await once(socket, 'close');
    expect(server.answered).toEqual(['too-large', 'too-large']);
  });

  test('too slowly is left, and others are answered meanwhile', async () => {
    await using server = await served({ headersTimeoutMs: 200, requestTimeoutMs: 400 });
    const { port, hostname } = new URL(server.url);
    const slow = Array.from({ length: 20 }, () => {
      const socket = connect(Number(port), hostname);
      socket.write('POST /webhooks/github HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n');
      return socket;
    });
    const half = connect(Number(port), hostname);
    half.write('POST /webhooks/github HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"a":');
    const closed = Promise.all([...slow, half].map((socket) => once(socket.resume(), 'close')));
    expect((await server.post(pushed())).status).toBe(202);
    await closed;
    expect(server.taken).toHaveLength(1);
  });

  test('is answered while it stops, and nothing after that', async () => {
    const server = await served();
    await server.post(pushed());
    await server[Symbol.asyncDispose]();
    await expect(server.post(pushed())).rejects.toThrow();
  });
});

test('an address that is taken is told by its code', async () => {
  await using server = await served();
  const { port } = new URL(server.url);
  await expect(served({ listen: { host: '127.0.0.1', port: Number(port) } })).rejects.toThrow(ListenError);
});
