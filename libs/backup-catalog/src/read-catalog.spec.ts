import { timelineId } from '@postgres-ha/postgres-storage';
import { expect, test } from 'vitest';
import type { ArchivedObject } from './archived-object.ts';
import type { ArchiveSource } from './archive-ports.ts';
import type { ServerCatalogue } from './catalogue.ts';
import {
  exampleArchive,
  exampleBackupInfo,
  MIB,
  put,
  putBackup,
  putHistory,
  putSegments,
  segmentKey,
  type ExampleArchive,
  type ExampleBackup,
} from './example/example-archive.ts';
import { catalogFindings } from './findings/catalog-findings.ts';
import { readCatalog, type ReadCatalogOptions } from './read-catalog.ts';
import { recoverableIntervals } from './recovery/recoverable-intervals.ts';

const SEGMENT = BigInt(16 * MIB);
const BACKUP: ExampleBackup = {
  id: '20260801T020000',
  timeline: 1,
  begin: 5n * SEGMENT + 40n,
  end: 7n * SEGMENT + 336n,
  beginTime: new Date('2026-08-01T02:00:00Z'),
  endTime: new Date('2026-08-01T02:05:00Z'),
};
const NOW = new Date('2026-08-02T02:00:00Z');
const FOLDER = 'pg/base/20260801T020000/';

function healthy(): ExampleArchive {
  const archive = exampleArchive();
  putBackup(archive, BACKUP);
  putSegments(archive, 1, [5, 9]);
  return archive;
}

async function serverOf(source: ArchiveSource, options?: ReadCatalogOptions): Promise<ServerCatalogue> {
  const server = (await readCatalog(source, options)).servers[0];
  if (server === undefined) throw new Error('nothing in the archive');
  return server;
}

/** Says what a LIST yielded before anything else happens to the archive. */
function listing({ source }: ExampleArchive, meanwhile: (key: string) => void): ArchiveSource {
  return {
    ...source,
    list: async function* (prefix, signal) {
      for await (const object of source.list(prefix, signal)) {
        yield object;
        if (prefix === '') meanwhile(object.key);
      }
    },
  };
}

function weights(server: ServerCatalogue): readonly string[] {
  return catalogFindings(server, { now: NOW })
    .filter(({ weight }) => weight !== 'notice')
    .map(({ id, weight }) => `${id}: ${weight}`);
}

test('a catalogue has backups, archives, segments, histories and labels of a server', async () => {
  const archive = healthy();
  putHistory(archive, 2, [[1, 9n * SEGMENT]]);
  put(archive, `${FOLDER}data_0001.tar.gz`, { at: BACKUP.beginTime });
  put(archive, `${FOLDER}annotations/keep`, { text: 'standalone' });
  put(archive, `${segmentKey(archive, 1, 5)}.00000028.backup.gz`);
  const server = await serverOf(archive.source);
  expect(server).toMatchObject({
    serverName: 'pg',
    prefix: 'pg/',
    objectCount: 11,
    wal: { objectCount: 5, timelines: [1] },
  });
  expect(server.backups).toMatchObject([
    {
      id: BACKUP.id,
      info: { kind: 'read', info: { status: 'DONE' } },
      archives: [
        { origin: { kind: 'data' }, part: 0, compression: 'gzip' },
        { origin: { kind: 'data' }, part: 1, compression: 'gzip' },
      ],
      keep: { kind: 'kept', target: 'standalone' },
    },
  ]);
  expect(server.labels).toMatchObject([{ segmentName: '000000010000000000000005', offsetBytes: 40 }]);
  expect(server.histories.get(timelineId(2))).toMatchObject({
    look: { kind: 'read', history: { ancestors: [{ timeline: 1 }] } },
  });
});

test('several servers below one destination are told apart, and one can be asked for', async () => {
  const archive = exampleArchive({ serverName: 'dbs/pg-a' });
  putBackup(archive, BACKUP);
  const { objects } = archive;
  putSegments({ ...archive, prefix: 'dbs/pg-b/' }, 1, [1, 3]);
  put(archive, 'dbs/notes.txt');
  const catalogue = await readCatalog(archive.source, { destination: '/dbs/' });
  expect(catalogue.servers.map(({ serverName, prefix, objectCount }) => [serverName, prefix, objectCount])).toEqual([
    ['pg-a', 'dbs/pg-a/', 2],
    ['pg-b', 'dbs/pg-b/', 3],
  ]);
  expect(catalogue.strays.map(({ key }) => key)).toEqual(['dbs/notes.txt']);
  expect(catalogue.objectCount).toBe(objects.size);
  const one = await readCatalog(archive.source, { destination: 'dbs', serverName: 'pg-b' });
  expect(one.servers.map(({ serverName }) => serverName)).toEqual(['pg-b']);
});

test('nothing is read but backup.info, keep marks and histories', async () => {
  const archive = healthy();
  put(archive, `${FOLDER}annotations/keep`, { text: 'full' });
  putHistory(archive, 2, [[1, 9n * SEGMENT]]);
  const read: string[] = [];
  const { source } = archive;
  await readCatalog({ ...source, readText: async (object) => (read.push(object.key), source.readText(object)) });
  expect(read.sort()).toEqual([
    'pg/base/20260801T020000/annotations/keep',
    `${FOLDER}backup.info`,
    'pg/wals/00000002.history',
  ]);
});

test('a look that fails is unknown, and no finding against the archive', async () => {
  const archive = healthy();
  putHistory(archive, 2, [[1, 9n * SEGMENT]]);
  const server = await serverOf({
    ...archive.source,
    readText: async () => Promise.reject(new Error('503 Slow Down')),
  });
  expect(server.backups[0]?.info).toMatchObject({ kind: 'unreadable', because: '503 Slow Down' });
  expect(recoverableIntervals(server).backups[0]?.kind).toBe('unknown');
  expect(weights(server)).toEqual([
    'backup-info-unreadable: unknown',
    'no-backup: unknown',
    'segment-size-unknown: unknown',
    'history-unreadable: unknown',
  ]);
});

test('bytes that cannot be decoded are a finding against the object', async () => {
  const archive = healthy();
  const server = await serverOf({
    ...archive.source,
    readText: async () => Promise.resolve({ kind: 'damaged', problem: 'no gzip' }),
  });
  expect(server.backups[0]?.info).toMatchObject({ kind: 'damaged', problem: 'no gzip' });
});

test('a LIST that fails gives no catalogue', async () => {
  const { source } = healthy();
  // eslint-disable-next-line require-yield -- it fails before its first object
  const list = async function* (): AsyncGenerator<ArchivedObject> {
    await Promise.resolve();
    throw new Error('403 Forbidden');
  };
  await expect(readCatalog({ ...source, list })).rejects.toThrow('403 Forbidden');
});

test('an abort ends the reading', async () => {
  const { source } = healthy();
  const controller = new AbortController();
  const readText = async (): Promise<string> => {
    controller.abort();
    return Promise.reject(new Error('aborted'));
  };
  await expect(readCatalog({ ...source, readText }, { signal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('a backup that retention takes away under our eyes is none', async () => {
  const archive = healthy();
  const source = listing(archive, (key) => {
    if (key.endsWith('backup.info'))
      for (const each of [...archive.objects.keys()]) if (each.startsWith(FOLDER)) archive.objects.delete(each);
  });
  expect((await serverOf(source)).backups).toEqual([]);
});

test('a backup that goes with its segments while they are listed is none', async () => {
  const archive = healthy();
  const source = listing(archive, (key) => {
    if (!key.endsWith('data.tar.gz')) return;
    archive.objects.delete(`${segmentKey(archive, 1, 5)}.gz`);
  });
  const late: ArchiveSource = {
    ...source,
    readText: async (object) => {
      const text = await source.readText(object);
      for (const each of [...archive.objects.keys()]) if (each.startsWith(FOLDER)) archive.objects.delete(each);
      return text;
    },
  };
  expect((await serverOf(late)).backups).toEqual([]);
});

test('a backup half of which went away between two looks is unknown, not damaged', async () => {
  const archive = healthy();
  const source = listing(archive, (key) => {
    if (key.endsWith('data.tar.gz')) archive.objects.delete(`${segmentKey(archive, 1, 6)}.gz`);
  });
  const late: ArchiveSource = {
    ...source,
    readText: async (object) => {
      const text = await source.readText(object);
      archive.objects.delete(`${FOLDER}data.tar.gz`);
      return text;
    },
  };
  const server = await serverOf(late);
  expect(server.backups[0]?.isVanishing).toBe(true);
  expect(weights(server)).toEqual(['backup-vanishing: unknown', 'wal-missing-in-backup: unknown']);
});

test('a backup that finished while the archive was listed is whole', async () => {
  const archive = healthy();
  const infoKey = `${FOLDER}backup.info`;
  const done = archive.objects.get(infoKey);
  const data = archive.objects.get(`${FOLDER}data.tar.gz`);
  const lastKey = `${segmentKey(archive, 1, 7)}.gz`;
  const last = archive.objects.get(lastKey);
  if (done === undefined || data === undefined || last === undefined) throw new Error('the example has them');
  const started = exampleBackupInfo(
    { ...BACKUP, fields: { status: 'STARTED', end_xlog: 'None', end_wal: 'None', end_time: 'None' } },
    16 * MIB,
  );
  put(archive, infoKey, { text: started, at: BACKUP.beginTime });
  archive.objects.delete(data.key);
  archive.objects.delete(lastKey);
  const { source } = archive;
  const finishing: ArchiveSource = {
    ...source,
    readText: async (object) => {
      for (const each of [done, data, last]) archive.objects.set(each.key, each);
      return source.readText(object);
    },
  };
  const server = await serverOf(finishing);
  expect(server.backups[0]?.archives).toHaveLength(1);
  expect(recoverableIntervals(server).backups[0]?.kind).toBe('recoverable');
  expect(weights(server)).toEqual([]);
});

test('a segment that arrives after the LIST has passed its place is there', async () => {
  const archive = healthy();
  const key = `${segmentKey(archive, 1, 8)}.gz`;
  archive.objects.delete(key);
  const source = listing(archive, (listed) => {
    if (listed.endsWith('09.gz')) put(archive, key);
  });
  expect(weights(await serverOf(source))).toEqual([]);
});

test('a history that arrives after the LIST has passed its place is there', async () => {
  const archive = healthy();
  putSegments(archive, 2, [9, 10]);
  const source = listing(archive, (listed) => {
    if (listed.endsWith('09.gz')) putHistory(archive, 2, [[1, 9n * SEGMENT + 500n]]);
  });
  expect((await serverOf(source)).histories.has(timelineId(2))).toBe(true);
});

test('a backup.info that was written again while it was read is read again', async () => {
  const archive = healthy();
  const { source } = archive;
  let isFirst = true;
  const changing: ArchiveSource = {
    ...source,
    readText: async (object) => {
      if (!isFirst) return source.readText(object);
      isFirst = false;
      put(archive, object.key, {
        text: exampleBackupInfo({ ...BACKUP, fields: { backup_name: 'again' } }, 16 * MIB),
        at: NOW,
      });
      throw new Error('412 Precondition Failed');
    },
  };
  expect((await serverOf(changing)).backups[0]?.info).toMatchObject({ kind: 'read', info: { backupName: 'again' } });
});

test('what is really missing is listed twice at most, and stays missing', async () => {
  const archive = healthy();
  archive.objects.delete(`${segmentKey(archive, 1, 6)}.gz`);
  const listed: string[] = [];
  const { source } = archive;
  const server = await serverOf({
    ...source,
    list: (prefix, signal) => (listed.push(prefix), source.list(prefix, signal)),
  });
  expect(listed).toEqual(['', FOLDER, 'pg/wals/0000000100000000/']);
  expect(weights(server)).toEqual(['wal-missing-in-backup: damaged']);
});
