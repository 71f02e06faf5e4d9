import type { PostgresServer } from './postgres-server.ts';

/** A place in the WAL and a moment, as Python prints one: `2026-11-25 18:28:19.123456+00:00`. */
export interface BackupMoment {
  readonly lsn: string;
  readonly time: string;
}

/** What the server says when a backup begins. */
export interface BackupStart {
  readonly start: BackupMoment;
  readonly timeline: number;
}

/** What it says when that has ended. */
export interface OnlineBackup extends BackupStart {
  readonly stop: BackupMoment;
  /** Text of the file `backup_label`. */
  readonly label: string;
}

const NOW = `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00:00' AS time`;

export interface OnlineBackupOptions {
  readonly label: string;
  /** Whether a primary that archives is left only when the WAL up to the backup's end is archived; PostgreSQL looks once a second. */
  readonly wait: 'for-archive' | 'for-nothing';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Copies a running server's files between pg_backup_start and pg_backup_stop, which a session that ends does without.
 */
export async function backUp(
  server: PostgresServer,
  { label, wait, signal }: OnlineBackupOptions,
  copy: (start: BackupStart) => Promise<void>,
): Promise<OnlineBackup> {
  signal?.throwIfAborted();
  const client = await server.connect();
  const session = `backup ${label}`.slice(0, 63);
  const end = (): void => {
    const sql = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
    // a server that has ended has ended the backup
    server.query(sql, [session]).catch(() => undefined);
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    await client.query(
      `SELECT set_config('application_name', $1, false), set_config('idle_session_timeout', '0', false)`,
      [session],
    );
    const [started] = (
      await client.query<BackupMoment & { timeline: number }>(
        `SELECT lsn::text, (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline, ${NOW} FROM pg_backup_start($1, true) AS lsn`,
        [label],
      )
    ).rows;
    if (started === undefined) throw new Error('pg_backup_start: found no row, expected one');
    const { timeline, lsn, time } = started;
    const start = { start: { lsn, time }, timeline };
    await copy(start);
    signal?.throwIfAborted();
    const [stopped] = (
      await client.query<BackupMoment & { labelfile: string }>(
        `SELECT lsn::text, labelfile, ${NOW} FROM pg_backup_stop($1)`,
        [wait === 'for-archive'],
      )
    ).rows;
    if (stopped === undefined) throw new Error('pg_backup_stop: found no row, expected one');
    return { ...start, stop: { lsn: stopped.lsn, time: stopped.time }, label: stopped.labelfile };
  } finally {
    signal?.removeEventListener('abort', end);
    await client.end();
  }
}
