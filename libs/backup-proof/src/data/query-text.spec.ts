import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queryProblem } from './query-text.ts';

describe('a query of a policy', () => {
  test.each([
    'SELECT 1',
    '  select count(*) from sales.orders ;',
    'SELECT 1; -- and no more',
    'SELECT 1; /* and no /* nested */ more */ ',
    '-- what is asked\nSELECT 1',
    '/* a /* nested */ comment; DROP TABLE t */ SELECT 1',
    `SELECT 'a; DROP TABLE t'`,
    `SELECT 'it''s; DELETE FROM t'`,
    `SELECT E'it\\'s; DELETE FROM t'`,
    `SELECT U&'d\\0061t; INSERT INTO t'`,
    'SELECT $$a; DROP TABLE t$$',
    'SELECT $tag$a; $$ DELETE FROM t $tag$',
    'SELECT "delete" FROM t',
    'SELECT "a;b", 1 AS "in""to"',
    'WITH n AS (SELECT 1 AS n) SELECT n FROM n',
    '(SELECT 1) UNION (SELECT 2)',
    `SELECT a->>'x' FROM t WHERE b @> '{}' AND c = ANY ('{1,2}')`,
    'SELECT price$eur FROM t',
    'SELECT deleted_at, updated FROM t',
  ])('that only reads passes: %s', (query) => {
    expect(queryProblem(query)).toBeUndefined();
  });

  test.each([
    { query: '', problem: 'no statement' },
    { query: ' -- nothing\n', problem: 'no statement' },
    { query: 'DROP TABLE t', problem: 'a statement that does not begin with SELECT or WITH' },
    { query: '/* SELECT */ TABLE t', problem: 'a statement that does not begin with SELECT or WITH' },
    { query: '-- SELECT\rDROP TABLE t', problem: 'a statement that does not begin with SELECT or WITH' },
    { query: 'SELECT 1; DROP TABLE t', problem: 'something behind a semicolon' },
    { query: 'SELECT 1;;', problem: 'something behind a semicolon' },
    { query: "SELECT 1; 'text'", problem: 'something behind a semicolon' },
    { query: '/* /* */ SELECT 1', problem: 'a comment that does not end' },
    { query: '/**/ /* */ */ SELECT 1', problem: 'a statement that does not begin with SELECT or WITH' },
    { query: "SELECT 'a", problem: 'a quote that does not end' },
    { query: "SELECT 'a\\'; DROP TABLE t; --'", problem: 'something behind a semicolon' },
    { query: "SELECT E'a\\'; DROP TABLE t", problem: 'a quote that does not end' },
    { query: 'SELECT "a', problem: 'a quote that does not end' },
    { query: 'SELECT $a$ text $b$', problem: 'a dollar quote that does not end' },
    { query: 'SELECT $a$x$a$; DELETE FROM t', problem: 'something behind a semicolon' },
    { query: 'WITH d AS (DELETE FROM t RETURNING 1) SELECT 1', problem: 'the word DELETE, which writes' },
    { query: 'WITH i AS (insert/**/into t VALUES (1)) SELECT 1', problem: 'the word INSERT, which writes' },
    { query: 'WITH u AS (UPDATE t SET a = 1) SELECT 1', problem: 'the word UPDATE, which writes' },
    { query: 'WITH m AS (MERGE INTO t USING s ON true) SELECT 1', problem: 'the word MERGE, which writes' },
    { query: 'SELECT 1 INTO t', problem: 'the word INTO, which writes' },
    { query: 'SELECT 1 FROM t FOR UPDATE', problem: 'the word UPDATE, which writes' },
  ])('that does not is refused: $query', ({ query, problem }) => {
    expect(queryProblem(query)).toBe(problem);
  });

  const hidden = fc.constantFrom(
    ...[`'; DROP TABLE t; '`, `$$; DROP TABLE t; $$`, `$x$; DELETE $x$`, `/* ; DROP /* ; */ */`, '-- ; DROP\n'],
    ...[`E'\\'; DROP'`, `"; DROP"`, '1', 'a.b', '(', ')', ',', ' '],
  );

  test('is one statement however text is hidden in it, and two with another behind it', () => {
    fc.assert(
      fc.property(fc.array(hidden, { maxLength: 12 }), (parts) => {
        const query = `SELECT ${parts.join(' ')}`;
        expect(queryProblem(query)).toBeUndefined();
        expect(queryProblem(`${query} ; DROP TABLE t`)).toBe('something behind a semicolon');
      }),
    );
  });

  test('of any characters is judged, and never with an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', 'SELECT ', 'WITH '), (text, head) => {
        expect(['string', 'undefined']).toContain(typeof queryProblem(head + text));
      }),
    );
  });
});

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
    expect(queryProblem(text)).toBeUndefined();
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
    expect(queryProblem(text)).toBeDefined();
  });

  test('can hold anything in a string', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        expect(queryProblem(`SELECT '${any.replaceAll("'", "''")}'`)).toBeUndefined();
      }),
    );
  });
});
