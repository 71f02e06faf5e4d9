import { dirname } from 'node:path/posix';

/** Names that Barman stores of no directory. @see EXCLUDE_LIST in barman/postgres_plumbing.py of Barman 3.19.1 */
const FILES: ReadonlySet<string> = new Set([
  'postgresql.auto.conf.tmp',
  'current_logfiles.tmp',
  'pg_internal.init',
  'postmaster.pid',
  'postmaster.opts',
  'recovery.conf',
  'standby.signal',
]);

/** Directories that are stored without what is in them. */
const EMPTIED: ReadonlySet<string> = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_stat_tmp',
  'pg_snapshots',
  'pg_subtrans',
]);

/** The same, at the top of the data directory only. @see PGDATA_EXCLUDE_LIST */
const EMPTIED_AT_TOP: ReadonlySet<string> = new Set(['log', 'pg_log', 'pg_wal', 'pg_xlog']);

/**
 * Whether Barman leaves a path of the data directory out, which it does too with the files of a directory that it leaves out.
 * Temporary relations are not left out: Barman has a rule for them, but its patterns know no `[0-9]`, so that it matches nothing.
 */
export function isLeftOut(path: string): boolean {
  return path === 'global/pg_control' || matches(path) || matches(dirname(path));
}

/** The same for a tablespace, of which only the directory of the server's own major is stored: `PG_17_202406281`. */
export function isLeftOutOfTablespace(path: string, major: number): boolean {
  if (!path.includes('/')) return !path.startsWith(`PG_${major}_`);
  return isLeftOut(path);
}

function matches(path: string): boolean {
  const names = path.split('/');
  const [name = '', parent = ''] = [names.at(-1), names.at(-2)];
  if (name.startsWith('pgsql_tmp') || FILES.has(name) || EMPTIED.has(parent)) return true;
  return names.length === 2 && EMPTIED_AT_TOP.has(parent);
}
