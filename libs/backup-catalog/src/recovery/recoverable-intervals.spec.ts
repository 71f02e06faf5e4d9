import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bruteForceReach } from '../example/brute-force.ts';
import { segmentKey } from '../example/example-archive.ts';
import { livedWorld, positionOf, type World, type WorldEvent } from '../example/example-world.ts';
import type { ArchivedObject } from '../archived-object.ts';
import { readCatalog } from '../read-catalog.ts';
import { catalogFindings } from '../findings/catalog-findings.ts';
import type { ServerCatalogue } from '../catalogue.ts';
import { recoverableIntervals } from './recoverable-intervals.ts';
import { timelineAt } from '../timelines/timeline-path.ts';
import type { RecoverableInterval } from './recoverable-interval.ts';

const write = fc.record({ kind: fc.constant('write' as const), quarters: fc.integer({ min: 1, max: 12 }) });
const promote = fc.record({ kind: fc.constant('promote' as const), keepsPartial: fc.boolean() });
const backup = fc.record({ kind: fc.constant('backup' as const), quarters: fc.integer({ min: 1, max: 10 }) });
const rewind = fc.record({
  kind: fc.constant('rewind' as const),
  timeline: fc.nat({ max: 5 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
});
const life: fc.Arbitrary<WorldEvent[]> = fc.array(fc.oneof(write, promote, backup, rewind), {
  minLength: 1,
  maxLength: 14,
});
const lifeWithoutRewind: fc.Arbitrary<WorldEvent[]> = fc.array(fc.oneof(write, promote, backup), {
  minLength: 1,
  maxLength: 14,
});

async function catalogued({ archive }: World): Promise<ServerCatalogue | undefined> {
  return (await readCatalog(archive.source)).servers[0];
}

function lose({ archive }: World, picks: readonly number[]): void {
  for (const pick of picks) {
    const keys = [...archive.objects.keys()].filter((key) => key.includes('/wals/'));
    const key = keys[pick % keys.length];
    if (key !== undefined) archive.objects.delete(key);
  }
}

function intervalsOf(server: ServerCatalogue): readonly RecoverableInterval[] {
  return recoverableIntervals(server).backups.flatMap((each) => (each.kind === 'recoverable' ? each.intervals : []));
}

test('an interval reaches exactly as far as PostgreSQL would replay, from every backup along every timeline, whatever is lost', async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.array(fc.nat(), { maxLength: 5 }), async (events, picks) => {
      const world = livedWorld(events);
      lose(world, picks);
      const server = await catalogued(world);
      if (server === undefined) return;
      const found = new Map(intervalsOf(server).map((each) => [`${each.backupId} ${each.timeline}`, each.to]));
      for (const backup of world.backups) {
        const targets = [backup.timeline, ...[...server.histories.keys()].filter((id) => id > backup.timeline)];
        for (const target of targets) {
          const reach = bruteForceReach(world, backup, target);
          const expected = reach === undefined || reach < backup.end ? undefined : positionOf(reach);
          expect(found.get(`${backup.id} ${target}`), `backup ${backup.id} on ${backup.timeline} to ${target}`).toBe(
            expected,
          );
        }
      }
    }),
    { numRuns: 250 },
  );
});

test('a moment is called recoverable exactly when replay from some backup passes it, and lost otherwise', async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.array(fc.nat(), { maxLength: 5 }), async (events, picks) => {
      const world = livedWorld(events);
      lose(world, picks);
      const server = await catalogued(world);
      if (server === undefined) return;
      const intervals = intervalsOf(server);
      for (const { timeline, extent, recoverable, lost } of recoverableIntervals(server).timelines) {
        for (let quarter = 0; positionOf(quarter) < extent.to; quarter += 1) {
          const position = positionOf(quarter) as typeof extent.from;
          const leading = intervals
            .filter(
              ({ from, to, path }) => from <= position && position < to && timelineAt(path, position) === timeline,
            )
            .map(({ backupId }) => backupId);
          const range = recoverable.find(({ from, to }) => from <= position && position < to);
          expect(range?.backupIds ?? []).toEqual([...new Set(leading)]);
          const isLost = lost.some(({ from, to }) => from <= position && position < to);
          expect(isLost).toBe(position >= extent.from && leading.length === 0);
        }
      }
    }),
    { numRuns: 80 },
  );
});

test('an archive of a cluster that lived through backups and promotions is not accused of anything', async () => {
  await fc.assert(
    fc.asyncProperty(lifeWithoutRewind, async (events) => {
      const world = livedWorld([...events, { kind: 'backup', quarters: 2 }]);
      const server = await catalogued(world);
      expect(server).toBeDefined();
      if (server === undefined) return;
      expect(catalogFindings(server, { now: world.now }).filter(({ weight }) => weight !== 'notice')).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('taking away any one segment that an interval needs shortens it, and the segment is named', async () => {
  await fc.assert(
    fc.asyncProperty(lifeWithoutRewind, fc.nat(), fc.nat(), async (events, which, where) => {
      const world = livedWorld([...events, { kind: 'backup', quarters: 5 }, { kind: 'write', quarters: 8 }]);
      const server = await catalogued(world);
      const before = server === undefined ? [] : intervalsOf(server);
      const interval = before[which % before.length];
      const backup = world.backups.find(({ id }) => id === interval?.backupId);
      if (interval === undefined || backup === undefined) throw new Error('the last backup is recoverable');
      const first = Math.floor(backup.begin / 4);
      const number = first + (where % (interval.lastSegment.number - first + 1));
      const position = (BigInt(number + 1) * BigInt(interval.segmentSizeBytes) - 1n) as RecoverableInterval['from'];
      const { lastSegment, path } = interval;
      const timeline = number === lastSegment.number ? lastSegment.timeline : timelineAt(path, position);
      const key = segmentKey(world.archive, timeline, number);
      expect(world.archive.objects.delete(`${key}.gz`)).toBe(true);
      const after = await catalogued(world);
      if (after === undefined) throw new Error('the backup is still there');
      const shortened = intervalsOf(after).find(
        (each) => each.backupId === interval.backupId && each.timeline === interval.timeline,
      );
      expect(shortened === undefined || shortened.to < interval.to).toBe(true);
      const isLast = number === interval.lastSegment.number && number * 4 >= backup.end;
      const name = key.slice(-24);
      const named = catalogFindings(after, { now: world.now }).some(
        ({ place, found, weight }) => weight === 'damaged' && `${place ?? ''} ${found}`.includes(name),
      );
      expect(named || isLast).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('neither the order of the LIST nor an object that does not belong there changes anything', async () => {
  await fc.assert(
    fc.asyncProperty(
      life,
      fc.array(fc.nat(), { maxLength: 3 }),
      fc.infiniteStream(fc.nat()),
      async (events, picks, random) => {
        const world = livedWorld(events);
        lose(world, picks);
        const { source } = world.archive;
        const shuffled = async function* (prefix: string) {
          const keyed: { readonly object: ArchivedObject; readonly rank: number }[] = [];
          for await (const object of source.list(prefix)) keyed.push({ object, rank: Number(random.next().value) });
          yield* keyed.sort((a, b) => a.rank - b.rank).map(({ object }) => object);
        };
        const stray = { key: 'pg/notes/readme.txt', sizeBytes: 1, lastModified: new Date(0), etag: 'x' };
        const listWithStray = async function* (prefix: string) {
          yield* shuffled(prefix);
          if (stray.key.startsWith(prefix)) yield stray;
        };
        const [straight] = (await readCatalog(source)).servers;
        const [other] = (await readCatalog({ ...source, list: listWithStray })).servers;
        expect(other === undefined).toBe(straight === undefined);
        if (straight === undefined || other === undefined) return;
        expect(recoverableIntervals(other)).toEqual(recoverableIntervals(straight));
        expect(catalogFindings(other, { now: world.now })).toEqual(catalogFindings(straight, { now: world.now }));
      },
    ),
    { numRuns: 100 },
  );
});
