import { expect, test } from 'vitest';
import { placeOf } from './object-place.ts';

const data = { kind: 'data' } as const;

test.each([
  {
    key: 'pg/base/20260801T020000/backup.info',
    place: { kind: 'backup-info', server: 'pg/', backupId: '20260801T020000' },
  },
  {
    key: 'pg/base/20260801T020000/annotations/keep',
    place: { kind: 'keep', server: 'pg/', backupId: '20260801T020000' },
  },
  {
    key: 'pg/base/20260801T020000/notes.txt',
    place: { kind: 'beside-backup', server: 'pg/', backupId: '20260801T020000' },
  },
  {
    key: 'a/b/pg/base/20260801T020000/data.tar',
    place: {
      kind: 'archive',
      server: 'a/b/pg/',
      backupId: '20260801T020000',
      origin: data,
      part: 0,
      compression: 'none',
    },
  },
  {
    key: 'pg/base/20260801T020000/data_0012.tar.gz',
    place: { kind: 'archive', server: 'pg/', backupId: '20260801T020000', origin: data, part: 12, compression: 'gzip' },
  },
  {
    key: 'pg/base/20260801T020000/16500_0001.tar.lz4',
    place: {
      kind: 'archive',
      server: 'pg/',
      backupId: '20260801T020000',
      origin: { kind: 'tablespace', oid: 16500 },
      part: 1,
      compression: 'lz4',
    },
  },
  {
    key: 'wals/0000000A00000001/0000000A00000001000000FE.snappy',
    place: {
      kind: 'wal',
      server: '',
      file: { kind: 'segment', timeline: 10, log: 1, part: 254, compression: 'snappy' },
    },
  },
  {
    key: 'pg/wals/FFFFFFFF00000001/FFFFFFFF00000001000000FE.partial.zst',
    place: {
      kind: 'wal',
      server: 'pg/',
      file: { kind: 'partial', timeline: 0xffffffff, log: 1, part: 254, compression: 'zstd' },
    },
  },
  {
    key: 'pg/wals/0000000100000001/00000001000000010000000A.00000028.backup.bz2',
    place: {
      kind: 'wal',
      server: 'pg/',
      file: { kind: 'backup-label', timeline: 1, log: 1, part: 10, offset: 40, compression: 'bzip2' },
    },
  },
  {
    key: 'pg/wals/00000002.history.xz',
    place: { kind: 'wal', server: 'pg/', file: { kind: 'history', timeline: 2, compression: 'xz' } },
  },
  {
    key: 'base/base/20260801T020000/backup.info',
    place: { kind: 'backup-info', server: 'base/', backupId: '20260801T020000' },
  },
  { key: 'pg/base/', place: { kind: 'folder' } },
])('$key has its place', ({ key, place }) => {
  expect(placeOf(key)).toEqual(place);
});

test.each([
  'readme.txt',
  'pg/base/readme.txt',
  'pg/base/2026/data.tar',
  'pg/wals/0000000100000001/00000002000000010000000A',
  'pg/wals/00000001000000010000000A',
  'pg/wals/0000000100000001/00000001000000010000000a',
  'pg/wals/0000000100000001/00000001000000010000000A.tmp',
  'pg/wals/0000000100000001/000000010000000100001000',
  'pg/wals/0000000000000001/00000000000000010000000A',
  'pg/wals/0000000100000001/00000002.history',
  'pg/wals/x/0000000100000001/00000001000000010000000A',
])('%s has none', (key) => {
  expect(placeOf(key)).toEqual({ kind: 'stray' });
});

test.each(['data_0000.tar', 'data_1.tar', 'data.tar.gz.tmp', 'data.zip', '0.tar'])(
  '%s is no archive of a backup',
  (name) => {
    expect(placeOf(`pg/base/20260801T020000/${name}`)).toMatchObject({ kind: 'beside-backup' });
  },
);
