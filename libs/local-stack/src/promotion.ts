import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from './postgres-server.ts';

/** Milliseconds of this process's monotonic clock (`performance.now()`). */
export interface Promotion {
  readonly requestedAt: number;
  /** The last question that was sent and answered "in recovery"; when it was sent. */
  readonly lastStandbyAt: number;
  /** The first answer "not in recovery"; when it came. It was writable at some moment between the two. */
  readonly firstPrimaryAt: number;
}

/** Tells a standby to become a primary, and does not wait until it is one. */
export async function requestPromotion(server: PostgresServer): Promise<void> {
  await server.query('SELECT pg_promote(false)');
}

const LOOK_AGAIN_MS = 2;

/** Promotes a standby and looks, over a session that is open before, when it is a primary. */
export async function watchPromotion(
  server: PostgresServer,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Promotion> {
  const client = await server.connect();
  try {
    const requestedAt = performance.now();
    let lastStandbyAt = requestedAt;
    await client.query('SELECT pg_promote(false)');
    for (;;) {
      signal?.throwIfAborted();
      const sentAt = performance.now();
      const { rows } = await client.query<{ standby: boolean }>({
        name: 'look',
        text: 'SELECT pg_is_in_recovery() AS standby',
      });
      if (rows[0]?.standby === false) return { requestedAt, lastStandbyAt, firstPrimaryAt: performance.now() };
      lastStandbyAt = sentAt;
      await sleep(LOOK_AGAIN_MS);
    }
  } finally {
    await client.end();
  }
}
