import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readListenAddress } from './listen-address.ts';
import { textPage, type Health } from './page.ts';
import { ListenError, serveHttp, type HttpOptions, type HttpServer } from './serve-http.ts';

function serve(more: Partial<HttpOptions> = {}): Promise<HttpServer> {
  return serveHttp({
    listen: { host: '127.0.0.1', port: 0 },
    health: () => ({ kind: 'ok' }),
    readiness: () => ({ kind: 'ok' }),
    metrics: () => 'up 1\n',
    pages: { '/': () => textPage('hello secret\n') },
    redact: (text) => text.replace('secret', '[redacted]'),
    onError: () => undefined,
    ...more,
  });
}

/** Everything that comes back for bytes as they are. */
async function raw({ listen: { port } }: HttpServer, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.write(request);
  await once(socket, 'close');
  return answer;
}

describe('pages', () => {
  test('are those that were handed in, the probes and the metrics, cleaned of what nobody may see', async () => {
    await using server = await serve();
    const bodies = await Promise.all(
      ['/', '/?query', '/healthz', '/readyz', '/metrics'].map(async (path) => (await fetch(server.url + path)).text()),
    );
    expect(bodies).toEqual(['hello [redacted]\n', 'hello [redacted]\n', 'ok\n', 'ok\n', 'up 1\n']);
  });

  test.each(['/nope', '//', '/../package.json', '/%2e%2e/package.json', '/healthz/', '/constructor', '/__proto__'])(
    'there is no other: %s',
    async (path) => {
      await using server = await serve();
      expect(await raw(server, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 /,
      );
    },
  );

  test('are read, and nothing else', async () => {
    await using server = await serve();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const response = await fetch(server.url, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    const head = await fetch(server.url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '17', '']);
  });

  test('say that nothing of them is run, embedded or kept', async () => {
    await using server = await serve();
    for (const path of ['/', '/metrics', '/nope']) {
      const { headers } = await fetch(server.url + path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('that fail tell the reader nothing and the log all', async () => {
    const errors: unknown[] = [];
    const fault = new Error('a password');
    await using server = await serve({
      pages: { '/': () => Promise.reject(fault) },
      metrics: () => {
        throw fault;
      },
      onError: (path, error) => errors.push(path, error),
    });
    const texts = await Promise.all(['/', '/metrics'].map(async (path) => (await fetch(server.url + path)).text()));
    expect(texts.join('')).not.toContain('password');
    expect(errors).toEqual(['/', fault, '/metrics', fault]);
  });
});

describe('probes', () => {
  test.each<{ name: string; state: Health; status: number; text: string }>([
    { name: 'ok', state: { kind: 'ok' }, status: 200, text: 'ok\n' },
    { name: 'failing', state: { kind: 'failing', because: 'stopping' }, status: 503, text: 'stopping\n' },
  ])('that are $name', async ({ state, status, text }) => {
    await using server = await serve({ health: () => state, readiness: () => state });
    for (const path of ['/healthz', '/readyz']) {
      const response = await fetch(server.url + path);
      expect([response.status, await response.text()]).toEqual([status, text]);
    }
  });
});

describe('readers that are not one', () => {
  test('a header without an end is refused', async () => {
    await using server = await serve();
    const answer = await raw(server, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('what is no HTTP is refused', async () => {
    await using server = await serve();
    expect(await raw(server, '\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a body is not read, and its connection ends', async () => {
    await using server = await serve();
    const answer = await raw(
      server,
      'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nGET /nope HTTP/1.1\r\nHost: a\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
  });

  test('one that stays connected does not hold up the end', async () => {
    const server = await serve();
    const idle = connect(server.listen.port, '127.0.0.1');
    await once(idle, 'connect');
    const half = connect(server.listen.port, '127.0.0.1');
    half.write('GET / HTTP/1.1\r\n');
    await once(half, 'connect');
    await server[Symbol.asyncDispose]();
    for (const socket of [idle, half]) if (!socket.closed) await once(socket, 'close');
  });
});

describe('an address', () => {
  test.each([
    { text: '127.0.0.1:8080', value: { host: '127.0.0.1', port: 8080 } },
    { text: '0.0.0.0:0', value: { host: '0.0.0.0', port: 0 } },
    { text: '[::1]:8080', value: { host: '::1', port: 8080 } },
    { text: 'localhost:65535', value: { host: 'localhost', port: 65_535 } },
  ])('$text', ({ text, value }) => {
    expect(readListenAddress(text, '--listen')).toEqual({ kind: 'read', value });
  });

  test.each([
    '8080',
    ':8080',
    '::1:8080',
    '[127.0.0.1]:80',
    'example.org:80',
    '127.0.0.1',
    '127.0.0.1:65536',
    '1.2.3:80',
    '',
  ])('%s is none', (text) => {
    expect(readListenAddress(text, '--listen')).toMatchObject({ kind: 'refused', problems: [{ where: '--listen' }] });
  });

  test('of IPv6 can be listened on, and is written as in a URL', async () => {
    await using server = await serve({ listen: { host: '::1', port: 0 } });
    expect(server.url).toBe(`http://[::1]:${server.listen.port}`);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('that is taken, or of another machine, is a ListenError with its code', async () => {
    await using server = await serve();
    await expect(serve({ listen: server.listen })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(serve({ listen: { host: '192.0.2.1', port: 0 } })).rejects.toBeInstanceOf(ListenError);
  });
});
