import { parseLsn, type Lsn } from '@postgres-ha/postgres-storage';
import { connect, type ScratchClient } from './scratch-connection.ts';
import type { ScratchServer } from './scratch-server.ts';
import type { Scratch } from './scratch.ts';

/** How recovery came to rest. */
export type RecoveryRest =
  /** It waits, and sessions can look. */
  | ({ readonly kind: 'paused' } & Resting)
  /** It has come to its end, and the server is a primary. */
  | ({ readonly kind: 'promoted' } & Resting)
  | { readonly kind: 'ended'; readonly lastSeenLsn: Lsn | undefined }
  /** It takes sessions, but none of these. */
  | { readonly kind: 'no-session'; readonly sqlState: string; readonly detail: string };

export interface Resting {
  readonly client: ScratchClient;
  readonly role: string;
  readonly reachedLsn: Lsn;
  readonly lastCommitAt: bigint | undefined;
}

export interface WatchOptions {
  readonly scratch: Scratch;
  readonly major: number;
  readonly roles: readonly string[];
  /** Called once, at the first session. */
  readonly onSession: () => void;
  readonly signal: AbortSignal;
}

interface Progress {
  readonly recovering: boolean;
  readonly paused: boolean;
  readonly reached: string | null;
  readonly committed: string | null;
}

/** `postgres` may have been dropped; `template1` hardly ever is. */
const DATABASES = ['postgres', 'template1'];
const NO_SUCH_DATABASE = '3D000';
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 250;

/** Asks the server itself, again and again: that it takes sessions, or says that it is ready, does not mean that recovery has ended. */
export async function watchRecovery(server: ScratchServer, options: WatchOptions): Promise<RecoveryRest> {
  const { signal, onSession } = options;
  let lastSeenLsn: Lsn | undefined;
  let session: { client: ScratchClient; role: string } | undefined;
  let seen = false;
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LONGEST_LOOK_MS, waitMs * 1.5)) {
    signal.throwIfAborted();
    if (server.end !== undefined) return { kind: 'ended', lastSeenLsn };
    if (session === undefined) {
      const connecting = await open(options);
      if (connecting.kind === 'refused') {
        return { kind: 'no-session', sqlState: connecting.sqlState, detail: connecting.because };
      }
      if (connecting.kind === 'connected') session = connecting;
    }
    if (session !== undefined) {
      if (!seen) onSession();
      seen = true;
      const progress = await look(session.client, options.major);
      if (progress === undefined) session = undefined;
      else {
        const reachedLsn = parseLsn(progress.reached ?? '');
        lastSeenLsn = reachedLsn ?? lastSeenLsn;
        if (reachedLsn !== undefined && (progress.paused || !progress.recovering)) {
          const lastCommitAt = progress.committed === null ? undefined : BigInt(progress.committed);
          const { client, role } = session;
          return { kind: progress.recovering ? 'paused' : 'promoted', client, role, reachedLsn, lastCommitAt };
        }
      }
    }
    await server.news(waitMs);
  }
}

async function open({ scratch, major, roles }: WatchOptions): ReturnType<typeof connect> {
  let connecting = await connect(scratch.paths, { database: DATABASES[0] ?? '', roles, major });
  for (const database of DATABASES.slice(1)) {
    if (connecting.kind !== 'refused' || connecting.sqlState !== NO_SUCH_DATABASE) break;
    connecting = await connect(scratch.paths, { database, roles, major });
  }
  return connecting;
}

/** @returns undefined when the session has ended: its database was dropped by what was replayed, or the server is gone */
async function look(client: ScratchClient, major: number): Promise<Progress | undefined> {
  const paused = major >= 14 ? `pg_get_wal_replay_pause_state() = 'paused'` : 'pg_is_wal_replay_paused()';
  try {
    const { rows } = await client.query<Progress>(
      `SELECT recovering, recovering AND CASE WHEN recovering THEN ${paused} END AS paused,
         pg_last_wal_replay_lsn()::text AS reached,
         (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000000)::bigint::text AS committed
       FROM (SELECT pg_is_in_recovery() AS recovering OFFSET 0) AS state`,
    );
    return rows[0];
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
}
