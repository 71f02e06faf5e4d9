import { needPart } from '@postgres-ha/testkit';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DATA_CODECS, healthyArchives, MAJORS, SERIES, WAL_CODECS } from './archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from './make-archives.ts';
import { filesBelow, openArchive, SUFFIX } from './open-archive.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

describe.skipIf(absent)(`archives made by Barman${note}`, () => {
  let made: MadeArchives;
  beforeAll(async () => {
    made = await makeArchives();
  });

  test.each(MAJORS)('PostgreSQL %s has a backup of every codec of both Barmans, on two timelines', (major) => {
    const { backups } = made.lives[major];
    for (const series of SERIES) {
      expect(new Set(backups.filter((each) => each.series === series).map((each) => each.codec))).toEqual(
        new Set(DATA_CODECS[series]),
      );
    }
    expect(new Set(backups.map((each) => each.timeline))).toEqual(new Set([1, 2]));
  });

  test.each(MAJORS)('PostgreSQL %s has all WAL in every codec of both Barmans', async (major) => {
    const { wal } = made.lives[major];
    for (const series of SERIES) {
      for (const codec of WAL_CODECS) {
        const files = await filesBelow(join(made.directory, `pg${major}`, `wal-${series}-${codec}`));
        expect(files.map((file) => file.split('/').at(-1)).sort()).toEqual(
          wal.map(({ name }) => name + SUFFIX[codec]).sort(),
        );
      }
    }
  });

  test.each(MAJORS)(
    'each backup of PostgreSQL %s has an archive of its tablespace; a split one has three parts',
    (major) => {
      const { backups, tablespaceOid } = made.lives[major];
      for (const { parts, codec, split } of backups) {
        expect(parts).toContain(`${tablespaceOid}.tar${SUFFIX[codec]}`);
        const dataParts = parts.filter((part) => part.startsWith('data')).length;
        if (split) expect(dataParts).toBeGreaterThanOrEqual(3);
        else expect(dataParts).toBe(1);
      }
    },
  );

  test.each(MAJORS)('rows of PostgreSQL %s only grow from moment to moment', (major) => {
    const { moments } = made.lives[major];
    const rows = moments.map((moment) => moment.rows['touched'] ?? 0);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect(new Set(moments.map((moment) => moment.timeline))).toEqual(new Set([1, 2]));
  });

  test('there are at least fifty healthy archives, and each opens with backups and WAL', async () => {
    const specs = healthyArchives();
    expect(new Set(specs.map(({ name }) => name)).size).toBe(specs.length);
    expect(specs.length).toBeGreaterThanOrEqual(50);
    for (const spec of specs) {
      await using archive = await openArchive(spec, made);
      const ids = await readdir(join(archive.directory, archive.server, 'base'));
      expect(ids.length).toBe(spec.shape === 'first-timeline' || spec.shape === 'expired' ? 1 : 2);
      expect(await readdir(join(archive.directory, archive.server, 'wals'))).not.toEqual([]);
    }
  });
});
