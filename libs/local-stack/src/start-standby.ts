import { appendFile, chmod, copyFile, lchown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { claimDirectory, type ClaimedDirectory } from './claimed-directory.ts';
import { ifThere, walkDataFiles } from './data-files.ts';
import { backUp } from './online-backup.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { makeDirectory, startServer, type PostgresServer } from './postgres-server.ts';
import { configurationText } from './start-postgres.ts';
import { listTablespaces } from './tablespaces.ts';
import type { WalArchive } from './wal-archiver.ts';

export interface StandbyOptions {
  /** Added to what it has from the primary. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Archives nothing before promotion. */
  readonly archive?: WalArchive;
  readonly signal?: AbortSignal;
}

/** What a copy of a running server must not have: its WAL comes by streaming, its slots and locks are its own. */
const LEFT_OUT =
  /^(?:pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.|^postmaster\.|(?:^|\/)pgsql_tmp/;

/**
 * A copy of a running server that streams from it through a slot of its own, ready for queries.
 * It is as `pg_basebackup --write-recovery-conf` makes one; that program does not come with the binaries.
 */
export async function startStandby(primary: PostgresServer, options: StandbyOptions = {}): Promise<PostgresServer> {
  const { settings = {}, archive, signal } = options;
  const { account, superuser, password, segmentSizeBytes } = primary;
  await using resources = new AsyncDisposableStack();
  const binaries = resources.use(
    await postgresBinaries(primary.major, { directory: primary.binaries, ...(signal && { signal }) }),
  );
  const claim = resources.use(await claimDirectory(account));
  const directory = await makeDirectory(join(claim.path, 'data'), account);
  const slot = `standby_${basename(claim.path).replace(/^.*-/, '').toLowerCase()}`;
  await primary.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]);
  resources.defer(() => dropSlot(primary, slot));

  const { label } = await backUp(primary, { label: 'standby', wait: 'for-nothing', signal }, () =>
    copyCluster(primary, directory, claim),
  );
  await writeFile(join(directory, 'backup_label'), label);
  await writeFile(join(directory, 'standby.signal'), '');
  const source = `host=${primary.socketDirectory} port=${primary.port} user=${superuser}`;
  await appendFile(
    join(directory, 'postgresql.auto.conf'),
    configurationText({ ...settings, primary_conninfo: source, primary_slot_name: slot }),
  );
  for (const name of ['backup_label', 'standby.signal']) await own(join(directory, name), primary);
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
    resources: resources.move(),
    signal,
  });
}

async function copyCluster(primary: PostgresServer, directory: string, claim: ClaimedDirectory): Promise<void> {
  for (const { oid, name, location } of await listTablespaces(primary)) {
    const place = await makeDirectory(join(claim.path, `tablespace-${name}`), primary.account);
    await copyDirectory(location, place, primary);
    await mkdir(join(directory, 'pg_tblspc'), { recursive: true, mode: 0o700 });
    await symlink(place, join(directory, 'pg_tblspc', String(oid)));
  }
  await copyDirectory(primary.directory, directory, primary);
  await copyOwned('global/pg_control', primary.directory, { to: directory, primary });
}

async function copyDirectory(from: string, to: string, primary: PostgresServer): Promise<void> {
  for await (const { path, kind } of walkDataFiles(from)) {
    if (LEFT_OUT.test(path) || path === 'global/pg_control') continue;
    if (kind === 'directory') {
      await mkdir(join(to, path), { recursive: true });
      await chmod(join(to, path), 0o700);
      await own(join(to, path), primary);
    } else await copyOwned(path, from, { to, primary });
  }
}

async function copyOwned(
  path: string,
  from: string,
  { to, primary }: { readonly to: string; readonly primary: PostgresServer },
): Promise<void> {
  const target = join(to, path);
  await mkdir(dirname(target), { recursive: true });
  const copied = await ifThere(copyFile(join(from, path), target).then(() => target));
  if (copied !== undefined) await own(copied, primary);
}

async function own(path: string, { account }: PostgresServer): Promise<void> {
  await lchown(path, account.uid, account.gid);
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
