import { exampleArchive, MIB, put, putBackup, putHistory, segmentKey, type ExampleArchive } from './example-archive.ts';

/** What happens to a cluster. Positions count quarters of a segment. */
export type WorldEvent =
  | { readonly kind: 'write'; readonly quarters: number }
  /** Of a standby, where the cluster is now. */
  | { readonly kind: 'promote'; readonly keepsPartial: boolean }
  /** A point-in-time restore: a new timeline from somewhere in the past. `at` is a part of the way, 0 to 1. */
  | { readonly kind: 'rewind'; readonly timeline: number; readonly at: number }
  | { readonly kind: 'backup'; readonly quarters: number };

export interface WorldTimeline {
  readonly id: number;
  readonly parent?: { readonly timeline: number; readonly at: number };
  /** First position, and the first that was never written. */
  readonly begin: number;
  readonly end: number;
}

export interface WorldBackup {
  readonly id: string;
  readonly timeline: number;
  readonly begin: number;
  readonly end: number;
}

/** A cluster that lived, and its archive. */
export interface World {
  readonly timelines: readonly WorldTimeline[];
  readonly backups: readonly WorldBackup[];
  readonly archive: ExampleArchive;
  readonly now: Date;
}

export const SEGMENT_BYTES: number = MIB;
export const QUARTERS = 4;
const QUARTER_BYTES = BigInt(SEGMENT_BYTES / QUARTERS);
const MINUTE_MS = 60_000;

export function positionOf(quarter: number): bigint {
  return BigInt(quarter) * QUARTER_BYTES;
}

/** Lives through the events and archives everything that a cluster would. */
export function livedWorld(events: readonly WorldEvent[]): World {
  const archive = exampleArchive({ segmentSizeBytes: SEGMENT_BYTES });
  const timelines: { id: number; parent?: { timeline: number; at: number }; begin: number; end: number }[] = [
    { id: 1, begin: 0, end: QUARTERS },
  ];
  const backups: WorldBackup[] = [];
  let active = 1;
  let clockMs = Date.UTC(2026, 0, 1);
  const tick = (): Date => new Date((clockMs += MINUTE_MS));
  const at = (id: number): { begin: number; end: number } => timelines[id - 1] ?? { begin: 0, end: 0 };
  const write = (quarters: number): void => {
    const line = at(active);
    const first = Math.max(Math.floor(line.begin / QUARTERS), Math.floor(line.end / QUARTERS));
    line.end += quarters;
    for (let number = first; number < Math.floor(line.end / QUARTERS); number += 1) {
      put(archive, `${segmentKey(archive, active, number)}.gz`, { at: tick() });
    }
  };
  const branch = (timeline: number, position: number): void => {
    const id = timelines.length + 1;
    timelines.push({ id, parent: { timeline, at: position }, begin: position, end: position });
    putHistory(
      archive,
      id,
      ancestorsOf(timelines, id).map((each) => [each.timeline, positionOf(each.at)]),
      { at: tick() },
    );
    active = id;
  };
  for (const event of events) {
    switch (event.kind) {
      case 'write':
        write(event.quarters);
        break;
      case 'promote': {
        const { end } = at(active);
        const number = Math.floor(end / QUARTERS);
        if (event.keepsPartial && end % QUARTERS > 0)
          put(archive, `${segmentKey(archive, active, number)}.partial.gz`, { at: tick() });
        branch(active, end);
        break;
      }
      case 'rewind': {
        const from = timelines[event.timeline % timelines.length] ?? { id: 1, begin: 0, end: 0 };
        branch(from.id, from.begin + Math.floor((from.end - from.begin) * event.at));
        break;
      }
      case 'backup': {
        const beginTime = tick();
        const id = beginTime.toISOString().slice(0, 19).replace(/[-:]/g, '');
        const begin = at(active).end;
        write(event.quarters);
        const end = at(active).end;
        backups.push({ id, timeline: active, begin, end });
        putBackup(archive, {
          id,
          timeline: active,
          begin: positionOf(begin),
          end: positionOf(end),
          beginTime,
          endTime: tick(),
        });
        // barman switches to a new segment, so that the last one is archived.
        write(QUARTERS - (end % QUARTERS));
        break;
      }
    }
  }
  return { timelines, backups, archive, now: new Date(clockMs + 24 * 60 * MINUTE_MS) };
}

/** From the oldest to the parent: each with the position at which the next began. */
export function ancestorsOf(
  timelines: readonly WorldTimeline[],
  id: number,
): readonly { readonly timeline: number; readonly at: number }[] {
  const parent = timelines[id - 1]?.parent;
  return parent === undefined ? [] : [...ancestorsOf(timelines, parent.timeline), parent];
}
