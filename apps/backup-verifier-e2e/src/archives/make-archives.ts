import { barmanPart, objectServerPart, postgresToolsPart, type Part, type PostgresMajor } from '@postgres-ha/testkit';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startBarman, type Barman } from '../barman/barman.ts';
import type { LifeFacts, WalCodec } from '../life/facts.ts';
import { liveOn } from '../life/life.ts';
import { serverUser } from '../life/server-user.ts';
import { FIRST_TIMELINE, MAJORS, SECOND_TIMELINE, SERIES, WAL_CODECS } from './archive-spec.ts';
import { startObjectServer, type ObjectServer } from './object-server.ts';
import { takeBackupWith } from './take-backup.ts';

/** What the real Barman made of three lives of a cluster: objects as plain files, and what is true of them. */
export interface MadeArchives {
  /** Holds, by major and by server name, what was uploaded: `pg17/base-3.20-zstd-t2/base/…`, `pg17/wal-3.19-xz/wals/…`. */
  readonly directory: string;
  readonly lives: Readonly<Record<PostgresMajor, LifeFacts>>;
}

/** Small ones pack faster in each of fourteen ways, and show that nobody takes 16 MiB for granted; that is the size of the plugin's clusters. */
const SEGMENT_SIZE_MIB: Readonly<Record<PostgresMajor, number>> = { 16: 1, 17: 4, 18: 2 };
const FORKED: PostgresMajor = 16;
const A_DAY_MS = 86_400_000;

/** What making archives needs, for `needPart`. */
export function archiveParts(): readonly Part[] {
  return [...SERIES.map(barmanPart), ...MAJORS.map(postgresToolsPart), objectServerPart()];
}

/**
 * The archives, made at most once for one state of this code and of the tools: later calls, of other processes too, find them in the
 * directory for temporary files. Nobody writes to them: tests work on copies (`openArchive`).
 */
export async function makeArchives(): Promise<MadeArchives> {
  const name = `pgha-archives-${await recipe()}`;
  const directory = join(tmpdir(), name);
  const made = await read(directory);
  if (made !== undefined) return made;
  await removeOld(name);
  const work = await mkdtemp(join(tmpdir(), 'pgha-making-'));
  try {
    await chmod(work, 0o711);
    await make(work);
    await rename(join(work, 'made'), directory).catch(async (cause: unknown) => {
      // another process was first
      if ((await read(directory)) === undefined) throw cause;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const archives = await read(directory);
  if (archives === undefined) throw new Error(`${directory} was made and is not whole`);
  return archives;
}

async function read(directory: string): Promise<MadeArchives | undefined> {
  try {
    const lives = await Promise.all(
      MAJORS.map(
        async (major) => [major, JSON.parse(await readFile(join(directory, `life-${major}.json`), 'utf8'))] as const,
      ),
    );
    return { directory, lives: Object.fromEntries(lives) as MadeArchives['lives'] };
  } catch {
    return undefined;
  }
}

async function make(work: string): Promise<void> {
  const made = join(work, 'made');
  await mkdir(made);
  await mkdir(join(work, 's3/archives'), { recursive: true });
  await using server = await startObjectServer(join(work, 's3'));
  await using b319 = await startBarman('3.19', { env: server.env });
  await using b320 = await startBarman('3.20', { env: server.env });
  const barmans = { '3.19': b319, '3.20': b320 };
  await Promise.all(MAJORS.map((major) => makeLife(major, { work, server, barmans })));
  for (const major of MAJORS) await rename(join(work, `s3/archives/pg${major}`), join(made, `pg${major}`));
}

interface Making {
  readonly work: string;
  readonly server: ObjectServer;
  readonly barmans: Readonly<Record<(typeof SERIES)[number], Barman>>;
}

async function makeLife(major: PostgresMajor, { work, server, barmans }: Making): Promise<void> {
  const directory = join(work, `${major}`);
  await mkdir(directory);
  await chmod(directory, 0o755);
  const { endpoint } = server;
  const url = `s3://archives/pg${major}`;
  const { facts, spool } = await liveOn({
    ...{ major, directory, user: serverUser(), binaries: postgresToolsPart(major).directory },
    ...{ segmentSizeBytes: SEGMENT_SIZE_MIB[major] * 1024 * 1024, forked: major === FORKED },
    ...{ firstTimeline: FIRST_TIMELINE, secondTimeline: SECOND_TIMELINE },
    takeBackup: takeBackupWith({ barmans, endpoint, url, directory: join(work, `s3/archives/pg${major}`) }),
  });
  const archive = (codec: WalCodec, name: string, series: string): readonly string[] => [
    ...['--endpoint-url', endpoint, ...(codec === 'none' ? [] : [`--${codec}`])],
    ...[url, walServer(series, codec), join(spool, name)],
  ];
  await Promise.all(
    SERIES.flatMap((series) =>
      WAL_CODECS.map((codec) =>
        barmans[series].mustRun(
          'cloud_walarchive',
          facts.wal.map(({ name }) => archive(codec, name, series)),
        ),
      ),
    ),
  );
  await writeFile(join(work, 'made', `life-${major}.json`), JSON.stringify(facts));
  await rm(directory, { recursive: true });
}

export function walServer(series: string, codec: WalCodec): string {
  return `wal-${series}-${codec}`;
}

/** Names what the archives follow from: this code and the tools. */
async function recipe(): Promise<string> {
  const hash = createHash('sha256');
  const source = resolve(import.meta.dirname, '..');
  const names = ['archives/archive-spec.ts', 'archives/make-archives.ts', 'archives/take-backup.ts'];
  for (const folder of ['barman', 'life'])
    names.push(...(await readdir(join(source, folder))).map((file) => `${folder}/${file}`));
  for (const name of names.sort()) hash.update(await readFile(join(source, name)));
  for (const part of [...SERIES.map(barmanPart), ...MAJORS.map(postgresToolsPart)]) {
    hash.update(await realpath(part.directory));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Archives that another state of the code made, a day ago or earlier. */
async function removeOld(current: string): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith('pgha-archives-') && name !== current);
  for (const name of names) {
    const path = join(tmpdir(), name);
    if ((await stat(path)).mtimeMs < Date.now() - A_DAY_MS) await rm(path, { recursive: true, force: true });
  }
}
