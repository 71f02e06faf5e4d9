import type { Statement } from '../session/session.ts';

/** Sessions of every observer begin with this, so that none takes another for a client. */
export const APPLICATION_PREFIX = 'postgres-ha-watchdog/';

/** What a login may ask; read once per session. */
export interface Abilities {
  readonly systemIdentifier: string | null;
  /** May look at the file whose change tells of a shutdown. */
  readonly seesPostmasterFile: boolean;
}

/** Privileges are checked before anything runs, so that a statement is made of what is allowed. */
export const PRIVILEGES: Statement = {
  text: `SELECT has_function_privilege('pg_control_system()', 'EXECUTE'), has_function_privilege('pg_stat_file(text,boolean)', 'EXECUTE')`,
};

export const SYSTEM_IDENTIFIER: Statement = { text: 'SELECT system_identifier FROM pg_control_system()' };

export type ProbeDetail = 'fast' | 'full';

/**
 * The recovery flag is read once, for all columns: a promotion in the middle would else give the LSN of one state and the timeline of another.
 * Nothing here looks through backends: with a thousand of them that costs milliseconds.
 */
function columns(seesPostmasterFile: boolean): readonly string[] {
  return [
    'r.in_recovery',
    `current_setting('default_transaction_read_only')`,
    `(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8`,
    'CASE WHEN NOT r.in_recovery THEN pg_walfile_name(pg_current_wal_lsn()) END',
    'CASE WHEN r.in_recovery THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END',
    'CASE WHEN r.in_recovery THEN pg_last_wal_receive_lsn() END',
    'pg_snapshot_xmax(pg_current_snapshot())',
    ...['w.pid', 'w.status', 'w.received_tli', 'w.sender_host', 'w.sender_port'],
    seesPostmasterFile
      ? `(SELECT modification || CASE WHEN clock_timestamp() - modification < '3 s' THEN ' new' ELSE '' END FROM pg_stat_file('postmaster.pid', true))`
      : 'NULL',
  ];
}

const OURS = `starts_with(application_name, '${APPLICATION_PREFIX}')`;
/** A backend that is starting has no name yet, and may be ours. Without pg_monitor the kind of a backend is hidden; one with a login and a database is taken for a client. */
const CLIENT = `(backend_type = 'client backend' AND state IS NOT NULL AND state <> 'starting' OR backend_type IS NULL AND usesysid IS NOT NULL AND datid IS NOT NULL) AND NOT ${OURS}`;

const DETAILS = [
  `(SELECT coalesce(json_agg(json_build_array(application_name, host(client_addr), state, sync_state, flush_lsn::text)), '[]') FROM pg_stat_replication WHERE NOT ${OURS})`,
  `(SELECT json_build_array(count(*), count(*) FILTER (WHERE wait_event = 'SyncRep')) FROM pg_stat_activity WHERE ${CLIENT})`,
  `current_setting('synchronous_standby_names')`,
];

const SOURCE = 'FROM (SELECT pg_is_in_recovery() AS in_recovery OFFSET 0) r, pg_stat_get_wal_receiver() w';

function statement(detail: ProbeDetail, seesPostmasterFile: boolean): Statement {
  const list = [...columns(seesPostmasterFile), ...(detail === 'full' ? DETAILS : [])];
  return { name: `probe_${detail}`, text: `SELECT ${list.join(', ')} ${SOURCE}` };
}

const STATEMENTS = {
  seeing: { fast: statement('fast', true), full: statement('full', true) },
  blind: { fast: statement('fast', false), full: statement('full', false) },
};

export function probeStatement(detail: ProbeDetail, { seesPostmasterFile }: Abilities): Statement {
  return STATEMENTS[seesPostmasterFile ? 'seeing' : 'blind'][detail];
}

/** Waits of other backends for a synchronous standby. */
export const WAITING_FOR_SYNC: Statement = {
  text: `SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND ${CLIENT}`,
};
