import { lsn, parseLsn, type Lsn } from '@postgres-ha/postgres-storage';
import { Unanswered, reasonOf, type EvidenceSession } from './evidence-session.ts';

/** A COMMIT record, with the transaction and its subtransactions. Ids are without epoch, as WAL has them. */
export interface CommitRecord {
  readonly lsn: string;
  readonly transaction: string;
  readonly subtransactions: readonly string[];
  /** ISO 8601, by the member's clock. */
  readonly at: string;
  /** Wrote something that a client can read, within this page. */
  readonly wrote: boolean;
}

/** `relation` is `tablespace/database/relfilenode`, or empty for what has none. */
export interface Writes {
  readonly relation: string;
  readonly records: number;
}

export interface CommitPage {
  /** Where the last whole record ends; undefined when the range holds none. */
  readonly end: Lsn | undefined;
  readonly commits: readonly CommitRecord[];
  /** Of the transactions of `commits`. */
  readonly committed: readonly Writes[];
  /** Of transactions that do not commit within this page. */
  readonly open: readonly (Writes & { readonly transaction: string })[];
}

/** Tables of statistics, their indexes and TOAST, by oid, which is their relfilenode until somebody rewrites them. @see catalog/pg_statistic.h */
const STATISTICS = [2619, 2696, 2840, 2841, 3429, 3430, 3431, 3433];

/**
 * What a record must be to be of a client's doing. Vacuum and analyze write statistics, prune, freeze and truncate, and update catalogs in
 * place; locks and indexes alone change no row. A kind that is not known counts.
 */
export function wrote(): string {
  return `xid <> 0
  AND rm NOT IN ('XLOG', 'Transaction', 'Storage', 'CLOG', 'MultiXact', 'RelMap', 'Standby', 'CommitTs', 'ReplicationOrigin',
    'Btree', 'Hash', 'Gin', 'Gist', 'SPGist', 'BRIN')
  AND NOT (rm = 'Heap' AND rt ~ '^(INPLACE|LOCK)')
  AND NOT (rm = 'Heap2' AND rt !~ '^MULTI_INSERT')
  AND split_part(coalesce(rel, '//0'), '/', 3)::int8 NOT IN (${STATISTICS.join(', ')})
  AND (rel IS NULL OR split_part(rel, '/', 2) <> (SELECT oid::text FROM pg_database WHERE datname = current_database())
    OR split_part(rel, '/', 3)::oid NOT IN (SELECT pg_relation_filenode(oid) FROM pg_class
      WHERE oid IN (${STATISTICS.join(', ')}) AND pg_relation_filenode(oid) IS NOT NULL))`;
}

/** Records of a range with what is asked of them. */
export function recordsOf(schema: string): string {
  return `SELECT start_lsn, end_lsn, xid::text::int8 AS xid, resource_manager AS rm, record_type AS rt, description AS d,
    substring(block_ref FROM 'rel (\\d+/\\d+/\\d+)') AS rel FROM ${schema}.pg_get_wal_records_info($1, $2)`;
}

/** Sums up on the server: a page of a busy one has tens of thousands of records. */
function pageText(schema: string): string {
  return `WITH r AS MATERIALIZED (${recordsOf(schema)}),
  c AS MATERIALIZED (
    SELECT start_lsn, coalesce(substring(d FROM '^(\\d+): ')::int8, xid) AS xid,
      substring(d FROM '\\d{4,}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?') AS at,
      string_to_array(substring(d FROM '; subxacts: ((?:\\d+ ?)+)'), ' ')::int8[] AS sub
    FROM r WHERE rm = 'Transaction' AND rt IN ('COMMIT', 'COMMIT_PREPARED')),
  m AS MATERIALIZED (SELECT start_lsn, unnest(xid || coalesce(sub, '{}')) AS xid FROM c),
  w AS MATERIALIZED (SELECT xid, coalesce(rel, '') AS rel, count(*) AS n FROM r WHERE ${wrote()} GROUP BY 1, 2),
  v AS MATERIALIZED (SELECT DISTINCT m.start_lsn FROM m JOIN w USING (xid))
  SELECT 'end', max(end_lsn)::text, NULL, NULL, NULL, NULL FROM r
  UNION ALL (SELECT 'commit', c.start_lsn::text, c.xid::text, c.at, array_to_string(c.sub, ' '), (v.start_lsn IS NOT NULL)::text
    FROM c LEFT JOIN v USING (start_lsn) ORDER BY c.start_lsn)
  UNION ALL SELECT 'committed', rel, sum(n)::text, NULL, NULL, NULL FROM w WHERE xid IN (SELECT xid FROM m) GROUP BY rel
  UNION ALL SELECT 'open', rel, n::text, xid::text, NULL, NULL FROM w WHERE xid NOT IN (SELECT xid FROM m)`;
}

/** @throws Unanswered */
export async function commitPage(
  { session }: EvidenceSession,
  schema: string,
  { from, until }: { readonly from: string; readonly until: string },
): Promise<CommitPage> {
  const reply = await session.ask({ name: 'commit_page', text: pageText(schema), values: [from, until] });
  if (reply.kind === 'failed') {
    // pg_walinspect finds no whole record there
    throw new Unanswered(reply.failure.code === 'XX000' ? 'wal-unreadable' : reasonOf(reply.failure));
  }
  const commits: CommitRecord[] = [];
  const committed: Writes[] = [];
  const open: (Writes & { transaction: string })[] = [];
  let end: Lsn | undefined;
  for (const [kind, first, second, third, fourth, fifth] of reply.rows) {
    if (kind === 'end') end = parseLsn(first ?? '');
    else if (kind === 'committed') committed.push({ relation: first ?? '', records: Number(second) });
    else if (kind === 'open') open.push({ relation: first ?? '', records: Number(second), transaction: third ?? '' });
    else if (first && second && third) {
      const subtransactions = fourth ? fourth.split(' ') : [];
      commits.push({
        lsn: first,
        transaction: second,
        subtransactions,
        at: `${third.replace(' ', 'T')}Z`,
        wrote: fifth === 'true',
      });
    }
  }
  return { end, commits, committed, open };
}

/** @throws Unanswered */
export function position(text: string): Lsn {
  const parsed = parseLsn(text);
  if (parsed === undefined) throw new Unanswered('unexpected-answer');
  return parsed;
}

export function after(start: Lsn, bytes: bigint): Lsn {
  return lsn(start + bytes);
}
