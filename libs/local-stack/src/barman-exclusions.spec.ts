import { expect, test } from 'vitest';
import { isLeftOut, isLeftOutOfTablespace } from './barman-exclusions.ts';

test.each([
  { path: 'global/pg_control', leftOut: true },
  { path: 'global/pg_internal.init', leftOut: true },
  { path: 'postmaster.pid', leftOut: true },
  { path: 'standby.signal', leftOut: true },
  { path: 'pg_wal', leftOut: false },
  { path: 'pg_wal/000000010000000000000001', leftOut: true },
  { path: 'pg_wal/archive_status', leftOut: true },
  { path: 'pg_wal/archive_status/000000010000000000000001.done', leftOut: true },
  { path: 'pg_replslot/standby', leftOut: true },
  { path: 'pg_replslot/standby/state', leftOut: true },
  { path: 'base/pgsql_tmp/pgsql_tmp123.0', leftOut: true },
  { path: 'base/5/t3_16384', leftOut: false },
  { path: 'base/5/1259', leftOut: false },
  { path: '.', leftOut: false },
])('$path of a data directory: left out $leftOut', ({ path, leftOut }) => {
  expect(isLeftOut(path)).toBe(leftOut);
});

test.each([
  { path: '.', leftOut: true },
  { path: 'PG_17_202406281', leftOut: false },
  { path: 'PG_17_202406281/5/16389', leftOut: false },
  { path: 'PG_17_202406281/pgsql_tmp', leftOut: true },
  { path: 'PG_16_202307071', leftOut: true },
  { path: 'lost+found', leftOut: true },
])('$path of a tablespace of PostgreSQL 17: left out $leftOut', ({ path, leftOut }) => {
  expect(isLeftOutOfTablespace(path, 17)).toBe(leftOut);
});
