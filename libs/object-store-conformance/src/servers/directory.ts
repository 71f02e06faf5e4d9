import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectoryStore } from '@postgres-ha/object-store';
import type { StoreUnderTest } from './store-under-test.ts';

export async function makeDirectories(): Promise<StoreUnderTest> {
  const parent = await mkdtemp(join(tmpdir(), 'postgres-ha-objects-'));
  return {
    open: async () => openDirectoryStore({ directory: await mkdtemp(join(parent, 'store-')) }),
    openMissing: () => openDirectoryStore({ directory: join(parent, 'there is no such directory') }),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}
