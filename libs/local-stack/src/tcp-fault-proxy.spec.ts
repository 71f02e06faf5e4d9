import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTcpFaultProxy, type TcpFaultProxy } from './tcp-fault-proxy.ts';

const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
let target: { readonly host: string; readonly port: number };

beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  target = { host: '127.0.0.1', port: (echo.address() as AddressInfo).port };
});
afterAll(() => {
  echo.close();
});

interface Client {
  readonly socket: Socket;
  /** All that came until now. */
  readonly heard: () => string;
  readonly hears: (text: string) => Promise<void>;
}

async function client(proxy: TcpFaultProxy): Promise<Client> {
  const socket = connect({ host: proxy.host, port: proxy.port });
  let heard = '';
  // a proxy that ends resets who is still there
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  await once(socket, 'connect');
  return {
    socket,
    heard: () => heard,
    hears: async (text) => {
      while (!heard.includes(text)) await once(socket, 'data');
    },
  };
}

/** Long enough for what passes on the loopback address to have passed. */
async function talk(proxy: TcpFaultProxy): Promise<void> {
  await using other = await startTcpFaultProxy(target);
  for (let turn = 0; turn < 5; turn++) {
    const one = await client(other);
    one.socket.write('x');
    await one.hears('x');
    one.socket.destroy();
  }
  expect(proxy.port).toBeGreaterThan(0);
}

describe('a fault proxy', () => {
  test('passes what it gets when there is no fault', async () => {
    await using proxy = await startTcpFaultProxy(target);
    const one = await client(proxy);
    one.socket.write('hello');
    await one.hears('hello');
    one.socket.end();
    await once(one.socket, 'close');
  });

  test.each(['both', 'to-server', 'to-client'] as const)(
    'keeps what it gets in a silence (%s) until that is over',
    async (direction) => {
      await using proxy = await startTcpFaultProxy(target);
      const before = await client(proxy);
      before.socket.write('before');
      await before.hears('before');
      await proxy.apply({ kind: 'silence', direction });
      const during = await client(proxy);
      for (const { socket } of [before, during]) socket.write('during');
      await talk(proxy);
      expect([before.heard(), during.heard()]).toEqual(['before', '']);
      await proxy.apply({ kind: 'none' });
      for (const one of [before, during]) await one.hears('during');
    },
  );

  test('refuses new connections and keeps the old, and takes new ones on the same port afterwards', async () => {
    await using proxy = await startTcpFaultProxy(target);
    const before = await client(proxy);
    await proxy.apply({ kind: 'refuse' });
    await expect(client(proxy)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    before.socket.write('still');
    await before.hears('still');
    await proxy.apply({ kind: 'none' });
    const after = await client(proxy);
    after.socket.write('again');
    await after.hears('again');
  });

  test('delays what passes, in order', async () => {
    await using proxy = await startTcpFaultProxy(target);
    const one = await client(proxy);
    await proxy.apply({ kind: 'delay', ms: 30 });
    const began = performance.now();
    one.socket.write('first ');
    one.socket.write('second');
    await one.hears('first second');
    expect(performance.now() - began).toBeGreaterThan(55);
  });

  test('leaves a client half open: it hears nothing, not even afterwards, and new ones are served then', async () => {
    await using proxy = await startTcpFaultProxy(target);
    const before = await client(proxy);
    before.socket.write('before');
    await before.hears('before');
    await proxy.apply({ kind: 'half-open' });
    before.socket.write('lost');
    await proxy.apply({ kind: 'none' });
    const after = await client(proxy);
    after.socket.write('after');
    await after.hears('after');
    expect([before.heard(), before.socket.destroyed]).toEqual(['before', false]);
    before.socket.destroy();
  });

  test('resets all connections on demand', async () => {
    await using proxy = await startTcpFaultProxy(target);
    const one = await client(proxy);
    one.socket.write('x');
    await one.hears('x');
    const failed = once(one.socket, 'error');
    proxy.drop();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(proxy.connections()).toBe(0);
  });
});
