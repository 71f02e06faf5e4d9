import type { PostgresServer } from '@postgres-ha/local-stack';

/** Who the watchdog is to its servers. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** What a login may be granted for all that the probe can ask; see its README. */
const FUNCTIONS = [
  'pg_stat_file(text, boolean)',
  'pg_get_wal_record_info(pg_lsn)',
  'pg_get_wal_records_info(pg_lsn, pg_lsn)',
];

/** It sees statistics and WAL, and may write nothing. */
export async function makeLogin(primary: PostgresServer): Promise<Login> {
  const login = { user: 'watchdog', password: 'only-for-tests', database: 'postgres' };
  await primary.query('CREATE EXTENSION pg_walinspect');
  await primary.query(`CREATE ROLE ${login.user} LOGIN REPLICATION PASSWORD '${login.password}' IN ROLE pg_monitor`);
  for (const signature of FUNCTIONS) {
    await primary.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${login.user}`);
  }
  return login;
}
