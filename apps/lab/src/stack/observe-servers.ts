import type { PostgresServer } from '@postgres-ha/local-stack';
import type { ServerState } from '../lab-state.ts';
import { repeatedly } from './repeatedly.ts';

export interface ServersSeen {
  readonly servers: readonly ServerState[];
  readonly databaseBytes: number | null;
}

export interface ObserveOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly onSeen: (seen: ServersSeen) => void;
}

interface PrimaryRow {
  readonly lsn: string;
  readonly timeline: number;
  readonly bytes: string;
  readonly lag_bytes: string | null;
  readonly lag_ms: string | null;
}

const OF_PRIMARY = `
  SELECT pg_current_wal_lsn()::text AS lsn, timeline_id AS timeline, pg_database_size(current_database()) AS bytes,
         pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint AS lag_bytes,
         round(extract(epoch FROM coalesce(replay_lag, interval '0')) * 1000, 1) AS lag_ms
  FROM pg_control_checkpoint() LEFT JOIN pg_stat_replication ON true LIMIT 1`;
const OF_STANDBY = `
  SELECT pg_last_wal_replay_lsn()::text AS lsn, (SELECT received_tli FROM pg_stat_wal_receiver) AS timeline`;

/** Asks both servers again and again until the signal. A server that does not answer is one that does not run. */
export async function observeServers(
  { primary, standby }: { readonly primary: PostgresServer; readonly standby: PostgresServer },
  { everyMs, signal, onSeen }: ObserveOptions,
): Promise<void> {
  await repeatedly(signal, async () => {
    const [first, second] = await Promise.all([
      rowOf<PrimaryRow>(primary, OF_PRIMARY),
      rowOf<StandbyRow>(standby, OF_STANDBY),
    ]);
    const lag =
      first?.lag_bytes == null ? null : { bytes: Number(first.lag_bytes), milliseconds: Number(first.lag_ms ?? 0) };
    onSeen({
      servers: [
        serverState(primary, { name: 'primary', row: first, lag: null }),
        serverState(standby, { name: 'standby', row: second, lag }),
      ],
      databaseBytes: first === undefined ? null : Number(first.bytes),
    });
    return everyMs;
  });
}

interface StandbyRow {
  readonly lsn: string | null;
  readonly timeline: number | null;
}

async function rowOf<Row extends object>(server: PostgresServer, sql: string): Promise<Row | undefined> {
  if (!server.isRunning()) return undefined;
  const rows = await server.query(sql).catch(() => []);
  return rows[0] as Row | undefined;
}

interface Seen {
  readonly name: string;
  readonly row: { readonly lsn: string | null; readonly timeline: number | null } | undefined;
  readonly lag: ServerState['lag'];
}

function serverState(server: PostgresServer, { name, row, lag }: Seen): ServerState {
  return {
    name,
    role: server.kind,
    state: row === undefined ? 'stopped' : 'running',
    major: server.major,
    address: `127.0.0.1:${server.port}`,
    lsn: row?.lsn ?? null,
    timeline: row?.timeline ?? null,
    lag,
  };
}
