import type { BarmanSeries, PostgresMajor } from '@postgres-ha/testkit';
import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BackupFacts, DataCodec, LifeFacts, Moment } from './facts.ts';
import { configure, initdb, startServer, type Postgres, type ServerPlace } from './postgres.ts';
import { outputAs } from './run-as.ts';
import { directoryOf, type ServerUser } from './server-user.ts';
import { addBulk, addRows, COUNT_ROWS, createTables } from './tables.ts';
import { waldump } from './waldump.ts';

/** A base backup that the life is to have. */
export interface BackupPlan {
  readonly series: BarmanSeries;
  readonly codec: DataCodec;
  readonly split: boolean;
}

/** Has Barman make a backup of a running server. */
export type TakeBackup = (plan: BackupPlan, server: Postgres, timeline: number) => Promise<BackupFacts>;

export interface LifeOptions {
  readonly major: PostgresMajor;
  /** Of the PostgreSQL installation with all tools. */
  readonly binaries: string;
  /** An empty directory of a short path that the server's user reaches. */
  readonly directory: string;
  readonly user: ServerUser;
  readonly segmentSizeBytes: number;
  /** Whether the old primary goes on writing and archiving after the promotion. */
  readonly forked: boolean;
  readonly firstTimeline: readonly BackupPlan[];
  readonly secondTimeline: readonly BackupPlan[];
  readonly takeBackup: TakeBackup;
}

export interface Life {
  readonly facts: LifeFacts;
  /** Holds every file that was given to archive_command, under its own name. */
  readonly spool: string;
}

/**
 * The life of a cluster that all archives of a major tell of: tables of every shape and a tablespace; backups while it is written
 * to; a standby that is promoted; backups and writing on the second timeline.
 */
export async function liveOn(options: LifeOptions): Promise<Life> {
  const { directory, user, major, binaries } = options;
  const spool = await directoryOf(user, join(directory, 'spool'));
  const at = async (name: string): Promise<ServerPlace> => {
    const own = join(directory, name);
    await mkdir(own);
    await chown(own, user.uid ?? -1, user.gid ?? -1);
    await directoryOf(user, join(own, 'ts'));
    return { binaries, data: join(own, 'data'), socket: own, log: join(own, 'log'), user };
  };
  const moments: Moment[] = [];
  const backups: BackupFacts[] = [];
  const note = async (label: string, server: Postgres, timeline: number): Promise<void> => {
    moments.push(await momentOf(label, server, timeline));
  };
  const backUp = async (server: Postgres, timeline: number, plans: readonly BackupPlan[]): Promise<void> => {
    const series = [...new Set(plans.map((plan) => plan.series))];
    const lanes = series.map((each) => plans.filter((plan) => plan.series === each));
    const writing = new AbortController();
    const written = writeMeanwhile(server, writing.signal);
    try {
      await Promise.all(
        lanes.map(async (lane) => {
          for (const plan of lane) backups.push(await options.takeBackup(plan, server, timeline));
        }),
      );
    } finally {
      writing.abort();
      await written;
    }
  };

  const first = await at('a');
  await initdb(first, options);
  await configure(first, settingsOf(spool));
  await using primary = await startServer(first, {});
  // each codec packs all of the cluster: one template is enough
  await primary.sql(`UPDATE pg_database SET datistemplate = false WHERE datname = 'template1'`);
  await primary.sql('DROP DATABASE template1');
  await primary.sql(createTables(join(directory, 'a/ts')));
  await primary.sql('SELECT pg_switch_wal()');
  await note('founded', primary, 1);

  const second = await at('b');
  await copyCluster(first, second);
  await using standby = await startServer(second, {});

  await backUp(primary, 1, options.firstTimeline);
  for (const step of ['one', 'two', 'three']) {
    await primary.sql(addRows(step));
    if (step === 'two') await primary.sql(addBulk(1500));
    await note(`timeline 1, ${step}`, primary, 1);
    await primary.sql('SELECT pg_switch_wal()');
  }
  await primary.sql(addRows('before the promotion'));
  await note('before the promotion', primary, 1);
  await follow(primary, standby);
  await archivedAll(primary);
  if (!options.forked) await primary.stop('immediate');
  await standby.sql('SELECT pg_promote()');
  if (options.forked) {
    // the promotion may have come at the end of a segment: three of them reach behind the one with the switch
    for (const step of ['lost one', 'lost two', 'lost three']) {
      await primary.sql(addRows(step));
      await primary.sql('SELECT pg_switch_wal()');
    }
    await archivedAll(primary);
    await primary.stop('immediate');
  }

  await standby.sql(addRows('after the promotion'));
  await note('after the promotion', standby, 2);
  await standby.sql('SELECT pg_switch_wal()');
  await backUp(standby, 2, options.secondTimeline);
  for (const step of ['one', 'two', 'three']) {
    await standby.sql(addRows(`again ${step}`));
    if (step === 'two') await standby.sql(addBulk(1500));
    if (step === 'three') await standby.sql('CHECKPOINT');
    await note(`timeline 2, ${step}`, standby, 2);
    await standby.sql('SELECT pg_switch_wal()');
  }
  await standby.sql(addRows('last'));
  await note('last', standby, 2);
  const lastLsn = await standby.sql('SELECT pg_switch_wal()');
  await archivedAll(standby);
  const cluster = await clusterFacts(standby);
  await standby.stop('fast');

  const files = (await readdir(spool)).filter((name) => !name.startsWith('.')).sort();
  // what a shutdown archives comes after what is known of this life
  const lastSegment = fileOf(lastLsn, options.segmentSizeBytes);
  const archived = files.filter((name) => name.endsWith('.history') || name.slice(0, 24) <= lastSegment);
  const wal = await Promise.all(archived.map((name) => waldump(name, { spool, binaries })));
  const history = await outputAs('cat', [join(spool, '00000002.history')]);
  return {
    spool,
    facts: {
      major,
      segmentSizeBytes: options.segmentSizeBytes,
      forked: options.forked,
      ...cluster,
      moments,
      backups,
      switchPoint: history.split('\t')[1] ?? '',
      wal,
      lastLsn,
    },
  };
}

function settingsOf(spool: string): Readonly<Record<string, string | number>> {
  return {
    wal_level: 'replica',
    archive_mode: 'on',
    // a promoted standby archives again what the primary has archived before it
    archive_command: `if [ -f "${spool}/%f" ]; then cmp -s "%p" "${spool}/%f"; else cp "%p" "${spool}/.%f" && mv "${spool}/.%f" "${spool}/%f"; fi`,
    max_connections: 37,
    max_worker_processes: 11,
    max_wal_senders: 7,
    wal_keep_size: '512MB',
    shared_buffers: '4MB',
    checkpoint_timeout: '1h',
    fsync: 'off',
    autovacuum: 'off',
    log_checkpoints: 'off',
    timezone: 'UTC',
  };
}

/** A standby of a running server, by pg_basebackup. */
async function copyCluster(from: ServerPlace, to: ServerPlace): Promise<void> {
  await outputAs(
    join(from.binaries, 'bin/pg_basebackup'),
    [
      ...['-D', to.data, '-R', '-c', 'fast', '-X', 'stream', '--no-sync', '--no-manifest'],
      ...['-T', `${join(from.socket, 'ts')}=${join(to.socket, 'ts')}`],
      ...['-d', `host=${from.socket} user=postgres`],
    ],
    { user: from.user },
  );
}

/** Writes while backups are made, so that they hold pages of different ages; two switches let the first span segments. */
async function writeMeanwhile(server: Postgres, signal: AbortSignal): Promise<void> {
  for (let round = 1; !signal.aborted && round <= 20; round += 1) {
    if (round <= 5 || round % 5 === 0) await server.sql(addRows(`meanwhile ${round}`));
    if (round >= 2 && round <= 5) await server.sql('SELECT pg_switch_wal()');
    await wait(200);
  }
}

async function momentOf(label: string, server: Postgres, timeline: number): Promise<Moment> {
  const counts = (await server.sql(COUNT_ROWS)).split('\n').map((line) => line.split('|'));
  const when = (await server.sql('SELECT pg_current_wal_insert_lsn(), clock_timestamp()')).split('|');
  const rows = Object.fromEntries(counts.map(([table = '', count]): [string, number] => [table, Number(count)]));
  return { label, timeline, lsn: when[0] ?? '', at: when[1] ?? '', rows };
}

async function follow(primary: Postgres, standby: Postgres): Promise<void> {
  const wanted = await primary.sql('SELECT pg_current_wal_flush_lsn()');
  while ((await standby.sql(`SELECT pg_last_wal_replay_lsn() >= '${wanted}'`)) !== 't') await wait(20);
}

/**
 * Waits until every whole segment before the current one has been archived.
 * @throws when the server could not archive one
 */
async function archivedAll(server: Postgres): Promise<void> {
  const waiting = `SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready' AND left(name, 24) < pg_walfile_name(pg_current_wal_lsn())`;
  while ((await server.sql(waiting)) !== '0') {
    const failed = await server.sql('SELECT last_failed_wal FROM pg_stat_archiver WHERE failed_count > 0');
    if (failed !== '') throw new Error(`${server.place.data}: ${failed} could not be archived`);
    await wait(20);
  }
}

type ClusterFacts = Pick<LifeFacts, 'release' | 'systemIdentifier' | 'tablespaceOid' | 'relations'>;

async function clusterFacts(server: Postgres): Promise<ClusterFacts> {
  const ask = `SELECT split_part(current_setting('server_version'), ' ', 1), system_identifier,
    (SELECT oid FROM pg_tablespace WHERE spcname = 'spaced'),
    pg_relation_filepath('cold'), pg_relation_filepath('touched'), pg_relation_filepath('spaced') FROM pg_control_system()`;
  const [release = '', systemIdentifier = '', oid = '', cold = '', touched = '', spaced = ''] = (
    await server.sql(ask)
  ).split('|');
  const inTablespace = spaced.replace(`pg_tblspc/${oid}/`, '');
  return { release, systemIdentifier, tablespaceOid: Number(oid), relations: { cold, touched, spaced: inTablespace } };
}

/** The segment of the second timeline that a switch ended, whose end is the given place. */
function fileOf(end: string, segmentSizeBytes: number): string {
  const [high = '', low = ''] = end.split('/');
  const number = ((BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`) - 1n) / BigInt(segmentSizeBytes);
  const perLog = 0x1_0000_0000n / BigInt(segmentSizeBytes);
  const hex = (value: bigint): string => value.toString(16).toUpperCase().padStart(8, '0');
  return `00000002${hex(number / perLog)}${hex(number % perLog)}`;
}
