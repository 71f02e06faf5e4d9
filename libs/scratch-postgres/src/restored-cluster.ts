import { readFile, stat, writeFile } from 'node:fs/promises';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBackupLabel, readControlFile, type BackupLabel, type ControlFile } from '@postgres-ha/postgres-storage';
import type { UnknownReason } from './outcome.ts';
import { errorCode } from './scratch-error.ts';
import { makeOwned, type Scratch } from './scratch.ts';

export type RestoredCluster =
  | { readonly kind: 'restored'; readonly major: number; readonly control: ControlFile; readonly label: BackupLabel }
  | { readonly kind: 'refused-to-start'; readonly because: readonly string[] }
  | { readonly kind: 'unknown'; readonly because: UnknownReason; readonly detail: string };

/** What backups leave out and a server wants to find, empty. */
const DIRECTORIES = [
  ...['pg_wal', 'pg_wal/archive_status', 'pg_wal/summaries', 'pg_commit_ts', 'pg_dynshmem', 'pg_notify', 'pg_replslot'],
  ...['pg_serial', 'pg_snapshots', 'pg_stat', 'pg_stat_tmp', 'pg_subtrans', 'pg_tblspc', 'pg_twophase'],
  ...['pg_logical', 'pg_logical/mappings', 'pg_logical/snapshots'],
];

/** Looks whether the archives held what a server needs before anything else, and adds what is never in them. */
export async function readRestoredCluster({ paths: { data }, user }: Scratch): Promise<RestoredCluster> {
  const missing = [];
  for (const path of ['PG_VERSION', 'global/pg_control', 'backup_label']) {
    if (!(await isFile(join(data, path))))
      missing.push(`${path}: found none, expected it in the last archive of the data directory`);
  }
  if (missing.length > 0) return { kind: 'refused-to-start', because: missing };

  const version = (await readFile(join(data, 'PG_VERSION'), 'latin1')).trim();
  const major = Number(version);
  if (!Number.isInteger(major)) {
    return {
      kind: 'refused-to-start',
      because: [`PG_VERSION: found ${JSON.stringify(version)}, expected a major version`],
    };
  }
  const control = readControlFile(await readFile(join(data, 'global/pg_control')));
  if (control.kind === 'damaged') {
    const { problem, found, expected } = control;
    return {
      kind: 'refused-to-start',
      because: [`global/pg_control: ${problem}: found ${found}, expected ${expected}`],
    };
  }
  if (control.kind === 'unknown-version') {
    return {
      kind: 'unknown',
      because: 'control-file-version',
      detail: `global/pg_control: version ${control.controlVersion}`,
    };
  }
  const label = parseBackupLabel(await readFile(join(data, 'backup_label'), 'utf8'));
  if (label.kind === 'malformed') return { kind: 'refused-to-start', because: [`backup_label: ${label.problem}`] };

  for (const path of DIRECTORIES) await makeOwned(join(data, path), user);
  for (const path of ['recovery.signal', 'postgresql.auto.conf']) {
    await writeFile(join(data, path), '', { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(join(data, path), user.uid, user.gid);
  }
  return { kind: 'restored', major, control, label };
}

/** The control file as the server left it. @throws when it cannot be read */
export async function controlFileOf({ paths: { data } }: Scratch): Promise<ControlFile> {
  const control = readControlFile(await readFile(join(data, 'global/pg_control')));
  if (control.kind !== 'control-file') throw new Error(`${data}/global/pg_control: ${control.kind}`);
  return control;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
