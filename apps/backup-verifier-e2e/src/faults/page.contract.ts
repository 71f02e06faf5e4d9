import { needPart } from '@postgres-ha/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { archiveOf } from '../archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from '../archives/make-archives.ts';
import { openArchive } from '../archives/open-archive.ts';
import { checksumOf, PAGE_BYTES, storedChecksum } from './page.ts';
import { tarEntries } from './tar-file.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

describe.skipIf(absent)(`faults${note}`, () => {
  let made: MadeArchives;
  beforeAll(async () => {
    made = await makeArchives();
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
