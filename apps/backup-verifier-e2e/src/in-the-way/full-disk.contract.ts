import { needPart, objectServerPart } from '@postgres-ha/testkit';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVerifier, type Verifier } from '../verify.ts';
import { attempt, type Attempt } from './attempt.ts';
import { accusationsOf, backupOf, reportOf } from './expectations.ts';
import { makeGoodArchive, type GoodArchive } from './good-archive.ts';
import { CAN_MOUNT, mountSmallDisk, type DiskSize } from './small-disk.ts';

const need = needPart(objectServerPart());
const noMount = CAN_MOUNT ? '' : ' (skipped: only root of a Linux can mount a small disk)';

describe.skipIf(need.absent || !CAN_MOUNT)(`a scratch directory without room${need.note}${noMount}`, () => {
  let archive: GoodArchive;
  let verifier: Verifier;
  let before: ReadonlyMap<string, string>;
  beforeAll(async () => {
    archive = await makeGoodArchive();
    verifier = await startVerifier();
    before = await archive.fingerprints();
  });
  afterAll(async () => {
    expect(archive.writes).toEqual([]);
    expect(await archive.fingerprints()).toEqual(before);
    await verifier[Symbol.asyncDispose]();
    await archive[Symbol.asyncDispose]();
  });

  async function proveOn(size: DiskSize): Promise<Attempt> {
    await using disk = await mountSmallDisk(size);
    const found = await attempt(archive, {
      options: { level: 'L4', backups: 'newest', scratch: { parent: disk.path, binaries: verifier.binaries } },
    });
    expect(await readdir(disk.path)).toEqual([]);
    return found;
  }

  /** What was read is known; of the replay nothing is. */
  function expectUnknown(found: Attempt): void {
    expect(accusationsOf(found)).toEqual([]);
    expect(reportOf(found).overall).toBe('unknown');
    expect(backupOf(found, archive.last).verdict).toMatchObject({ kind: 'unknown', passed: 'L2' });
  }

  test.each([4, 12, 64, 2_000, 12_000])(
    'of %i KiB leaves the replay unknown, and what was read is known',
    async (kibibytes) => {
      const found = await proveOn({ kibibytes });
      expectUnknown(found);
      expect(backupOf(found, archive.last).verdict).toMatchObject({ because: [{ id: 'disk-full' }] });
    },
  );

  test.each([1, 5, 8, 500])('for %i files leaves the replay unknown, and what was read is known', async (inodes) => {
    const found = await proveOn({ kibibytes: 100_000, inodes });
    expectUnknown(found);
    expect(backupOf(found, archive.last).verdict).toMatchObject({ because: [{ id: 'disk-full' }] });
  });

  test('that grows step by step is unknown until it is enough, and never anything else', async () => {
    const verdicts: string[] = [];
    const reasons = new Set<string>();
    for (let kibibytes = 23_000; verdicts.at(-1) !== 'proven' && kibibytes < 60_000; kibibytes += 600) {
      const found = await proveOn({ kibibytes });
      const { verdict } = backupOf(found, archive.last);
      verdicts.push(verdict.kind);
      if (verdict.kind === 'proven') expect(verdict.level).toBe('L4');
      else expectUnknown(found);
      if (verdict.kind === 'unknown') verdict.because.forEach(({ id }) => reasons.add(id));
    }
    expect(new Set(verdicts)).toEqual(new Set(['unknown', 'proven']));
    // PostgreSQL sometimes says "no such file" where there is no room for its shared memory
    expect([...reasons].filter((id) => id !== 'scratch-failed')).toEqual(['disk-full']);
  });
});
