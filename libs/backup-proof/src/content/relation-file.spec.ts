import { expect, test } from 'vitest';
import { relationFile } from './relation-file.ts';

const data = { kind: 'data' } as const;
const tablespace = { kind: 'tablespace', oid: 16400 } as const;

test.each([
  { path: 'base/16384/2619', file: { tablespace: 1663, database: 16384, relation: 2619, fork: 0, segment: 0 } },
  { path: 'base/16384/2619_fsm', file: { tablespace: 1663, database: 16384, relation: 2619, fork: 1, segment: 0 } },
  { path: 'base/16384/2619_vm.1', file: { tablespace: 1663, database: 16384, relation: 2619, fork: 2, segment: 1 } },
  { path: 'base/1/16390_init', file: { tablespace: 1663, database: 1, relation: 16390, fork: 3, segment: 0 } },
  { path: 'global/1262', file: { tablespace: 1664, database: 0, relation: 1262, fork: 0, segment: 0 } },
  { path: 'base/5/4294967295.12', file: { tablespace: 1663, database: 5, relation: 4294967295, fork: 0, segment: 12 } },
])('$path of PGDATA is a file of a relation', ({ path, file }) => {
  expect(relationFile(data, path)).toEqual(file);
});

test('a file in an archive of a tablespace belongs to that tablespace', () => {
  expect(relationFile(tablespace, 'PG_17_202406281/16384/16401_vm')).toEqual({
    tablespace: 16400,
    database: 16384,
    relation: 16401,
    fork: 2,
    segment: 0,
  });
});

test.each([
  'pg_xact/0000',
  'pg_multixact/offsets/0000',
  'base/16384/PG_VERSION',
  'base/16384/pg_filenode.map',
  'base/16384/t3_16401',
  'base/16384/pg_internal.init',
  'base/pgsql_tmp/1234',
  'global/pg_control',
  '1234',
  'base/16384/2619_old',
  'PG_17_202406281/16384/2619',
])('%s of PGDATA is none, whatever its name looks like', (path) => {
  expect(relationFile(data, path)).toBeUndefined();
});

test('a directory of PGDATA in an archive of a tablespace is none', () => {
  expect(relationFile(tablespace, 'base/16384/2619')).toBeUndefined();
});
