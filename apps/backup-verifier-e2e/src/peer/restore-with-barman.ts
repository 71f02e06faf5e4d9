import { chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '../archives/open-archive.ts';
import { filesBelow } from '../archives/open-archive.ts';
import type { Barman } from '../barman/barman.ts';
import type { BackupFacts } from '../life/facts.ts';
import { startServer, type Postgres, type ServerPlace } from '../life/postgres.ts';
import type { ServerUser } from '../life/server-user.ts';
import { COUNT_ROWS } from '../life/tables.ts';

/** What a careful operator sees who restores with Barman and lets PostgreSQL recover to the end of the archive. */
export type PeerOutcome =
  | { readonly kind: 'refused'; readonly exitCode: number }
  | { readonly kind: 'did not start'; readonly because: string }
  | {
      readonly kind: 'promoted';
      /** Where replay ended. */
      readonly lsn: string;
      readonly timeline: number;
      /** Rows of the newest moment that are not there, or why they could not be counted. */
      readonly lostRows: number | string;
      /** WAL files that barman-cloud-wal-restore did not restore, of those that are listed. */
      readonly walRefused: readonly string[];
    };

export interface PeerOptions {
  readonly barman: Barman;
  readonly endpoint: string;
  /** Of the PostgreSQL installation of the archive's major. */
  readonly binaries: string;
  /** An empty directory of a short path that the server's user reaches. */
  readonly directory: string;
  readonly user: ServerUser;
}

/** barman-cloud-restore, barman-cloud-wal-restore for what is asked for, recovery without a target, promotion. */
export async function restoreWithBarman(
  archive: Archive,
  backup: BackupFacts,
  options: PeerOptions,
): Promise<PeerOutcome> {
  const { barman, endpoint, directory, user, binaries } = options;
  const data = join(directory, 'data');
  const spaced = join(directory, 'ts');
  const bucket = archive.directory.split('/').at(-1) ?? '';
  const from = ['--endpoint-url', endpoint];
  const to = [`s3://${bucket}`, archive.server];
  const restored = await barman.run('cloud_restore', [
    ...from,
    '--tablespace',
    `spaced:${spaced}`,
    ...to,
    backup.id,
    data,
  ]);
  if (restored.exitCode !== 0) return { kind: 'refused', exitCode: restored.exitCode };

  const wal = join(directory, 'wal');
  await mkdir(wal);
  const names = await namesInArchive(join(archive.directory, archive.server), backup);
  const refused: string[] = [];
  await Promise.all(
    names.map(async (name) => {
      const { exitCode } = await barman.run('cloud_walrestore', [...from, ...to, name, join(wal, name)]);
      if (exitCode !== 0) {
        refused.push(name);
        await rm(join(wal, name), { force: true });
      }
      await writeFile(join(wal, `${name}.exit`), String(exitCode));
    }),
  );
  await writeFile(join(data, 'recovery.signal'), '');
  await mkdir(join(data, 'pg_wal'), { recursive: true });
  await giveTo(directory, user);
  const place: ServerPlace = { binaries, data, socket: directory, log: join(directory, 'log'), user };
  return recover(place, { archive, wal, refused });
}

/** Segments from the begin of the backup, a .partial under the name of its segment as PostgreSQL would ask for it, and histories. */
async function namesInArchive(root: string, { beginWal }: BackupFacts): Promise<readonly string[]> {
  const files = (await filesBelow(root)).filter((name) => name.startsWith('wals/'));
  const names = files.map((name) => /^(?:[0-9A-F]{24}|[0-9A-F]{8}\.history)/.exec(name.split('/').at(-1) ?? '')?.[0]);
  return [...new Set(names)]
    .filter((name) => name !== undefined)
    .filter((name) => name.endsWith('.history') || name.slice(8) >= beginWal.slice(8));
}

interface Recovery {
  readonly archive: Archive;
  readonly wal: string;
  readonly refused: readonly string[];
}

async function recover(place: ServerPlace, { archive, wal, refused }: Recovery): Promise<PeerOutcome> {
  const command = `exit=$(cat "${wal}/%f.exit" 2> /dev/null || echo 1); [ "$exit" = 0 ] && cp "${wal}/%f" "%p"; exit "$exit"`;
  let server: Postgres;
  try {
    server = await startServer(place, {
      archive_mode: 'off',
      fsync: 'off',
      restore_command: command,
      recovery_target_timeline: 'latest',
    });
  } catch (cause) {
    return { kind: 'did not start', because: lastFatal(cause instanceof Error ? cause.message : String(cause)) };
  }
  await using running = server;
  try {
    while ((await running.sql('SELECT pg_is_in_recovery()')) === 't') await new Promise((next) => setTimeout(next, 30));
    const [lsn = '', timeline = ''] = (
      await running.sql('SELECT pg_last_wal_replay_lsn(), timeline_id FROM pg_control_checkpoint()')
    ).split('|');
    return {
      kind: 'promoted',
      ...{ lsn, timeline: Number(timeline), walRefused: refused.toSorted() },
      lostRows: await lostRows(running, archive),
    };
  } catch (cause) {
    const log = await readFile(place.log, 'utf8');
    const said = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'did not start', because: lastFatal(/(?:FATAL|PANIC): /.test(log) ? log : said) };
  }
}

async function lostRows(server: Postgres, { life }: Archive): Promise<number | string> {
  const wanted = life.moments.at(-1)?.rows ?? {};
  try {
    const there = new Map(
      (await server.sql(COUNT_ROWS)).split('\n').map((line) => [line.split('|')[0] ?? '', Number(line.split('|')[1])]),
    );
    return Object.entries(wanted).reduce((lost, [table, rows]) => lost + rows - (there.get(table) ?? 0), 0);
  } catch (cause) {
    return (
      /ERROR: {2}(.*)/.exec(cause instanceof Error ? cause.message : String(cause))?.[1] ?? 'rows cannot be counted'
    );
  }
}

function lastFatal(log: string): string {
  const lines = log.split('\n').filter((line) => /(?:FATAL|PANIC): /.test(line));
  return (lines.at(-1) ?? log.trim().split('\n').at(-1) ?? '').replace(/^.*?(?:FATAL|PANIC): +/, '');
}

async function giveTo(directory: string, { uid, gid }: ServerUser): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  await chown(directory, uid, gid);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), uid, gid);
  }
}
