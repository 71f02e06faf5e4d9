import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runCommand } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { claimDirectory } from './claimed-directory.ts';
import { memoryStore } from './memory-store.ts';
import { serverAccount } from './server-account.ts';
import { startWalArchiver, walKey, type WalArchiver } from './wal-archiver.ts';

const SEGMENT = '0000000100000016000000B3';

/** What PostgreSQL does with an archive_command. */
async function ask(archiver: WalArchiver, path: string, name: string): Promise<{ exitCode: number; stderr: string }> {
  const command = archiver.command.replace('%p', path).replace('%f', name);
  return runCommand('sh', ['-c', `cd / && ${command}`]);
}

test.each([
  { compression: 'none', name: SEGMENT, key: `orders/wals/0000000100000016/${SEGMENT}` },
  { compression: 'gzip', name: `${SEGMENT}.partial`, key: `orders/wals/0000000100000016/${SEGMENT}.partial.gz` },
  {
    compression: 'zstd',
    name: `${SEGMENT}.00000028.backup`,
    key: `orders/wals/0000000100000016/${SEGMENT}.00000028.backup.zst`,
  },
  { compression: 'gzip', name: 'F0000002.history', key: 'orders/wals/F0000002.history.gz' },
] as const)('$name goes to $key', ({ compression, name, key }) => {
  expect(walKey('orders', name, compression)).toBe(key);
});

test('the command succeeds when the object is stored, again for the same content, and never replaces other content', async () => {
  const account = await serverAccount();
  await using claim = await claimDirectory(account);
  const store = memoryStore();
  await using archiver = await startWalArchiver({ store, serverName: 'orders' }, { claim, account });
  const file = join(claim.path, 'segment');
  const stored = (): string => gunzipSync(store.objects.get(walKey('orders', SEGMENT, 'gzip')) ?? '').toString();

  await writeFile(file, 'one');
  expect(await ask(archiver, file, SEGMENT)).toMatchObject({ exitCode: 0 });
  expect(stored()).toBe('one');
  await archiver.stored(SEGMENT);
  expect(await ask(archiver, file, SEGMENT)).toMatchObject({ exitCode: 0 });

  await writeFile(file, 'two');
  const refused = await ask(archiver, file, SEGMENT);
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('found other content') as string });
  expect(stored()).toBe('one');
  await expect(archiver.stored(SEGMENT)).rejects.toThrow('found other content');
  expect(await readdir(join(claim.path, 'spool'))).toEqual([]);
});

test('the command fails when the store does', async () => {
  const account = await serverAccount();
  await using claim = await claimDirectory(account);
  const store = { ...memoryStore(), put: () => Promise.reject(new Error('the disk is full')) };
  await using archiver = await startWalArchiver({ store, serverName: 'orders' }, { claim, account });
  await writeFile(join(claim.path, 'segment'), 'one');
  const refused = await ask(archiver, join(claim.path, 'segment'), SEGMENT);
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the disk is full') as string });
});
