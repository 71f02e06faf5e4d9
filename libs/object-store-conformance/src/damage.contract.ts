import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { needPart, type Fault, type SeenRequest } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFaultyStore, type FaultyStore } from './faulty-store.ts';
import { collect, noise, problemOf, readWhole } from './read-whole.ts';
import { createBucket } from './servers/s3-server.ts';
import { startVersityServer, versityPart, type VersityServer } from './servers/versitygw.ts';

const MIB = 1024 * 1024;
const need = needPart(versityPart());

describe.skipIf(need.absent)(`an object of versitygw${need.note}`, () => {
  let server: VersityServer;
  let bucket: string;
  beforeAll(async () => {
    server = await startVersityServer();
    bucket = await createBucket(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  function open(faultOf: (request: SeenRequest) => Fault | undefined = () => undefined): Promise<FaultyStore> {
    return openFaultyStore({ server, bucket, faultOf });
  }

  const onDisk = [
    { name: 'has one bit changed', damage: (bytes: Buffer) => flipped(bytes, 70_000) },
    { name: 'is cut', damage: (bytes: Buffer) => bytes.subarray(0, 70_000) },
    { name: 'is emptied', damage: () => Buffer.alloc(0) },
    { name: 'has more bytes', damage: (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')]) },
  ];
  for (const [what, sizeBytes] of [
    ['one piece', 100_000],
    ['parts', 17 * MIB],
  ] as const) {
    test.each(onDisk)(`in ${what} that $name on the server's disk is damaged`, async ({ damage }) => {
      await using faulty = await open();
      await faulty.store.put('on disk', noise(sizeBytes));
      expect(await readWhole(faulty.store, 'on disk')).toHaveLength(sizeBytes);
      const file = join(server.directory, bucket, 'on disk');
      await writeFile(file, damage(await readFile(file)));
      expect(await problemOf(readWhole(faulty.store, 'on disk'))).toBe('object-damaged');
    });
  }

  test('that was laid into its directory, and has no etag, is known by its size and time', async () => {
    await using faulty = await open(({ index }) => (index === 2 ? { kind: 'short', afterBytes: 30_000 } : undefined));
    const file = join(server.directory, bucket, 'laid/there');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, noise(100_000));
    const [listed] = await collect(faulty.store.list('laid/'));
    const { etag } = await faulty.store.stat('laid/there');
    expect(listed?.etag).toBe(etag);
    expect((await readWhole(faulty.store, 'laid/there', { etag })).equals(noise(100_000))).toBe(true);
    expect(faulty.proxy.requests).toHaveLength(4);
    await writeFile(file, noise(100_001));
    expect(await problemOf(readWhole(faulty.store, 'laid/there', { etag }))).toBe('object-changed');
    expect(await problemOf(faulty.store.put('laid/there', Buffer.from('x'), { etag }))).toBe('object-changed');
  });

  test('is not called damaged when one bit was changed on the way', async () => {
    await using faulty = await open(({ index, method }) =>
      method === 'GET' && index === 1 ? { kind: 'wrong', at: 70_000 } : undefined,
    );
    await faulty.store.put('on the way', noise(100_000));
    expect(await problemOf(readWhole(faulty.store, 'on the way'))).toBe('unavailable');
    expect((await readWhole(faulty.store, 'on the way')).equals(noise(100_000))).toBe(true);
  });

  test('is compared as a whole also when its stream broke', async () => {
    const wrongThenBroken: readonly (Fault | undefined)[] = [
      undefined,
      { kind: 'short', afterBytes: 40_000 },
      { kind: 'wrong', at: 5 },
    ];
    await using faulty = await open(({ index }) => wrongThenBroken[index]);
    await faulty.store.put('resumed', noise(100_000));
    expect(await problemOf(readWhole(faulty.store, 'resumed'))).toBe('unavailable');
  });

  test('that broke and was resumed without harm is whole', async () => {
    await using faulty = await open(({ index, method }) =>
      method === 'GET' && index < 4 ? { kind: 'short', afterBytes: 30_000 } : undefined,
    );
    await faulty.store.put('whole', noise(100_000));
    expect((await readWhole(faulty.store, 'whole')).equals(noise(100_000))).toBe(true);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}
