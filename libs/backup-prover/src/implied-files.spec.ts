import { expect, test } from 'vitest';
import { impliedFiles, type KnownRelation } from './implied-files.ts';

const relation = (path: string): KnownRelation => ({ database: 'shop', relation: 'orders', path });

/** An archive that held some files, and something of each directory of them. */
function places(held: readonly string[], created: readonly string[] = []) {
  const directories = new Set(held.map((path) => path.slice(0, path.lastIndexOf('/'))));
  return {
    held: (origin: { readonly kind: string; readonly oid?: number }, path: string) => {
      const whole = origin.kind === 'data' ? path : `pg_tblspc/${origin.oid ?? 0}/${path}`;
      if (held.includes(whole)) return 'file' as const;
      return directories.has(whole.slice(0, whole.lastIndexOf('/')))
        ? ('directory only' as const)
        : ('nothing' as const);
    },
    created: new Set(created),
    archiveOf: (path: string) => `archive of ${path}`,
  };
}

test.each([
  { name: 'was in the archive', path: 'base/5/100', held: ['base/5/100'] },
  {
    name: 'was in the archive of its tablespace',
    path: 'pg_tblspc/9/PG_17_1/5/100',
    held: ['pg_tblspc/9/PG_17_1/5/100'],
  },
  { name: 'is made by WAL', path: 'base/5/101', held: ['base/5/100'], created: ['1663/5/101'] },
  {
    name: 'is made by WAL in a tablespace',
    path: 'pg_tblspc/9/PG_17_1/5/7',
    held: ['pg_tblspc/9/PG_17_1/5/1'],
    created: ['9/5/7'],
  },
  { name: 'is shared and made by WAL', path: 'global/101', held: ['global/1'], created: ['1664/0/101'] },
  { name: 'is of a database that WAL copies', path: 'base/5/101', held: ['base/5/100'], created: ['1663/5/0'] },
  { name: 'is of a database that came after the backup', path: 'base/6/101', held: ['base/5/100'] },
])('a file that $name is where it should be', ({ path, held, created = [] }) => {
  expect(impliedFiles([relation(path)], places(held, created))).toEqual([]);
});

test('a file that neither the archive held nor WAL makes was made by replay alone, and is said once', () => {
  const found = impliedFiles(
    [relation('base/5/101'), relation('base/5/101')],
    places(['base/5/100'], ['1663/6/101', '1664/5/101']),
  );
  expect(found).toMatchObject([
    { id: 'relation-file-missing', weight: 'damaged', object: 'archive of base/5/101', place: 'base/5/101' },
  ]);
});
