import { chmod, mkdir, mkdtemp, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SHIPPED_MAJORS, postgresBinaries, usableTree } from './postgres-binaries.ts';
import { canReach, serverAccount } from './server-account.ts';

/** What npm leaves of a package whose install script did not run. */
async function installedTree(): Promise<AsyncDisposable & { readonly path: string; readonly parent: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'installed-'));
  await chmod(parent, 0o755);
  const path = join(parent, 'native');
  for (const name of ['bin', 'lib', 'share']) await mkdir(join(path, name), { recursive: true });
  await writeFile(join(path, 'lib/libx.so.6.17'), 'library');
  const link = { source: 'native/lib/libx.so.6.17', target: 'native/lib/libx.so.6' };
  await writeFile(join(path, 'pg-symlinks.json'), JSON.stringify([link]));
  return {
    path,
    parent,
    [Symbol.asyncDispose]: async () => {
      await chmod(join(path, 'lib'), 0o755);
      await rm(parent, { recursive: true });
    },
  };
}

test.each(SHIPPED_MAJORS)('PostgreSQL %i runs as the account of servers', async (major) => {
  await using binaries = await postgresBinaries(major);
  expect(binaries.version).toMatch(new RegExp(`^${major}\\.`));
});

test('programs of another major are refused', async () => {
  await using binaries = await postgresBinaries(17);
  await expect(postgresBinaries(16, { directory: binaries.directory })).rejects.toThrow(
    /found PostgreSQL 17\.\d+, expected 16/,
  );
});

test('libraries that the package could not link are linked where they are', async () => {
  const account = await serverAccount();
  await using installed = await installedTree();
  await using resources = new AsyncDisposableStack();
  expect(await usableTree(installed.path, account, resources)).toBe(installed.path);
  expect(await readlink(join(installed.path, 'lib/libx.so.6'))).toBe('libx.so.6.17');
  // and found linked the next time
  expect(await usableTree(installed.path, account, resources)).toBe(installed.path);
});

test('a tree that cannot be used where it is, is copied for as long as it is needed', async () => {
  const account = await serverAccount();
  await using installed = await installedTree();
  // root's servers cannot enter the one, others cannot write to the other
  await chmod(installed.parent, 0o700);
  await chmod(join(installed.path, 'lib'), 0o555);
  await chmod(join(installed.path, 'lib/libx.so.6.17'), 0o600);
  const resources = new AsyncDisposableStack();
  const tree = await usableTree(installed.path, account, resources);
  expect(tree).not.toBe(installed.path);
  expect(await canReach(account, join(tree, 'lib'))).toBe(true);
  expect((await readdir(join(tree, 'lib'))).sort()).toEqual(['libx.so.6', 'libx.so.6.17']);
  expect((await stat(join(tree, 'lib/libx.so.6'))).mode & 0o777).toBe(0o644);
  await resources.disposeAsync();
  expect(existsSync(tree)).toBe(false);
});
