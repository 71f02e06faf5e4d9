import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WritableObjectStore } from '@postgres-ha/object-store';
import { atEachChunk, collect, inChunks, keysBelow, noise, problemOf, readWhole } from './read-whole.ts';
import type { Abilities, StoreUnderTest } from './servers/store-under-test.ts';

/** Keys that some part between here and a disk tends to spoil. */
export const ODD_KEYS: readonly string[] = [
  'plain',
  'with space',
  ' leading space',
  'trailing space ',
  'two  spaces',
  'plus+plus',
  '100%',
  'per%20cent',
  'per%2Fcent',
  'ünïcödé',
  'e\u0301 as two characters',
  '\u{1d11e} beyond the first plane',
  '\ufb01 ligature',
  '<tag> & &amp; "quotes" \'single\'',
  'question?mark#hash',
  'colon:semi;comma,at@equals=dollar$',
  'brackets[0]{1}(2)!*',
  'back\\slash',
  'tilde~caret^pipe|backtick`',
  '.hidden',
  '..two dots',
  'ends with dots..',
  'new\nline',
  'tab\tstop',
  'deep/er/than/most/000000010000000000000001.00000028.backup.gz',
  `long/${'x'.repeat(200)}`,
];

/** What every store does, whatever is behind it. Called inside of `describe`. */
export function storeContract(start: () => Promise<StoreUnderTest>, abilities: Abilities): void {
  let under: StoreUnderTest;
  let store: WritableObjectStore;
  beforeAll(async () => {
    under = await start();
    store = await under.open();
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await under[Symbol.asyncDispose]();
  });

  test.each([0, 1, 100_000, 9 * 1024 * 1024])('%i bytes come back as they were put', async (sizeBytes) => {
    const bytes = noise(sizeBytes);
    const { etag } = await store.put(`sizes/${sizeBytes}`, bytes);
    expect(Buffer.compare(await readWhole(store, `sizes/${sizeBytes}`), bytes)).toBe(0);
    expect(await store.stat(`sizes/${sizeBytes}`)).toMatchObject({ sizeBytes, etag });
  });

  test('a stream of unknown length that needs several parts comes back as it was put', async () => {
    const bytes = noise(20 * 1024 * 1024 + 7);
    await store.put('streamed', inChunks(bytes, 1_000_003));
    expect(Buffer.compare(await readWhole(store, 'streamed'), bytes)).toBe(0);
    expect(await readWhole(store, 'streamed', { range: { start: 8_388_600, end: 8_388_620 } })).toEqual(
      bytes.subarray(8_388_600, 8_388_620),
    );
  });

  test('chunks are given away: one that is freed is missed by no other and by no other read', async () => {
    const bytes = noise(1024 * 1024);
    await store.put('given-away', bytes);
    expect(store.chunks).toBe('given-away');
    for (let round = 0; round < 2; round += 1) {
      let at = 0;
      for await (const chunk of store.read('given-away')) {
        expect(Buffer.compare(chunk, bytes.subarray(at, at + chunk.length))).toBe(0);
        at += chunk.length;
        const { buffer, byteLength } = chunk;
        if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
      }
      expect(at).toBe(bytes.length);
    }
  });

  test('odd keys are read, looked at and listed by the name that they were put under', async () => {
    const keys = ODD_KEYS.filter((key) => abilities.withoutKeys?.includes(key) !== true).map((key) => `odd/${key}`);
    for (const key of keys) await store.put(key, Buffer.from(key));
    for (const key of keys) {
      expect((await readWhole(store, key)).toString()).toBe(key);
      expect(await store.stat(key)).toMatchObject({ key, sizeBytes: Buffer.byteLength(key) });
      expect(await keysBelow(store, key)).toEqual([key]);
    }
    if (abilities.order === 'of bytes') expect(await keysBelow(store, 'odd/')).toEqual(inByteOrder(keys));
    else expect(await problemOf(keysBelow(store, 'odd/'))).toBe('unavailable');
    for (const key of keys) await store.remove(key);
    expect(await keysBelow(store, 'odd/')).toEqual([]);
  });

  test('a list of several pages has all objects, in the order of their keys', async () => {
    const keys = Array.from({ length: 1_010 }, (_, at) => `many/wals/${at % 7}/${String(at).padStart(6, '0')}`);
    await Promise.all(
      Array.from({ length: 20 }, async (_, part) => {
        for (const key of keys.filter((_key, at) => at % 20 === part)) await store.put(key, Buffer.from('x'));
      }),
    );
    expect(await keysBelow(store, 'many/')).toEqual(inByteOrder(keys));
    expect(await keysBelow(store, 'many/wals/3/0000')).toEqual(
      inByteOrder(keys.filter((key) => key.startsWith('many/wals/3/0000'))),
    );
    expect(await keysBelow(store, 'many/wals')).toHaveLength(keys.length);
    expect(await keysBelow(store, 'many/nothing')).toEqual([]);
  });

  if (abilities.order === 'of bytes') {
    test('a list is in the order of the bytes of whole keys, files and folders mixed', async () => {
      const names = [
        'a',
        'a-',
        'a.b',
        'a0/b',
        'B',
        '\uffee',
        '\u{10000}',
        'wals-',
        'wals.x',
        'wals/1',
        'wals/1.x',
        'wals/10/1',
        'wals0',
      ];
      const keys = names.map((name) => `mixed/${name}`);
      for (const key of keys) await store.put(key, Buffer.from('x'));
      expect(await keysBelow(store, 'mixed/')).toEqual(inByteOrder(keys));
      expect(await keysBelow(store, 'mixed/wals')).toEqual(
        inByteOrder(keys.filter((key) => key.startsWith('mixed/wals'))),
      );
    });
  }

  test('what is listed has the size, the time and the etag of what is looked at', async () => {
    await store.put('seen/one', noise(1234));
    const [listed] = await collect(store.list('seen/'));
    const stat = await store.stat('seen/one');
    expect(listed).toMatchObject({ key: 'seen/one', sizeBytes: 1234, etag: stat.etag });
    expect(Math.floor((listed?.lastModified.getTime() ?? 0) / 1000)).toBe(
      Math.floor(stat.lastModified.getTime() / 1000),
    );
  });

  test.each([
    { range: { start: 0, end: 1 }, from: 0, to: 1 },
    { range: { start: 10, end: 20 }, from: 10, to: 20 },
    { range: { start: 990 }, from: 990, to: 1000 },
    { range: { start: 990, end: 5000 }, from: 990, to: 1000 },
    { range: { start: 0 }, from: 0, to: 1000 },
    { range: { start: 1000 }, from: 0, to: 0 },
    { range: { start: 2000, end: 3000 }, from: 0, to: 0 },
    { range: { start: 5, end: 5 }, from: 0, to: 0 },
  ])('the range $range of a thousand bytes is what is there of it', async ({ range, from, to }) => {
    const bytes = noise(1000);
    await store.put('ranged', bytes);
    expect(await readWhole(store, 'ranged', { range })).toEqual(bytes.subarray(from, to));
  });

  test('any range of an object without bytes is empty', async () => {
    await store.put('without bytes', Buffer.alloc(0));
    expect(await readWhole(store, 'without bytes', { range: { start: 0, end: 10 } })).toHaveLength(0);
    expect(await readWhole(store, 'without bytes', { range: { start: 7 } })).toHaveLength(0);
  });

  test('a range that cannot be meant is refused', async () => {
    await expect(readWhole(store, 'ranged', { range: { start: 5, end: 4 } })).rejects.toThrow(RangeError);
    await expect(readWhole(store, 'ranged', { range: { start: -1 } })).rejects.toThrow(RangeError);
    await expect(readWhole(store, 'ranged', { range: { start: 0.5 } })).rejects.toThrow(RangeError);
  });

  test('another version than the asked one is not read', async () => {
    const { etag } = await store.put('versions', Buffer.from('first'));
    expect((await readWhole(store, 'versions', { etag })).toString()).toBe('first');
    const second = await store.put('versions', Buffer.from('second'));
    expect(second.etag).not.toBe(etag);
    expect(await problemOf(readWhole(store, 'versions', { etag }))).toBe('object-changed');
    expect(await problemOf(readWhole(store, 'versions', { etag, range: { start: 1, end: 2 } }))).toBe('object-changed');
    expect((await readWhole(store, 'versions', { etag: second.etag })).toString()).toBe('second');
  });

  test('an object that is not there is missing, whatever its key', async () => {
    await store.put('there/is', Buffer.from('x'));
    for (const key of ['nothing', 'there', 'there/is/not', "there/isn't"]) {
      expect(await problemOf(readWhole(store, key)), key).toBe('object-missing');
      expect(await problemOf(store.stat(key)), key).toBe('object-missing');
    }
    expect(await problemOf(readWhole(store, 'nothing', { range: { start: 3, end: 3 } }))).toBe('object-missing');
  });

  test('a store that is not there is no statement about objects', async () => {
    await using missing = under.openMissing();
    expect(await problemOf(readWhole(missing, 'there/is'))).toBe('bucket-missing');
    expect(await problemOf(missing.stat('there/is'))).toBe('bucket-missing');
    expect(await problemOf(keysBelow(missing))).toBe('bucket-missing');
    expect(await problemOf(missing.put('there/is', Buffer.from('x')))).toBe('bucket-missing');
  });

  test('removing is done once and does no harm twice', async () => {
    await store.put('removed/one', Buffer.from('x'));
    await store.remove('removed/one');
    expect(await problemOf(store.stat('removed/one'))).toBe('object-missing');
    await store.remove('removed/one');
    await store.remove('removed/never/was');
    expect(await keysBelow(store, 'removed/')).toEqual([]);
  });

  test('an object may take the name of a folder whose last object was removed', async () => {
    await store.put('folder/of/one', Buffer.from('x'));
    await store.remove('folder/of/one');
    await store.put('folder', Buffer.from('an object'));
    expect((await readWhole(store, 'folder')).toString()).toBe('an object');
  });

  if (abilities.conditionalPut)
    test('a put under a condition replaces nothing else', async () => {
      const { etag } = await store.put('conditional', Buffer.from('first'), { ifAbsent: true });
      expect(await problemOf(store.put('conditional', Buffer.from('second'), { ifAbsent: true }))).toBe(
        'object-exists',
      );
      expect((await readWhole(store, 'conditional')).toString()).toBe('first');
      const third = await store.put('conditional', Buffer.from('third'), { etag });
      expect(await problemOf(store.put('conditional', Buffer.from('fourth'), { etag }))).toBe('object-changed');
      expect((await readWhole(store, 'conditional', { etag: third.etag })).toString()).toBe('third');
      expect(await problemOf(store.put('never was', Buffer.from('x'), { etag }))).toBe('object-changed');
    });

  test('an object and a folder of the same name are both kept, or the second is refused', async () => {
    await store.put('both/a', Buffer.from('object'));
    if (abilities.objectAndFolder === 'both') {
      await store.put('both/a/b', Buffer.from('below'));
      expect(await keysBelow(store, 'both/')).toEqual(['both/a', 'both/a/b']);
    } else {
      expect(await problemOf(store.put('both/a/b', Buffer.from('below')))).toBe('unavailable');
      await store.put('both/c/d', Buffer.from('below'));
      expect(await problemOf(store.put('both/c', Buffer.from('object')))).toBe('unavailable');
      expect((await readWhole(store, 'both/c/d')).toString()).toBe('below');
    }
    expect((await readWhole(store, 'both/a')).toString()).toBe('object');
  });

  test('a body that fails leaves no object, and its own error', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield* inChunks(noise(18 * 1024 * 1024), 1024 * 1024);
      throw new TypeError('of the body');
    };
    await expect(store.put('failed/one', failing())).rejects.toThrow(TypeError);
    expect(await keysBelow(store, 'failed/')).toEqual([]);
  });

  test('what was aborted before it began does nothing', async () => {
    const signal = AbortSignal.abort();
    await store.put('abort/one', Buffer.from('x'));
    expect(await problemOf(readWhole(store, 'abort/one', { signal }))).toBe('aborted');
    expect(await problemOf(store.stat('abort/one', { signal }))).toBe('aborted');
    expect(await problemOf(collect(store.list('abort/', { signal })))).toBe('aborted');
    expect(await problemOf(store.put('abort/two', Buffer.from('x'), { signal }))).toBe('aborted');
    expect(await problemOf(store.remove('abort/one', { signal }))).toBe('aborted');
    expect(await keysBelow(store, 'abort/')).toEqual(['abort/one']);
  });

  test('a read that is aborted in the middle ends there, and so does one that is left', async () => {
    await store.put('left', noise(9 * 1024 * 1024));
    const controller = new AbortController();
    const problem = problemOf(
      atEachChunk(store.read('left', { signal: controller.signal }), () => {
        controller.abort(new Error('enough'));
      }),
    );
    expect(await problem).toBe('aborted');
    for await (const chunk of store.read('left')) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    expect(await readWhole(store, 'left')).toHaveLength(9 * 1024 * 1024);
  });

  test('a hundred objects are read at once', async () => {
    const keys = Array.from({ length: 100 }, (_, at) => `at once/${at}`);
    for (const [at, key] of keys.entries()) await store.put(key, noise(1_000 + at, at + 1));
    const read = await Promise.all(keys.map((key) => readWhole(store, key)));
    expect(read.every((bytes, at) => bytes.equals(noise(1_000 + at, at + 1)))).toBe(true);
  });
}

function inByteOrder(keys: readonly string[]): readonly string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
