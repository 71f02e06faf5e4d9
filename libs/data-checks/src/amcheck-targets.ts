import type { ScratchClient } from '@postgres-ha/scratch-postgres';

/** A relation that amcheck knows how to check. */
export interface AmcheckTarget {
  readonly oid: string;
  /** With its schema, quoted. */
  readonly name: string;
  readonly kind: 'heap' | 'index';
  /** Of all databases; it is the same in each. */
  readonly shared: boolean;
  /** Whether PostgreSQL uses it; heaps are always. */
  readonly valid: boolean;
  /**
   * Whether it is sorted by a collation of which the library version is another one here, or is not known.
   */
  readonly sortUnknown: boolean;
}

export interface AmcheckTargets {
  readonly targets: readonly AmcheckTarget[];
  /** What amcheck does not know, by access method. */
  readonly skipped: Readonly<Record<string, number>>;
}

interface TargetRow {
  readonly oid: string;
  readonly name: string;
  readonly kind: 'heap' | 'index';
  readonly method: string;
  readonly shared: boolean;
  readonly valid: boolean;
  readonly sort_unknown: boolean;
}

/**
 * Tables, materialized views, their TOAST tables, and indexes. Left out: what has no storage (views, partitioned parents), what ended with
 * its session (temporary), and sequences, whose one page is checked like any other.
 * @throws pg.DatabaseError
 */
export async function amcheckTargets(client: ScratchClient, major: number): Promise<AmcheckTargets> {
  const { rows } = await client.query<TargetRow>(targetQuery(major));
  const known = rows.filter(({ method }) => method === 'heap' || method === 'btree');
  const skipped: Record<string, number> = {};
  for (const { method } of rows) {
    if (method !== 'heap' && method !== 'btree') skipped[method] = (skipped[method] ?? 0) + 1;
  }
  return {
    targets: known.map(({ oid, name, kind, shared, valid, sort_unknown }) => ({
      ...{ oid, name, kind, shared, valid },
      sortUnknown: sort_unknown,
    })),
    skipped,
  };
}

/**
 * An index whose collation is not C is only as sorted as the library that sorted it. Since 15 a database notes the version of its own
 * collation; before, and where a library has no versions, nobody knows.
 */
function targetQuery(major: number): string {
  const ofDatabase =
    major >= 15
      ? `(SELECT CASE WHEN datlocprovider = 'b' OR datlocprovider = 'c' AND datcollate IN ('C', 'POSIX') THEN false
            ELSE coalesce(datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid) OR datcollversion IS NULL, true) END
          FROM pg_database WHERE datname = current_database())`
      : `(SELECT datcollate NOT IN ('C', 'POSIX') FROM pg_database WHERE datname = current_database())`;
  return `
    SELECT c.oid::text, c.oid::regclass::text AS name, CASE c.relkind WHEN 'i' THEN 'index' ELSE 'heap' END AS kind,
      coalesce(amname, 'none') AS method, c.relisshared AS shared,
      coalesce(i.indisvalid AND i.indisready AND i.indislive, true) AS valid,
      coalesce((
        SELECT bool_or(CASE
          WHEN l.oid = 'pg_catalog."default"'::regcollation THEN ${ofDatabase}
          WHEN l.collname IN ('C', 'POSIX', 'ucs_basic') OR l.collprovider NOT IN ('c', 'i') THEN false
          ELSE l.collversion IS NULL OR l.collversion IS DISTINCT FROM pg_collation_actual_version(l.oid) END)
        FROM unnest(i.indcollation::oid[]) AS used JOIN pg_collation l ON l.oid = used), false) AS sort_unknown
    FROM pg_class c LEFT JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'm', 't', 'i') AND c.relpersistence <> 't'
    ORDER BY c.relkind = 'i', c.oid`;
}
