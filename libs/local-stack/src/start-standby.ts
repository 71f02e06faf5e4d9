import { basename, join } from 'node:path';
import { claimDirectory, type FileStorage } from './claimed-directory.ts';
import { cloneCluster } from './clone-cluster.ts';
import { followSettings, type Upstream } from './follow-settings.ts';
import type { NetworkPlace } from './network-place.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { makeDirectory, startServer, type PostgresServer } from './postgres-server.ts';
import type { WalArchive } from './wal-archiver.ts';

export interface StandbyOptions {
  /** Added to what it has from the primary. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Archives nothing before promotion. */
  readonly archive?: WalArchive;
  /** What the primary knows it by: `application_name` of its stream; `walreceiver` without it. */
  readonly name?: string;
  /** Where it finds the primary, if not at its socket: a proxy in front of it, or its address. */
  readonly upstream?: Upstream;
  /** Whether the primary keeps WAL for it while it is away; without a slot `wal_keep_size` says how much. */
  readonly slot?: 'own' | 'none';
  readonly place?: NetworkPlace;
  readonly storage?: FileStorage;
  readonly signal?: AbortSignal;
}

/**
 * A copy of a running server that streams from it through a slot of its own, ready for queries.
 * It is as `pg_basebackup --write-recovery-conf` makes one; that program does not come with the binaries.
 */
export async function startStandby(primary: PostgresServer, options: StandbyOptions = {}): Promise<PostgresServer> {
  const { settings = {}, archive, place, storage, slot: wanted = 'own', signal } = options;
  const { account, superuser, password, segmentSizeBytes } = primary;
  await using resources = new AsyncDisposableStack();
  const binaries = resources.use(
    await postgresBinaries(primary.major, { directory: primary.binaries, ...(signal && { signal }) }),
  );
  const claim = resources.use(await claimDirectory(account, { ...(storage && { storage }) }));
  const directory = await makeDirectory(join(claim.path, 'data'), account);
  const slot = `standby_${basename(claim.path).replace(/^.*-/, '').toLowerCase()}`;
  if (wanted === 'own') {
    await primary.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]);
    resources.defer(() => dropSlot(primary, slot));
  }

  const source = followSettings(primary, { ...options, ...(wanted === 'own' && { slotName: slot }) });
  await cloneCluster(primary, {
    directory,
    tablespace: (name) => join(claim.path, `tablespace-${name}`),
    settings: { ...settings, ...source },
    ...(signal && { signal }),
  });
  return await startServer({
    kind: 'standby',
    claim,
    account,
    binaries,
    directory,
    superuser,
    password,
    segmentSizeBytes,
    archive,
    place,
    resources: resources.move(),
    signal,
  });
}

/** A slot that nobody reads keeps WAL for ever; a primary that is gone has none. */
async function dropSlot(primary: PostgresServer, slot: string): Promise<void> {
  if (!primary.isRunning()) return;
  await primary.query('SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = $1', [
    slot,
  ]);
  await primary.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1', [
    slot,
  ]);
}
