import type { SchemaAnswer, SchemaSource } from '@postgres-ha/backup-proof';
import { parseLsn } from '@postgres-ha/postgres-storage';
import pg from 'pg';
import { readSchema } from './read-schema.ts';
import { failureOf } from './sql-failure.ts';

export interface PrimaryConnection {
  /**
   * As libpq takes it, but for the database: `postgresql://reader@postgres-cluster-rw/?sslmode=verify-full`. Without it, what `pg` finds in
   * PG* variables counts.
   */
  readonly connectionString?: string;
}

const WITHIN_MS = 10_000;

/**
 * Asks a running primary for schemas, one short session for each. What keeps from it becomes `unreachable`, in words from here: messages of
 * drivers and servers repeat users, hosts and settings.
 */
export function primarySchemaSource({ connectionString }: PrimaryConnection): SchemaSource {
  return async (database, signal) => {
    signal.throwIfAborted();
    let client: pg.Client;
    try {
      client = new pg.Client(configuration(connectionString, database));
    } catch {
      return { kind: 'unreachable', because: 'its connection string cannot be read' };
    }
    // what ends a session that nobody asks anything is seen by the next question
    client.on('error', () => undefined);
    const onAbort = (): void => {
      void client.end().catch(() => undefined);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await client.connect();
      return await askPrimary(client);
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'unreachable', because: reasonOf(error) };
    } finally {
      signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
    }
  };
}

function configuration(connectionString: string | undefined, database: string): pg.ClientConfig {
  const url = connectionString === undefined ? undefined : new URL(connectionString);
  if (url !== undefined) url.pathname = `/${encodeURIComponent(database)}`;
  return {
    ...(url === undefined ? { database } : { connectionString: url.href }),
    application_name: 'backup-verifier',
    connectionTimeoutMillis: WITHIN_MS,
    query_timeout: 60_000,
  };
}

interface PlaceRow {
  readonly recovering: boolean;
  readonly system: string;
}

async function askPrimary(client: pg.Client): Promise<SchemaAnswer> {
  const { rows } = await client.query<PlaceRow>(
    'SELECT pg_is_in_recovery() AS recovering, system_identifier::text AS system FROM pg_control_system()',
  );
  const place = rows[0];
  if (place?.recovering !== false) return { kind: 'unreachable', because: 'it is a standby' };
  const { objects } = await readSchema(client);
  // asked afterwards: what was committed before the schema was read lies before it
  const position = await client.query<{ at: string }>('SELECT pg_current_wal_insert_lsn()::text AS at');
  const at = parseLsn(position.rows[0]?.at ?? '');
  if (at === undefined) return { kind: 'unreachable', because: 'it names no position in its WAL' };
  return { kind: 'schema', objects, at, systemIdentifier: BigInt(place.system) };
}

function reasonOf(error: unknown): string {
  if (error instanceof pg.DatabaseError) {
    const { condition, sqlState } = failureOf(error.code ?? '');
    return `PostgreSQL answered ${condition} (${sqlState})`;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z_]{3,40}$/.test(code) ? `no connection (${code})` : 'no connection';
}
