import { postgresToolsPart } from '@postgres-ha/testkit';
import { chmod, chown, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startBarman } from '../barman/barman.ts';
import type { BackupFacts } from '../life/facts.ts';
import { configure, initdb, startServer, type ServerPlace } from '../life/postgres.ts';
import { directoryOf, serverUser } from '../life/server-user.ts';
import { addRows, createTables } from '../life/tables.ts';
import { startObjectServer } from './object-server.ts';
import { takeBackupWith } from './take-backup.ts';

/** The archive of a source that does things when it is started, and of which nothing may happen when it is proven. */
export interface HazardousArchive extends AsyncDisposable {
  /** The root of the store. */
  readonly directory: string;
  readonly server: string;
  readonly backup: BackupFacts;
  /** The end of the last record of the newest archived segment. */
  readonly lastLsn: string;
  /** A directory in which any file is one that the source's configuration or WAL had written: archived WAL, a new tablespace, a job's mark. */
  readonly outside: string;
  /** Rows of the table `touched` at the end of the archive. */
  readonly rows: number;
}

export interface HazardOptions {
  /** Where the enabled subscription finds its publisher; whoever connects to it was not held back. */
  readonly publisherPort: number;
}

/**
 * PostgreSQL 17 with segments of 16 MiB, whose cluster has an enabled subscription, preloaded libraries with background workers, an
 * archive_command and a restore_command that leave files, TCP, and a tablespace that was created after the backup.
 */
export async function makeHazardousArchive({ publisherPort }: HazardOptions): Promise<HazardousArchive> {
  const work = await mkdtemp(join(tmpdir(), 'pgha-hazard-'));
  try {
    await chmod(work, 0o711);
    return await make(work, publisherPort);
  } catch (cause) {
    await rm(work, { recursive: true, force: true });
    throw cause;
  }
}

async function make(work: string, publisherPort: number): Promise<HazardousArchive> {
  const user = serverUser();
  const home = join(work, 'a');
  await mkdir(home);
  await chown(home, user.uid ?? -1, user.gid ?? -1);
  const outside = await directoryOf(user, join(work, 'outside'));
  const spool = await directoryOf(user, join(work, 'spool'));
  await directoryOf(user, join(home, 'ts'));
  const store = join(work, 's3/archives');
  await mkdir(store, { recursive: true });
  await using s3 = await startObjectServer(join(work, 's3'));
  await using barman = await startBarman('3.19', { env: s3.env });
  const binaries = postgresToolsPart(17).directory;
  const place: ServerPlace = { binaries, data: join(home, 'data'), socket: home, log: join(home, 'log'), user };
  await initdb(place, { segmentSizeBytes: 16 * 1024 * 1024 });
  await configure(place, {
    wal_level: 'logical',
    archive_mode: 'on',
    archive_command: `touch "${outside}/archived-%f" && cp "%p" "${spool}/.%f" && mv "${spool}/.%f" "${spool}/%f"`,
    restore_command: `touch "${outside}/restored-%f"; false`,
    shared_preload_libraries: 'pg_prewarm,auto_explain',
    'pg_prewarm.autoprewarm': 'on',
    'pg_prewarm.autoprewarm_interval': '1s',
    session_preload_libraries: 'auto_explain',
    max_connections: 137,
    max_worker_processes: 21,
    fsync: 'off',
    log_destination: 'stderr',
    external_pid_file: `${outside}/pid`,
    listen_addresses: '127.0.0.1',
  });
  const server = await startServer(place, {});
  try {
    await server.sql(createTables(join(home, 'ts')));
    const publisher = `host=127.0.0.1 port=${publisherPort} user=nobody dbname=none connect_timeout=1`;
    await server.sql(
      `CREATE SUBSCRIPTION hazard CONNECTION '${publisher}' PUBLICATION p WITH (connect = false, slot_name = 'hazard', enabled = false);
       ALTER SUBSCRIPTION hazard ENABLE;`,
    );
    await server.sql('SELECT pg_switch_wal()');
    const take = takeBackupWith({
      barmans: { '3.19': barman, '3.20': barman },
      ...{ endpoint: s3.endpoint, url: 's3://archives', directory: store },
    });
    const backup = await take({ series: '3.19', codec: 'gzip', split: false }, server, 1);
    const later = await directoryOf(user, join(outside, 'tablespace'));
    await server.sql(`CREATE TABLESPACE later LOCATION '${later}'`);
    await server.sql(
      `CREATE TABLE in_later (id int) TABLESPACE later; INSERT INTO in_later SELECT generate_series(1, 100);`,
    );
    await server.sql(addRows('behind the backup'));
    const rows = Number(await server.sql('SELECT count(*) FROM touched'));
    const lastLsn = await server.sql('SELECT pg_switch_wal()');
    const lastSegment = await server.sql(`SELECT pg_walfile_name('${lastLsn}'::pg_lsn - 1)`);
    while (!(await readdir(spool)).includes(lastSegment)) await wait(20);
    await server.stop('immediate');
    const names = (await readdir(spool))
      .filter((name) => !name.startsWith('.') && name.slice(0, 24) <= lastSegment)
      .toSorted();
    await barman.mustRun(
      'cloud_walarchive',
      names.map((name) => ['--endpoint-url', s3.endpoint, '--gzip', 's3://archives', backup.server, join(spool, name)]),
    );
    // what the source itself has left is not what a verifier leaves
    await rm(outside, { recursive: true });
    await directoryOf(user, outside);
    await rm(home, { recursive: true });
    const directory = join(work, 'archive');
    await rename(store, directory);
    return {
      ...{ directory, server: backup.server, backup, lastLsn, outside, rows },
      [Symbol.asyncDispose]: () => rm(work, { recursive: true, force: true }),
    };
  } finally {
    await server.stop('immediate');
  }
}
