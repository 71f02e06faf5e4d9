import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  outputAs,
  serverUser,
  startServer,
  type ObjectServer,
  type ServerUser,
  type Settings,
} from '@postgres-ha/backup-verifier-e2e';
import { barmanPart, postgresToolsPart } from '@postgres-ha/testkit';
import { BARMAN, BUCKET, MAJOR, SERVER } from './archive.ts';

export interface BarmanRestore {
  /** What Barman and PostgreSQL took, each. */
  readonly stages: { readonly restore: number; readonly recovery: number; readonly checksums: number };
  /** Where recovery ended. */
  readonly reached: string;
  readonly blocks: number;
  readonly bad: number;
}

export interface RestoreRequest {
  readonly store: ObjectServer;
  readonly backupId: string;
  /** The start of the last record to replay. */
  readonly target: string;
}

/**
 * What a team does without a verifier: barman-cloud-restore, a recovery that fetches WAL by barman-cloud-wal-restore up to a record, and
 * pg_checksums on what came of it.
 */
export async function restoreByBarman({ store, backupId, target }: RestoreRequest): Promise<BarmanRestore> {
  const place = await mkdtemp(join(tmpdir(), 'pgha-bench-restore-'));
  await chmod(place, 0o777);
  try {
    const user = serverUser();
    const data = join(place, 'data');
    const begun = performance.now();
    const from = ['--endpoint-url', store.endpoint, `s3://${BUCKET}`, SERVER];
    await outputAs(barman('barman-cloud-restore'), [...from, backupId, data], { user, env: store.env });
    const restored = performance.now();

    await chmod(data, 0o700);
    await outputAs('touch', [join(data, 'recovery.signal')], { user });
    const programs = postgresToolsPart(MAJOR).directory;
    const reached = await recover({ binaries: programs, place, data, user, settings: settingsFor(store, target) });
    const recovered = performance.now();

    const checked = await outputAs(join(programs, 'bin/pg_checksums'), ['--check', '-D', data], { user });
    const counted = (what: string): number => Number(new RegExp(`^${what}:\\s+(\\d+)$`, 'm').exec(checked)?.[1]);
    const stages = {
      restore: restored - begun,
      recovery: recovered - restored,
      checksums: performance.now() - recovered,
    };
    return { stages, reached, blocks: counted('Blocks scanned'), bad: counted('Bad checksums') };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function barman(program: string): string {
  return join(barmanPart(BARMAN).directory, 'bin', program);
}

/** Where they make it faster, they are those of our throw-away server; nothing is archived again. */
function settingsFor({ endpoint, env }: ObjectServer, target: string): Settings {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const fetch = ['env', ...variables, barman('barman-cloud-wal-restore'), '--endpoint-url', endpoint];
  return {
    archive_mode: 'off',
    restore_command: [...fetch, `s3://${BUCKET}`, SERVER, '%f', '%p'].join(' '),
    recovery_target_lsn: target,
    recovery_target_action: 'promote',
    autovacuum: 'off',
    fsync: 'off',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    checkpoint_timeout: '1d',
    wal_recycle: 'off',
    wal_init_zero: 'off',
  };
}

interface Recovery {
  readonly binaries: string;
  readonly place: string;
  readonly data: string;
  readonly user: ServerUser;
  readonly settings: Settings;
}

const LOOK_AGAIN_MS = 100;

async function recover({ binaries, place, data, user, settings }: Recovery): Promise<string> {
  const log = join(place, 'log');
  await writeFile(log, '');
  await using server = await startServer({ binaries, data, socket: place, log, user }, settings);
  while ((await server.sql('select pg_is_in_recovery()')) !== 'f') await wait(LOOK_AGAIN_MS);
  const reached = await server.sql('select pg_last_wal_replay_lsn()');
  await server.stop('fast');
  return reached;
}
