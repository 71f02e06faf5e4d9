import { expect, test } from 'vitest';
import { compressionOf } from './compression-of.ts';

test.each([
  ['pg/base/20260101T000000/data.tar', 'none'],
  ['pg/base/20260101T000000/data.tar.gz', 'gzip'],
  ['pg/base/20260101T000000/data_0001.tar.bz2', 'bzip2'],
  ['pg/base/20260101T000000/16400.tar.snappy', 'snappy'],
  ['pg/base/20260101T000000/data.tar.lz4', 'lz4'],
  ['pg/wals/0000000100000000/000000010000000000000001.xz', 'xz'],
  ['pg/wals/0000000100000000/000000010000000000000001.zst', 'zstd'],
  ['pg/wals/0000000100000000/000000010000000000000001', 'none'],
  ['pg/wals/0000000100000000/000000010000000000000001.00000028.backup.gz', 'gzip'],
  ['pg/wals/00000002.history', 'none'],
  ['pg/base.gz/20260101T000000/backup.info', 'none'],
  ['pg/wals/0000000100000000/000000010000000000000001.GZ', 'none'],
])('%s has compression %s', (key, compression) => {
  expect(compressionOf(key)).toBe(compression);
});
