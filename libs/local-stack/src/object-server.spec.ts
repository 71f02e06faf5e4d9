import { expect, test } from 'vitest';
import { startObjectServer } from './object-server.ts';

test('objects of a bucket come back as they were, until the server ends', async () => {
  const server = await startObjectServer();
  await server.createBucket('backups');
  const address = `${server.endpoint}/backups/orders/wals/00000002.history`;
  expect((await fetch(address, { method: 'PUT', body: '1\t0/3000000\tno reason\n' })).status).toBe(200);
  expect(await (await fetch(address)).text()).toBe('1\t0/3000000\tno reason\n');
  const range = await fetch(address, { headers: { range: 'bytes=2-10' } });
  expect([range.status, await range.text()]).toEqual([206, '0/3000000']);
  expect(new URL(server.endpoint).hostname).toBe('127.0.0.1');

  await server[Symbol.asyncDispose]();
  await expect(fetch(address)).rejects.toThrow();
});
