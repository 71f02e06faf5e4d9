import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOneQuery } from './sql-query.ts';

describe('one query that reads', () => {
  test.each([
    'SELECT 1',
    'select count(*) from orders;',
    '  WITH a AS (SELECT 1) SELECT * FROM a ; ',
    '(SELECT 1) UNION ALL (SELECT 2)',
    '( ( SELECT 1 ) )',
    '-- how many; really\nSELECT count(*) FROM orders',
    '/* of ; all */ SELECT 1',
    "SELECT ';drop table orders'",
    "SELECT 'it''s; delete'",
    "SELECT E'it\\'s; delete from'",
    'SELECT "delete" FROM "into;"',
    'SELECT $$a; delete$$, $tag$ $$ ; insert $tag$',
    'SELECT updated, to_update FROM orders',
    "SELECT 1 -- ';",
  ])('is %s', (text) => {
    expect(isOneQuery(text)).toBe(true);
  });

  test.each([
    '',
    ';',
    'DELETE FROM orders',
    'SELECT 1; SELECT 2',
    'SELECT 1; -- and\n DROP TABLE orders',
    'WITH gone AS (DELETE FROM orders RETURNING 1) SELECT count(*) FROM gone',
    'SELECT 1 INTO orders_copy',
    'SELECT id FROM orders FOR UPDATE',
    'EXPLAIN SELECT 1',
    'SELECTED',
    '$$SELECT 1$$',
    'VACUUM',
    "'SELECT 1'",
  ])('is not %s', (text) => {
    expect(isOneQuery(text)).toBe(false);
  });

  test('can hold anything in a string', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        expect(isOneQuery(`SELECT '${any.replaceAll("'", "''")}'`)).toBe(true);
      }),
    );
  });
});
