import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError, type ObjectStore, type StoreProblem, type WritableObjectStore } from '../object-store.ts';
import { openDirectoryStore } from './open-directory-store.ts';

let parent: string;
let root: string;
let store: WritableObjectStore;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'postgres-ha-directory-'));
  root = join(parent, 'store');
  await mkdir(root);
  store = openDirectoryStore({ directory: root });
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function keysOf(from: ObjectStore, prefix = ''): Promise<readonly string[]> {
  return (await collect(from.list(prefix))).map(({ key }) => key);
}

async function textOf(key: string): Promise<string> {
  return Buffer.concat(await collect(store.read(key))).toString();
}

async function problemOf(something: Promise<unknown>): Promise<StoreProblem | 'none'> {
  try {
    await something;
    return 'none';
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
}

describe('a directory as a store', () => {
  test('has what cp made of a bucket, hidden files among it', async () => {
    await mkdir(join(root, 'cluster/wals/0000000100000000'), { recursive: true });
    await mkdir(join(root, 'cluster/empty'));
    await writeFile(join(root, 'cluster/wals/0000000100000000/000000010000000000000001.gz'), 'x');
    await writeFile(join(root, 'cluster/wals/00000002.history'), 'y');
    await writeFile(join(root, '.hidden'), 'z');
    expect(await keysOf(store)).toEqual([
      '.hidden',
      'cluster/wals/0000000100000000/000000010000000000000001.gz',
      'cluster/wals/00000002.history',
    ]);
    expect(await textOf('cluster/wals/00000002.history')).toBe('y');
  });

  test('does not show what is being written, by itself or by versitygw', async () => {
    await mkdir(join(root, '.sgwtmp/multipart'), { recursive: true });
    await writeFile(join(root, '.sgwtmp/multipart/part'), 'x');
    let during: readonly string[] = [];
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('first');
      during = [...(await readdir(join(root, 'a'))), ...(await keysOf(store))];
      yield Buffer.from('second');
    };
    await store.put('a/b', body());
    expect(during).toHaveLength(1);
    expect(during[0]).toMatch(/^\..*\.half-written$/);
    expect(await problemOf(store.stat(`a/${during[0] ?? ''}`))).toBe('object-missing');
    expect(await keysOf(store)).toEqual(['a/b']);
    expect(await readdir(join(root, 'a'))).toEqual(['b']);
  });

  test('leaves nothing behind of a body that fails', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      yield Buffer.from('first');
      throw new TypeError('of the body');
    };
    await expect(store.put('a', failing())).rejects.toThrow(TypeError);
    expect(await readdir(root)).toEqual([]);
  });

  test.each([
    '',
    '/',
    '/etc/passwd',
    '../outside',
    'a/../../outside',
    'a//b',
    'a/',
    './a',
    'a/.',
    'nul\0',
    'x'.repeat(300),
  ])('has no object %j, and takes none', async (key) => {
    await writeFile(join(parent, 'outside'), 'secret');
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'a/b'), 'x');
    expect(await problemOf(collect(store.read(key)))).toBe('object-missing');
    expect(await problemOf(store.stat(key))).toBe('object-missing');
    expect(await problemOf(store.put(key, Buffer.from('x')))).toBe('unavailable');
    expect(await problemOf(store.remove(key))).toBe('none');
    expect(await readdir(parent)).toEqual(['outside', 'store']);
  });

  test('has another etag for a file that was written anew or in place, not for one that got another name or other permissions', async () => {
    await writeFile(join(root, 'a'), 'one');
    const { etag } = await store.stat('a');
    await link(join(root, 'a'), join(root, 'b'));
    await chmod(join(root, 'a'), 0o600);
    expect((await store.stat('a')).etag).toBe(etag);
    await utimes(join(root, 'a'), 1, 1);
    expect((await store.stat('a')).etag).not.toBe(etag);
    await writeFile(join(root, 'c'), 'two');
    await utimes(join(root, 'c'), 1, 1);
    const before = (await store.stat('a')).etag;
    await rename(join(root, 'c'), join(root, 'a'));
    expect((await store.stat('a')).etag).not.toBe(before);
  });

  test.each([
    { name: 'cut', change: (path: string) => truncate(path, 300_000) },
    { name: 'written in place', change: (path: string) => writeFile(path, Buffer.alloc(1_000_000, 2)) },
  ])('does not go on with a file that is $name while it is read', async ({ change }) => {
    await writeFile(join(root, 'a'), Buffer.alloc(1_000_000, 1));
    await utimes(join(root, 'a'), 1, 1);
    const reading = (async () => {
      const chunks = store.read('a')[Symbol.asyncIterator]();
      await chunks.next();
      await change(join(root, 'a'));
      await chunks.next();
    })();
    expect(await problemOf(reading)).toBe('object-changed');
  });

  test('gives the old bytes to the end where the file is replaced as a whole', async () => {
    await store.put('a', Buffer.alloc(1_000_000, 1));
    let bytes = 0;
    for await (const chunk of store.read('a')) {
      if (bytes === 0) await store.put('a', Buffer.alloc(1_000_000, 2));
      bytes += chunk.reduce((sum, byte) => sum + byte, 0);
    }
    expect(bytes).toBe(1_000_000);
  });
});

describe('symbolic links in a store', () => {
  test('that stay inside are followed', async () => {
    await mkdir(join(root, 'real'));
    await writeFile(join(root, 'real/file'), 'bytes');
    await symlink('real', join(root, 'folder'));
    await symlink('real/file', join(root, 'file'));
    expect(await keysOf(store)).toEqual(['file', 'folder/file', 'real/file']);
    expect(await textOf('folder/file')).toBe('bytes');
    expect(await textOf('file')).toBe('bytes');
  });

  test('that lead out are refused, whatever is done', async () => {
    await mkdir(join(parent, 'elsewhere'));
    await writeFile(join(parent, 'elsewhere/file'), 'secret');
    await symlink('../elsewhere', join(root, 'folder'));
    await symlink('../elsewhere/file', join(root, 'file'));
    for (const key of ['folder/file', 'file']) {
      expect(await problemOf(collect(store.read(key)))).toBe('access-denied');
      expect(await problemOf(store.stat(key))).toBe('access-denied');
    }
    expect(await problemOf(keysOf(store, 'fo'))).toBe('access-denied');
    expect(await problemOf(keysOf(store, 'fi'))).toBe('access-denied');
    expect(await problemOf(store.put('folder/new', Buffer.from('x')))).toBe('access-denied');
    expect(await problemOf(store.remove('folder/file'))).toBe('access-denied');
    expect(await readdir(join(parent, 'elsewhere'))).toEqual(['file']);
  });

  test('that lead back, or to nothing, end a list and no object is said to be missing', async () => {
    await symlink('.', join(root, 'again'));
    await symlink('nothing', join(root, 'broken'));
    expect(await problemOf(keysOf(store, 'again'))).toBe('unavailable');
    expect(await problemOf(keysOf(store, 'broken'))).toBe('unavailable');
  });

  test('may lead to the store itself', async () => {
    await symlink('store', join(parent, 'link'));
    await writeFile(join(root, 'a'), 'x');
    expect(await keysOf(openDirectoryStore({ directory: join(parent, 'link') }))).toEqual(['a']);
  });
});

describe('what is no file in a store', () => {
  test('is no object and stops nothing', async () => {
    await promisify(execFile)('mkfifo', [join(root, 'pipe')]);
    await writeFile(join(root, 'a'), 'x');
    expect(await keysOf(store)).toEqual(['a']);
    expect(await problemOf(collect(store.read('pipe')))).toBe('object-missing');
    expect(await problemOf(store.stat('pipe'))).toBe('object-missing');
  });

  test('a name that is not UTF-8 ends a list', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff])]), 'x');
    expect(await problemOf(keysOf(store))).toBe('unavailable');
  });
});
