import { expect, test } from 'vitest';
import { isInside, type LedgerPlace } from './ledger-place.ts';

const directory = (path: string): LedgerPlace => ({ kind: 'directory', directory: path });
const s3 = (bucket: string, prefix: string, endpoint?: string): LedgerPlace => ({
  kind: 's3',
  bucket,
  prefix,
  endpoint,
});

test.each([
  { name: 'the same directory', one: directory('/srv/backups'), other: directory('/srv/backups/') },
  { name: 'a directory in it', one: directory('/srv/backups/ledger'), other: directory('/srv/backups') },
  { name: 'a directory around it', one: directory('/srv'), other: directory('/srv/backups') },
  { name: 'the root', one: directory('/'), other: directory('/srv/backups') },
  { name: 'the same prefix', one: s3('b', 'prod'), other: s3('b', 'prod/') },
  { name: 'a prefix in it', one: s3('b', 'prod/ledger'), other: s3('b', 'prod') },
  { name: 'a prefix around it', one: s3('b', ''), other: s3('b', 'prod') },
  { name: 'the same bucket by another name of its server', one: s3('b', 'prod', 'https://x'), other: s3('b', 'prod') },
])('$name is inside', ({ one, other }) => {
  expect(isInside(one, other)).toBe(true);
  expect(isInside(other, one)).toBe(true);
});

test.each([
  { name: 'a directory beside it', one: directory('/srv/ledger'), other: directory('/srv/backups') },
  { name: 'one whose name begins so', one: directory('/srv/backups-ledger'), other: directory('/srv/backups') },
  { name: 'a prefix beside it', one: s3('b', 'prod-ledger'), other: s3('b', 'prod') },
  { name: 'another bucket', one: s3('ledger', ''), other: s3('b', '') },
  { name: 'a directory, of a bucket', one: directory('/srv'), other: s3('srv', '') },
])('$name is not', ({ one, other }) => {
  expect(isInside(one, other)).toBe(false);
  expect(isInside(other, one)).toBe(false);
});
