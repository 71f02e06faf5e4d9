import { chmod, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startObjectServer, type ObjectServer } from '@postgres-ha/backup-verifier-e2e';
import { startPostgres, type PostgresServer } from '@postgres-ha/local-stack';
import { barmanPart, outputOf, postgresToolsPart } from '@postgres-ha/testkit';
import { BARMAN, BUCKET, MAJOR, SERVER, type ArchiveFacts, type ArchiveObject, type ArchiveSize } from './archive.ts';
import { fillDatabase, scaleFor, whileWriting, writeUpTo } from './fill-database.ts';

/** So slowly that the backup does not span more than a few segments. */
const WHILE_BACKED_UP = { perSecond: 50 } as const;

/** Fills a database, has Barman back it up and archive the WAL behind that, and keeps as many segments as were asked for. */
export async function makeArchive(directory: string, size: ArchiveSize): Promise<ArchiveFacts> {
  await chmod(directory, 0o755);
  await using store = await startObjectServer(directory);
  await using server = await startPostgres({
    major: MAJOR,
    binaries: join(postgresToolsPart(MAJOR).directory, 'bin'),
    settings: {
      shared_buffers: '512MB',
      max_wal_size: '4GB',
      checkpoint_timeout: '1h',
      synchronous_commit: 'off',
      archive_mode: 'on',
      archive_command: 'true',
    },
  });
  await fillDatabase(server, { scale: scaleFor(size.gib * 2 ** 30) });
  const databaseBytes = Number(await server.value('select sum(pg_database_size(oid)) from pg_database'));
  await server.query(`alter system set archive_command = '${archiveCommand(store)}'`);
  await server.query('select pg_switch_wal()');
  await server.query('select pg_reload_conf()');

  await whileWriting(server, WHILE_BACKED_UP, () => backUp(server, store));
  const root = join(directory, BUCKET, SERVER);
  const [backupId, ...more] = await readdir(join(root, 'base'));
  if (backupId === undefined || more.length > 0) throw new Error(`${root}/base: expected one backup`);
  const first = firstSegment(await readFile(join(root, 'base', backupId, 'backup.info'), 'utf8'));
  const last = first + size.segments - 1;
  await writeUpTo(server, last);
  await archived(server, segmentName(last));
  // a server that ends in order archives what it has, so that nothing comes in any more
  await server.stop('fast');

  const objects = [
    ...(await objectsIn(directory, `${SERVER}/base/${backupId}`)),
    ...(await walWithin(directory, { first: segmentName(first), last: segmentName(last) })),
  ];
  const segments = objects.filter(({ key }) => key.startsWith(`${SERVER}/wals/`));
  if (segments.length !== size.segments)
    throw new Error(`found ${segments.length} segments, expected ${size.segments}`);
  return { size, backupId, objects, databaseBytes };
}

async function backUp(server: PostgresServer, { endpoint, env }: ObjectServer): Promise<void> {
  const { socketDirectory, port, superuser } = server;
  await outputOf(
    join(barmanPart(BARMAN).directory, 'bin/barman-cloud-backup'),
    [
      ...['--endpoint-url', endpoint, '-h', socketDirectory, '-p', String(port), '-U', superuser],
      ...['--immediate-checkpoint', '--gzip', `s3://${BUCKET}`, SERVER],
    ],
    { env },
  );
}

/** The server gives its own environment, without credentials, to what it runs. */
function archiveCommand({ endpoint, env }: ObjectServer): string {
  const program = join(barmanPart(BARMAN).directory, 'bin/barman-cloud-wal-archive');
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return ['env', ...variables, program, '--endpoint-url', endpoint, '--gzip', `s3://${BUCKET}`, SERVER, '%p'].join(' ');
}

async function archived(server: PostgresServer, name: string): Promise<void> {
  for (;;) {
    const [row] = await server.query(
      'select last_archived_wal as last, failed_count::int as failed from pg_stat_archiver',
    );
    if (Number(row?.['failed']) > 0) throw new Error(`archive_command failed; see ${server.logFile}`);
    if (String(row?.['last']) >= name) return;
    await wait(200);
  }
}

/** The number of the segment in which a backup began. */
function firstSegment(info: string): number {
  const [, high = '', low = ''] = /^begin_wal=0{7}1([0-9A-F]{8})([0-9A-F]{8})$/m.exec(info) ?? [];
  return Number.parseInt(high, 16) * 256 + Number.parseInt(low, 16);
}

/** @param number of the segment in the log of the first timeline */
function segmentName(number: number): string {
  const parts = [1, Math.floor(number / 256), number % 256];
  return parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('');
}

async function objectsIn(directory: string, folder: string): Promise<readonly ArchiveObject[]> {
  const names = (await readdir(join(directory, BUCKET, folder))).filter((name) => name.endsWith('.gz')).sort();
  return Promise.all(
    names.map(async (name) => {
      const key = `${folder}/${name}`;
      return { key, sizeBytes: (await stat(join(directory, BUCKET, key))).size };
    }),
  );
}

/** What was archived before and behind goes. */
async function walWithin(
  directory: string,
  { first, last }: { readonly first: string; readonly last: string },
): Promise<readonly ArchiveObject[]> {
  const kept: ArchiveObject[] = [];
  const wals = `${SERVER}/wals`;
  for (const folder of (await readdir(join(directory, BUCKET, wals))).sort()) {
    for (const object of await objectsIn(directory, `${wals}/${folder}`)) {
      const name = object.key.split('/').at(-1)?.slice(0, 24) ?? '';
      if (name < first || name > last) await rm(join(directory, BUCKET, object.key));
      else if (!object.key.endsWith('.backup.gz')) kept.push(object);
    }
  }
  return kept;
}
