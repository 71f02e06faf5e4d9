import { existsSync, mkdtempSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { claimTemporaryDirectory } from './claimed-directory.ts';

const SOCKET = '/scratch/socket/.s.PGSQL.5432';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a directory is claimed where temporary files are to be, and is gone after disposal', async () => {
  const claim = await claimTemporaryDirectory({ longestSocket: SOCKET });
  expect(existsSync(claim.path)).toBe(true);
  await claim[Symbol.asyncDispose]();
  expect(existsSync(claim.path)).toBe(false);
});

test('where the directory for temporary files is too deep for a socket, the system’s is taken', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'deep-'));
  try {
    const deep = join(parent, 'd'.repeat(100));
    mkdirSync(deep);
    vi.stubEnv('TMPDIR', deep);
    await using claim = await claimTemporaryDirectory({ longestSocket: SOCKET });
    expect(['/tmp', '/var/tmp'].map((path) => realpathSync(path))).toContain(dirname(claim.path));
    expect(Buffer.byteLength(claim.path + SOCKET)).toBeLessThan(104);
  } finally {
    rmSync(parent, { recursive: true });
  }
});

test('when nothing is near enough to the root, it is said what to do', async () => {
  await expect(claimTemporaryDirectory({ longestSocket: `/${'d'.repeat(100)}` })).rejects.toThrow('set TMPDIR');
});
