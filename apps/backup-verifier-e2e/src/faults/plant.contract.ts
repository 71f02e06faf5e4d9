import { needPart } from '@postgres-ha/testkit';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveOf } from '../archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from '../archives/make-archives.ts';
import { filesBelow, openArchive, type Archive } from '../archives/open-archive.ts';
import { faultCases } from './fault-case.ts';
import { readFaults } from './fault.ts';
import { checksumOf, PAGE_BYTES, storedChecksum } from './page.ts';
import { startPacker, type Packer } from './packer.ts';
import { plantFault, type Change } from './plant.ts';
import { tarEntries } from './tar-file.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

// each planting is made when a verifier is tried with it; here each fault is made once
const cases = faultCases(readFaults()).filter(
  ({ fault }, n, all) => all.findIndex((each) => each.fault === fault) === n,
);

describe.skipIf(absent)(`faults${note}`, () => {
  const resources = new AsyncDisposableStack();
  let made: MadeArchives;
  let packer: Packer;
  beforeAll(async () => {
    made = await makeArchives();
    packer = resources.use(await startPacker());
  });
  afterAll(() => resources.disposeAsync());

  test.each(cases)('$name: the archive differs in just what is said, and the good one is as it was', async (fault) => {
    await using archive = await openArchive(fault.archive, made);
    await using untouched = await openArchive(fault.archive, made);
    const other = archiveOf(fault.archive.major === 17 ? 18 : 17, '3.20', { data: 'gzip', wal: 'gzip' });
    await using elsewhere = await openArchive(other, made);
    const before = await inventory(archive);

    const { object, changes } = await plantFault(fault, archive, { packer, elsewhere });

    const after = await inventory(archive);
    expect(differences(before, after)).toEqual([...changes].toSorted((a, b) => (a.key < b.key ? -1 : 1)));
    expect(changes).not.toEqual([]);
    expect(await inventory(untouched)).toEqual(before);
    // what must be named is what was changed, or the archive that backup.info no longer speaks of
    if (fault.fault.id !== 'info-tablespaces') {
      expect(changes.some(({ key }) => key === object || key.startsWith(object))).toBe(true);
    }
  });

  test('the checksums that faults seal pages with are those of PostgreSQL', async () => {
    await using archive = await openArchive(archiveOf(18, '3.20', { data: 'none', wal: 'none' }), made);
    const tar = new Uint8Array(
      await readFile(join(archive.directory, archive.server, `base/${archive.last.id}/data.tar`)),
    );
    const cold = tarEntries(tar).find(({ name }) => name === archive.life.relations.cold);
    const pages = Array.from({ length: (cold?.sizeBytes ?? 0) / PAGE_BYTES }, (_, block) => {
      const start = (cold?.dataOffset ?? 0) + block * PAGE_BYTES;
      return tar.subarray(start, start + PAGE_BYTES);
    });
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.map((page, block) => checksumOf(page, block))).toEqual(pages.map(storedChecksum));
  });
});

/** Key and identity of each object. */
async function inventory(archive: Archive): Promise<ReadonlyMap<string, string>> {
  const keys = (await filesBelow(archive.directory)).toSorted();
  return new Map(
    await Promise.all(
      keys.map(async (key) => {
        const { ino, size, mtimeMs } = await stat(join(archive.directory, key));
        return [key, `${ino} ${size} ${mtimeMs}`] as const;
      }),
    ),
  );
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Change[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key): readonly Change[] => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    return [{ key, change: was === undefined ? 'added' : is === undefined ? 'removed' : 'replaced' }];
  });
}
