import { expect, test } from 'vitest';
import { memoryStore } from './memory-store.ts';
import type { TarMember } from './tar-member.ts';
import { openTarSeries } from './tar-series.ts';

const file: TarMember = {
  name: 'base/5/1259',
  kind: 'file',
  mode: 0o100600,
  uid: 26,
  gid: 26,
  userName: 'postgres',
  groupName: 'postgres',
  sizeBytes: 600,
  modifiedAt: 0,
};

async function* bytes(...sizes: readonly number[]): AsyncIterable<Uint8Array> {
  for (const size of sizes) yield await Promise.resolve(Buffer.alloc(size, 0x55));
}

test('content that became shorter is filled with zeros, content that became longer is cut, and a tar ends at a whole record', async () => {
  const store = memoryStore();
  const series = openTarSeries('base/1/data', { store, compression: 'none', maxArchiveSizeBytes: 1e6 });
  await series.add(file, bytes(300, 100));
  await series.add({ ...file, name: 'base/5/1260' }, bytes(500, 500));
  expect(await series.close()).toEqual(['base/1/data.tar']);

  const tar = Buffer.from(store.objects.get('base/1/data.tar') ?? '');
  expect(tar.length).toBe(10_240);
  expect(tar.toString('latin1', 0, 11)).toBe('base/5/1259');
  expect(tar.subarray(512, 512 + 1024).lastIndexOf(0x55)).toBe(399);
  expect(tar.toString('latin1', 1536, 1536 + 11)).toBe('base/5/1260');
  expect(tar.subarray(2048, 2048 + 1024).lastIndexOf(0x55)).toBe(599);
  expect(tar.subarray(3072).every((byte) => byte === 0)).toBe(true);
});

test('a fraction of a second and what is too long for a header go to PAX records whose length counts itself', async () => {
  const store = memoryStore();
  const series = openTarSeries('data', { store, compression: 'none', maxArchiveSizeBytes: 1e6 });
  const name = `base/${'x'.repeat(100)}`;
  await series.add({ ...file, name, uid: 4_294_967_294, modifiedAt: 1_764_095_299.25 }, bytes(600));
  await series.close();
  const tar = Buffer.from(store.objects.get('data.tar') ?? '');
  expect(tar.toString('latin1', 156, 157)).toBe('x');
  expect(tar.toString('latin1', 512, 1024).replace(/\0+$/, '')).toBe(
    `115 path=${name}\n18 uid=4294967294\n23 mtime=1764095299.25\n`,
  );
});

test('a full tar is followed by another, and a member is never divided', async () => {
  const store = memoryStore();
  const series = openTarSeries('16384', { store, compression: 'none', maxArchiveSizeBytes: 100_000 });
  for (const name of ['a', 'b', 'c']) await series.add({ ...file, name, sizeBytes: 200_000 }, bytes(200_000));
  expect(await series.close()).toEqual(['16384.tar', '16384_0001.tar', '16384_0002.tar']);
});

test('an upload that fails ends the backup instead of waiting for it', async () => {
  const store = { ...memoryStore(), put: () => Promise.reject(new Error('access denied')) };
  const series = openTarSeries('data', { store, compression: 'gzip', maxArchiveSizeBytes: 1e6 });
  const adding = (async () => {
    for (let n = 0; n < 100; n++) await series.add({ ...file, sizeBytes: 1_000_000 }, bytes(1_000_000));
    await series.close();
  })();
  await expect(adding).rejects.toThrow('access denied');
});
