import { parseSegmentName, segmentStart, type Lsn } from '@postgres-ha/postgres-storage';
import { Unanswered, type EvidenceSession } from './evidence-session.ts';
import { rowOf } from './history.ts';

/** The schema of pg_walinspect in this database, quoted. @throws Unanswered where the extension is not there, or too old */
export async function walinspectSchema(session: EvidenceSession): Promise<string> {
  const reply = await session.session.ask({
    text: `SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'pg_walinspect'`,
  });
  if (reply.kind === 'failed') throw new Unanswered('unexpected-answer');
  const schema = reply.rows[0]?.[0];
  if (!schema) throw new Unanswered('extension-missing');
  return schema;
}

export interface Whereabouts {
  readonly inRecovery: boolean;
  /** Null in recovery. */
  readonly timeline: number | null;
  /** Up to where WAL can be read: flushed, or replayed. */
  readonly readable: string;
  /** Up to where WAL is there, as far as known. */
  readonly end: string;
  readonly nextTransactionId: bigint;
}

/** @throws Unanswered */
export async function whereabouts(session: EvidenceSession): Promise<Whereabouts> {
  const { row } = await rowOf(session, {
    text: `SELECT r.in_recovery, CASE WHEN NOT r.in_recovery THEN pg_walfile_name(pg_current_wal_lsn()) END,
      CASE WHEN r.in_recovery THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
      CASE WHEN r.in_recovery THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) ELSE pg_current_wal_flush_lsn() END,
      pg_snapshot_xmax(pg_current_snapshot())
      FROM (SELECT pg_is_in_recovery() AS in_recovery OFFSET 0) r`,
  });
  const [inRecovery, walFile, readable, end, nextTransactionId] = row;
  if (!readable || !end || !nextTransactionId) throw new Unanswered('unexpected-answer');
  return {
    inRecovery: inRecovery === 't',
    timeline: walFile ? Number.parseInt(walFile.slice(0, 8), 16) : null,
    readable,
    end,
    nextTransactionId: BigInt(nextTransactionId),
  };
}

/**
 * Where the oldest segment begins: of all that are there, or of those after a position.
 * Undefined where there is none, or the login may not list them.
 */
export async function oldestReadable(
  { session }: EvidenceSession,
  position: Lsn,
  which: 'before' | 'after',
): Promise<Lsn | undefined> {
  const reply = await session.ask({
    text: `SELECT pg_size_bytes(current_setting('wal_segment_size')), name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'`,
  });
  if (reply.kind === 'failed') return undefined;
  const starts = reply.rows.flatMap(([size, name]) => {
    const segment = parseSegmentName(name ?? '', Number(size));
    return segment === undefined ? [] : [segmentStart(segment, Number(size))];
  });
  const wanted = starts.filter((start) => (which === 'after' ? start > position : start <= position));
  return wanted.sort((a, b) => (a < b ? -1 : 1))[0];
}
