import { appendFile, chmod, copyFile, lchown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifThere, walkDataFiles } from './data-files.ts';
import { backUp } from './online-backup.ts';
import { makeDirectory, type PostgresServer } from './postgres-server.ts';
import { configurationText } from './start-postgres.ts';
import { listTablespaces } from './tablespaces.ts';

export interface CloneOptions {
  /** An empty directory of the server's account. */
  readonly directory: string;
  /** Where a tablespace goes; its directory is made. */
  readonly tablespace: (name: string) => string;
  /** Added to what it has from the server. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What a copy of a running server must not have: its WAL comes by streaming, its slots and locks are its own. */
const LEFT_OUT =
  /^(?:pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.|^postmaster\.|(?:^|\/)pgsql_tmp/;

/** Copies a running server into a directory that starts as its standby, if its settings say whom to follow. */
export async function cloneCluster(primary: PostgresServer, options: CloneOptions): Promise<void> {
  const { directory, settings, signal } = options;
  const { label } = await backUp(primary, { label: 'standby', wait: 'for-nothing', signal }, () =>
    copyCluster(primary, options),
  );
  await writeFile(join(directory, 'backup_label'), label);
  await writeFile(join(directory, 'standby.signal'), '');
  await appendFile(join(directory, 'postgresql.auto.conf'), configurationText(settings));
  for (const name of ['backup_label', 'standby.signal']) await own(join(directory, name), primary);
}

async function copyCluster(primary: PostgresServer, { directory, tablespace }: CloneOptions): Promise<void> {
  for (const { oid, name, location } of await listTablespaces(primary)) {
    const place = await makeDirectory(tablespace(name), primary.account);
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
