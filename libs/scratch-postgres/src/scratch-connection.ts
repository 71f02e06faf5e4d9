import pg from 'pg';
import type { ScratchPaths } from './scratch.ts';

/** A session of the superuser on a scratch server. */
export type ScratchClient = pg.Client;

export type Connecting =
  | { readonly kind: 'connected'; readonly client: ScratchClient; readonly role: string }
  /** The server does not take sessions yet, or any more. */
  | { readonly kind: 'not-yet' }
  /** None of the roles, or the database, can be used. */
  | { readonly kind: 'refused'; readonly sqlState: string; readonly because: string };

export interface ConnectOptions {
  readonly database: string;
  /** Tried in this order. */
  readonly roles: readonly string[];
  readonly major: number;
  /** Whether the session may write; it may not if not given. */
  readonly access?: 'read-only' | 'writable';
}

/** Set for the session, they go before what the source has set for a role or a database. */
const SESSION = {
  session_preload_libraries: '',
  local_preload_libraries: '',
  search_path: 'pg_catalog',
  default_transaction_read_only: 'on',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_session_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  row_security: 'off',
  client_encoding: 'UTF8',
  DateStyle: 'ISO',
  jit: 'off',
};

const NO_SUCH_ROLE = '28000';
const NOT_PERMITTED = '42501';
const STARTING_OR_ENDING = '57P0';

export async function connect(paths: ScratchPaths, options: ConnectOptions): Promise<Connecting> {
  const { database, roles } = options;
  let refused: Connecting = { kind: 'refused', sqlState: NO_SUCH_ROLE, because: 'no role was named' };
  for (const role of roles) {
    const client = new pg.Client({
      host: paths.socket,
      port: 5432,
      user: role,
      database,
      ssl: false,
      options: sessionOptions(options),
      application_name: 'scratch-postgres',
    });
    // an error of a session that nobody asks anything is the server's end, which is seen elsewhere
    client.on('error', () => undefined);
    let superuser: string | undefined;
    try {
      await client.connect();
      const { rows } = await client.query<{ superuser: string }>(`SELECT current_setting('is_superuser') AS superuser`);
      superuser = rows[0]?.superuser;
    } catch (error) {
      await client.end().catch(() => undefined);
      const sqlState = error instanceof pg.DatabaseError ? (error.code ?? '') : undefined;
      if (sqlState === undefined || sqlState.startsWith(STARTING_OR_ENDING)) return { kind: 'not-yet' };
      refused = { kind: 'refused', sqlState, because: `${role}: ${(error as Error).message}` };
      if (sqlState === NO_SUCH_ROLE || sqlState === NOT_PERMITTED) continue;
      return refused;
    }
    if (superuser === 'on') return { kind: 'connected', client, role };
    await client.end();
    refused = { kind: 'refused', sqlState: NOT_PERMITTED, because: `${role}: is no superuser` };
  }
  return refused;
}

function sessionOptions({ major, access = 'read-only' }: ConnectOptions): string {
  const settings = {
    ...SESSION,
    default_transaction_read_only: access === 'read-only' ? 'on' : 'off',
    ...(major >= 17 && { event_triggers: 'off' }),
  };
  return Object.entries(settings)
    .filter(([name]) => name !== 'idle_session_timeout' || major >= 14)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
