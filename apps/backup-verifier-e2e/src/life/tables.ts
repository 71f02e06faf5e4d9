/** SQL that makes data of every shape, and adds to it. Small, since each codec packs all of it again. */
export function createTables(tablespaceDirectory: string): string {
  return `
CREATE TABLESPACE spaced LOCATION '${tablespaceDirectory}';
CREATE EXTENSION IF NOT EXISTS plpgsql;
CREATE TABLE cold (id int PRIMARY KEY, body text NOT NULL);
INSERT INTO cold SELECT n, repeat(md5(n::text), 6) FROM generate_series(1, 600) n;
CREATE TABLE touched (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), label text NOT NULL, note text);
CREATE INDEX touched_by_label ON touched (label, id);
CREATE TABLE spaced (id bigserial PRIMARY KEY USING INDEX TABLESPACE spaced, label text NOT NULL, note text) TABLESPACE spaced;
CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY, note text);
CREATE UNLOGGED TABLE fleeting_spaced (id int, note text) TABLESPACE spaced;
CREATE TABLE long_texts (id int PRIMARY KEY, body text NOT NULL);
INSERT INTO long_texts SELECT n, (SELECT string_agg(md5((n * 1000 + m)::text), '') FROM generate_series(1, 400) m) FROM generate_series(1, 12) n;
CREATE TABLE readings (at timestamptz NOT NULL, sensor int NOT NULL, value float8, PRIMARY KEY (at, sensor)) PARTITION BY RANGE (at);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-02-01 00:00+00');
CREATE TABLE readings_2 PARTITION OF readings FOR VALUES FROM ('2026-02-01 00:00+00') TO ('2026-03-01 00:00+00') TABLESPACE spaced;
INSERT INTO readings SELECT timestamptz '2026-01-15 00:00+00' + n * interval '1 hour', n % 5, n FROM generate_series(1, 900) n WHERE n < 1000;
CREATE INDEX readings_brin ON readings_1 USING brin (at);
CREATE TABLE shapes (id int, doc jsonb, words tsvector, place point, range int4range, tag text);
INSERT INTO shapes SELECT n, jsonb_build_object('n', n, 't', md5(n::text)), to_tsvector('simple', md5(n::text) || ' word' || n), point(n, n), int4range(n, n + 5), 'tag' || n % 9 FROM generate_series(1, 300) n;
CREATE INDEX ON shapes USING gin (doc);
CREATE INDEX ON shapes USING gin (words);
CREATE INDEX ON shapes USING gist (place);
CREATE INDEX ON shapes USING spgist (range);
CREATE INDEX ON shapes USING hash (tag);
CREATE MATERIALIZED VIEW per_tag AS SELECT tag, count(*) AS n FROM shapes GROUP BY tag;
SELECT lo_from_bytea(0, convert_to(repeat('large object ', 500), 'UTF8'));
INSERT INTO fleeting SELECT n, 'lost in recovery' FROM generate_series(1, 200) n;
INSERT INTO fleeting_spaced SELECT n, 'lost in recovery' FROM generate_series(1, 200) n;
${addRows('founded')}
VACUUM (FREEZE, ANALYZE);
CHECKPOINT;`;
}

/** A transaction over several tables, one that is rolled back, and one with subtransactions. */
export function addRows(label: string): string {
  return `
BEGIN;
INSERT INTO touched (label, note) SELECT '${label}', repeat('x', 20) || n FROM generate_series(1, 60) n;
INSERT INTO spaced (label, note) SELECT '${label}', repeat('y', 20) || n FROM generate_series(1, 60) n;
UPDATE long_texts SET body = body || '${label}' WHERE id = 1;
COMMIT;
BEGIN;
INSERT INTO touched (label) VALUES ('rolled back');
ROLLBACK;
BEGIN;
INSERT INTO touched (label) VALUES ('${label}');
SAVEPOINT s;
INSERT INTO spaced (label) VALUES ('rolled back');
ROLLBACK TO SAVEPOINT s;
UPDATE shapes SET tag = tag || 'x' WHERE id = 1;
COMMIT;`;
}

/** Fills a table with something that does not pack to nothing, so that records span segments of 1 MiB. */
export function addBulk(kibibytes: number): string {
  return `INSERT INTO long_texts SELECT (SELECT max(id) FROM long_texts) + n, (SELECT string_agg(md5((n * m)::text), '') FROM generate_series(1, 30) m) FROM generate_series(1, ${kibibytes}) n;`;
}

const COUNTED = ['cold', 'touched', 'spaced', 'long_texts', 'readings', 'shapes', 'per_tag'] as const;

/** The rows of what replay must bring back, as `table|count` lines. */
export const COUNT_ROWS: string = COUNTED.map((name) => `SELECT '${name}', count(*) FROM ${name}`).join(' UNION ALL ');
