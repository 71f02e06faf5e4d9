import { startPostgres, startStandby, takeBaseBackup } from '@postgres-ha/local-stack';
import { openDirectoryStore, openS3Store, secret, type WritableObjectStore } from '@postgres-ha/object-store';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startObjectServer, type ObjectServer } from '../archives/object-server.ts';
import { filesBelow } from '../archives/open-archive.ts';

/** A small archive without a fault, in a bucket: two timelines, a backup on each, a tablespace. */
export interface GoodArchive extends AsyncDisposable {
  readonly endpoint: string;
  readonly bucket: string;
  /** For AWS SDKs: credentials that may do everything. */
  readonly env: ObjectServer['env'];
  readonly serverName: string;
  /** Before the promotion. */
  readonly first: string;
  /** After it. */
  readonly last: string;
  /** Of all objects, in order. */
  readonly keys: readonly string[];
  /** To write with, past whoever watches the verifier. */
  readonly store: WritableObjectStore;
  /** What those who only read have tried to write. */
  readonly writes: string[];
  /** Of every object its bytes, size and time. */
  readonly fingerprints: () => Promise<ReadonlyMap<string, string>>;
}

const BUCKET = 'archives';
export const SEGMENT_BYTES: number = 1024 * 1024;
const SERVER = 'orders';

/** The archive, uploaded anew to a server of its own. */
export async function makeGoodArchive(): Promise<GoodArchive> {
  await using resources = new AsyncDisposableStack();
  const { files, first, last } = await liveOnce();
  const directory = await mkdtemp(join(tmpdir(), 'pgha-good-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const [objects, accounts] = [join(directory, 'buckets', BUCKET), join(directory, 'accounts')];
  await mkdir(objects, { recursive: true });
  await mkdir(accounts);
  const server = resources.use(await startObjectServer(dirname(objects), { accounts }));
  const { endpoint, env } = server;
  const store = resources.use(
    openS3Store({
      bucket: BUCKET,
      endpoint,
      credentials: {
        kind: 'explicit',
        accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: secret(env['AWS_SECRET_ACCESS_KEY'] ?? ''),
      },
    }),
  );
  const keys = (await filesBelow(files)).toSorted();
  for (const key of keys) await store.put(key, await readFile(join(files, key)));
  const owned = resources.move();
  return {
    ...{ endpoint, bucket: BUCKET, env, serverName: SERVER, first, last, keys, store, writes: [] },
    fingerprints: () => fingerprintsOf(objects),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Life {
  /** Holds the objects as files, under their keys. Nobody writes to it. */
  readonly files: string;
  readonly first: string;
  readonly last: string;
}

/** The cluster lives at most once for one state of this file: later calls, of other processes too, find what it left in the directory for temporary files. */
async function liveOnce(): Promise<Life> {
  const recipe = createHash('sha256').update(await readFile(import.meta.filename));
  const place = join(tmpdir(), `pgha-life-${recipe.digest('hex').slice(0, 12)}`);
  const made = await lifeIn(place);
  if (made !== undefined) return made;
  const work = await mkdtemp(join(tmpdir(), 'pgha-living-'));
  try {
    await mkdir(join(work, 'files'));
    await using store = openDirectoryStore({ directory: join(work, 'files') });
    await writeFile(join(work, 'life.json'), JSON.stringify(await liveOn(store)));
    await rename(work, place).catch(async (cause: unknown) => {
      // another process was first
      if ((await lifeIn(place)) === undefined) throw cause;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const life = await lifeIn(place);
  if (life === undefined) throw new Error(`${place} was made and is not whole`);
  return life;
}

async function lifeIn(place: string): Promise<Life | undefined> {
  const text = await readFile(join(place, 'life.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { files: join(place, 'files'), ...(JSON.parse(text) as Omit<Life, 'files'>) };
}

/** A cluster that is backed up, loses its primary, and is backed up again. */
async function liveOn(store: WritableObjectStore): Promise<{ readonly first: string; readonly last: string }> {
  const archive = { store, serverName: SERVER } as const;
  await using primary = await startPostgres({
    major: 17,
    segmentSizeBytes: SEGMENT_BYTES,
    tablespaces: ['fast'],
    archive,
  });
  await primary.query('CREATE TABLE sold TABLESPACE fast AS SELECT n FROM generate_series(1, 1000) AS n');
  const { id: first } = await takeBaseBackup(primary, archive);
  await primary.query('INSERT INTO sold SELECT n FROM generate_series(1001, 1500) AS n');
  await primary.switchWal();
  await using standby = await startStandby(primary, { archive });
  await primary.query('INSERT INTO sold SELECT n FROM generate_series(1501, 2000) AS n');
  await primary.switchWal();
  await primary.stop('fast');
  await standby.promote();
  await standby.archived('00000002.history');
  await standby.query('INSERT INTO sold SELECT n FROM generate_series(2001, 2500) AS n');
  const { id: last } = await takeBaseBackup(standby, archive);
  await standby.query('INSERT INTO sold SELECT n FROM generate_series(2501, 3000) AS n');
  await standby.switchWal();
  await standby.query('INSERT INTO sold SELECT n FROM generate_series(3001, 3500) AS n');
  await standby.switchWal();
  return { first, last };
}

async function fingerprintsOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of (await filesBelow(directory)).toSorted()) {
    const path = join(directory, file);
    const { size, mtimeMs } = await stat(path);
    const sum = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    found.set(file, `${size} bytes of ${mtimeMs}, ${sum}`);
  }
  return found;
}
