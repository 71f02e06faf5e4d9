import { parseSegmentName, timelineId } from '@postgres-ha/postgres-storage';
import { expect, test } from 'vitest';
import { exampleArchive, MIB, put, putSegments, segmentKey, type ExampleArchive } from '../example/example-archive.ts';
import { readCatalog } from '../read-catalog.ts';
import { segmentSizeOfArchive } from './segment-size.ts';
import type { WalArchive } from './wal-archive.ts';
import { copyTakenBy, type WalFile } from './wal-object.ts';

const ONE = timelineId(1);

async function walOf({ source }: ExampleArchive): Promise<WalArchive> {
  const server = (await readCatalog(source)).servers[0];
  if (server === undefined) throw new Error('nothing in the archive');
  return server.wal;
}

test.each([1, 16, 64, 1024])(
  'segments follow one another over the end of a log, with segments of %i MiB',
  async (mib) => {
    const archive = exampleArchive({ segmentSizeBytes: mib * MIB });
    const perLog = 4096 / mib;
    putSegments(archive, 1, [perLog - 2, perLog + 1]);
    const wal = (await walOf(archive)).of(mib * MIB);
    expect(wal.runs(ONE)).toEqual([{ first: perLog - 2, last: perLog + 1 }]);
    expect(wal.find({ timeline: ONE, number: perLog })?.name).toBe('000000010000000100000000');
    expect(wal.firstMissing(ONE, perLog - 2, 9999)).toBe(perLog + 2);
  },
);

test('a segment is found by its name and by its number, with all its objects', async () => {
  const archive = exampleArchive();
  putSegments(archive, 1, [7, 9]);
  put(archive, `${segmentKey(archive, 1, 8)}.zst`);
  const wal = await walOf(archive);
  const file = wal.find('000000010000000000000008');
  expect(file?.copies.map(({ object, compression }) => [object.key.slice(-7), compression])).toEqual([
    ['0008.gz', 'gzip'],
    ['008.zst', 'zstd'],
  ]);
  const segment = parseSegmentName('000000010000000000000008', 16 * MIB);
  expect(segment && wal.of(16 * MIB).find(segment)).toEqual(file);
  expect(wal.find('000000010000000000000006')).toBeUndefined();
  expect(wal.find('nonsense')).toBeUndefined();
});

test('the beginning of a segment, an empty object and a plain one of the wrong size are no segment', async () => {
  const archive = exampleArchive();
  putSegments(archive, 1, [1, 1]);
  put(archive, `${segmentKey(archive, 1, 2)}.partial.gz`);
  put(archive, `${segmentKey(archive, 1, 3)}.gz`, { sizeBytes: 0 });
  put(archive, segmentKey(archive, 1, 4), { sizeBytes: 16 * MIB - 1 });
  put(archive, segmentKey(archive, 1, 5), { sizeBytes: 16 * MIB });
  expect((await walOf(archive)).of(16 * MIB).runs(ONE)).toEqual([
    { first: 1, last: 1 },
    { first: 5, last: 5 },
  ]);
});

test.each([
  { endings: ['', '.gz'], newer: '', older: '.gz' },
  { endings: ['.gz', '.zst'], newer: '.gz', older: '.gz' },
  { endings: ['.gz', '.partial.gz'], newer: '.gz', older: '.gz' },
  { endings: ['.snappy', '.partial.snappy'], newer: '.partial.snappy', older: '.partial.snappy' },
  { endings: ['', '.partial'], newer: '', older: '.partial' },
  { endings: ['.zst', '.xz', '.bz2'], newer: '.bz2', older: '.bz2' },
])('of $endings barman takes "$newer", and took "$older" until 3.18', async ({ endings, newer, older }) => {
  const archive = exampleArchive();
  for (const ending of endings) put(archive, `${segmentKey(archive, 1, 8)}${ending}`);
  const file = (await walOf(archive)).find('000000010000000000000008');
  const ending = (fetcher: Parameters<typeof copyTakenBy>[0], of: WalFile | undefined): string | undefined =>
    of && copyTakenBy(fetcher, of).object.key.split('000000010000000000000008')[1];
  expect(ending('barman-3.19', file)).toBe(newer);
  expect(ending('barman-3.18', file)).toBe(older);
});

test('without a backup.info the segment size follows from a plain segment, or from the end of a log', async () => {
  const plain = exampleArchive();
  put(plain, segmentKey(plain, 1, 4), { sizeBytes: 64 * MIB });
  expect(segmentSizeOfArchive(await walOf(plain))).toEqual({ kind: 'inferred', bytes: 64 * MIB });
  const over = exampleArchive({ segmentSizeBytes: 32 * MIB });
  putSegments(over, 1, [120, 130]);
  expect(segmentSizeOfArchive(await walOf(over))).toEqual({ kind: 'inferred', bytes: 32 * MIB });
});

test('where objects leave several segment sizes, nobody guesses', async () => {
  const archive = exampleArchive();
  putSegments(archive, 1, [4, 9]);
  expect(segmentSizeOfArchive(await walOf(archive))).toMatchObject({ kind: 'unknown' });
  put(archive, segmentKey(archive, 1, 10), { sizeBytes: 16 * MIB });
  put(archive, segmentKey(archive, 1, 11), { sizeBytes: 32 * MIB });
  expect(segmentSizeOfArchive(await walOf(archive))).toMatchObject({ kind: 'unknown' });
});
