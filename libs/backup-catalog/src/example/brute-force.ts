import { segmentKey } from './example-archive.ts';
import { ancestorsOf, QUARTERS, type World, type WorldBackup } from './example-world.ts';

/**
 * What PostgreSQL would do, quarter by quarter, with the true content of every file; knows nothing of the code it judges.
 * Gives the first position that is not replayed as it was on the way to the timeline, or undefined if it refuses to begin.
 * @see PostgreSQL 18 `xlogrecovery.c`, `XLogFileReadAnyTLI`
 */
export function bruteForceReach(world: World, backup: WorldBackup, target: number): number | undefined {
  const way = wayTo(world, target);
  if (ownerIn(way, backup.begin) !== backup.timeline || ownerIn(way, backup.end - 1) !== backup.timeline)
    return undefined;
  for (let position = backup.begin; ; position += 1) {
    const number = Math.floor(position / QUARTERS);
    const file = way
      .toReversed()
      .find(({ timeline, begin }) => number >= Math.floor(begin / QUARTERS) && isThere(world, timeline, number));
    if (file === undefined) return position;
    if (trueOwner(world, file.timeline, position) !== ownerIn(way, position)) return position;
  }
}

interface Stretch {
  readonly timeline: number;
  readonly begin: number;
}

/** As the history tells; without one the timeline has no ancestors. */
function wayTo({ timelines, archive }: World, target: number): readonly Stretch[] {
  const isTold = archive.objects.has(
    `${archive.prefix}wals/${target.toString(16).toUpperCase().padStart(8, '0')}.history`,
  );
  if (target === 1 || !isTold) return [{ timeline: target, begin: 0 }];
  const ancestors = ancestorsOf(timelines, target);
  return [...ancestors.map(({ timeline }) => timeline), target].map((timeline, index) => ({
    timeline,
    begin: ancestors[index - 1]?.at ?? 0,
  }));
}

function ownerIn(way: readonly Stretch[], position: number): number | undefined {
  return way.findLast(({ begin }) => begin <= position)?.timeline;
}

/** Whose bytes a file of a timeline has at a position: it begins with a copy of what came before. */
function trueOwner({ timelines }: World, timeline: number, position: number): number {
  return ancestorsOf(timelines, timeline).find(({ at }) => position < at)?.timeline ?? timeline;
}

function isThere({ archive }: World, timeline: number, number: number): boolean {
  return archive.objects.has(`${segmentKey(archive, timeline, number)}.gz`);
}
