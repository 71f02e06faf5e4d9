import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from './postgres-server.ts';

const LOOK_AGAIN_MS = 10;

/** Looks until SQL on a server says true. What a server that just starts or ends answers is not yet an answer. */
export async function until(
  server: PostgresServer,
  condition: string,
  { values = [], signal }: { readonly values?: readonly unknown[]; readonly signal?: AbortSignal } = {},
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const answer = server.isRunning() ? await server.value(`SELECT ${condition}`, values).catch(() => '') : '';
    if (answer === 'true') return;
    await sleep(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Waits until a standby has replayed all that its primary has written until now. */
export async function caughtUp(
  { primary, standby }: { readonly primary: PostgresServer; readonly standby: PostgresServer },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const written = await primary.value('SELECT pg_current_wal_flush_lsn()');
  const condition = `coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false)
    AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')`;
  await until(standby, condition, { values: [written], ...(signal && { signal }) });
}
