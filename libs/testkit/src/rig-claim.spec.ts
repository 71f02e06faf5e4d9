import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { abandonedClaims, claimRig, releaseRig, takeOver, type RigClaim } from './rig-claim.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rig-claim-spec-'));
  vi.stubEnv('TMPDIR', directory);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

/** No process has such an id. */
async function abandon({ directory: claimed }: RigClaim): Promise<void> {
  await writeFile(join(claimed, 'owner.json'), JSON.stringify({ pid: 2 ** 30, startedAt: '1', purpose: 'to be left' }));
}

test('of several that find an abandoned rig at one time one gets it, and then it is abandoned no more', async () => {
  const claim = await claimRig('a test');
  expect(await abandonedClaims()).toEqual([]);
  await abandon(claim);
  expect(await abandonedClaims()).toEqual([claim]);
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeOver(claim, 'removal')));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await takeOver(claim, 'removal'), 'by one who looked before').toBe(false);
  expect(await abandonedClaims()).toEqual([]);
});

test('one whose remover was killed as well is taken over again', async () => {
  const claim = await claimRig('a test');
  await abandon(claim);
  expect(await takeOver(claim, 'removal')).toBe(true);
  await writeFile(
    join(claim.directory, 'owner.json'),
    JSON.stringify({ pid: 2 ** 30 + 1, startedAt: '2', purpose: 'removal' }),
  );
  expect(await takeOver(claim, 'removal')).toBe(true);
});

test('one that is gone meanwhile is not taken over', async () => {
  const claim = await claimRig('a test');
  await releaseRig(claim);
  expect(await takeOver(claim, 'removal')).toBe(false);
});
