import type { ArchiveReport, Moments } from '@postgres-ha/backup-proof';
import type { Lsn, TimelineId } from '@postgres-ha/postgres-storage';
import { positionTimes } from './position-times.ts';
import { timeTicks, type Tick } from './time-ticks.ts';

/** Where on the picture a position of a timeline is, 0 to 1. */
export interface Scale {
  readonly kind: 'time' | 'order';
  readonly at: (timeline: TimelineId, position: Lsn) => number;
  readonly timeOf: (timeline: TimelineId, position: Lsn) => Date | undefined;
  /** Of the ends of a stretch, which may know its times itself. */
  readonly edges: (moments: Moments) => { readonly from: number; readonly to: number };
  readonly ticks: (most: number) => readonly Tick[];
  /** When the archive was looked at; undefined where there is no time to draw. */
  readonly now: number | undefined;
}

/** Shorter than this is one point in time, and nothing to draw along. */
const SHORTEST_MS = 1000;

/** By time, where times are known; else in the order of positions, each as far from the next. */
export function scaleOf(report: ArchiveReport): Scale {
  const timeOf = positionTimes(report);
  const edges = edgesOf(report);
  const times = edges.map(([timeline, position]) => timeOf(timeline, position));
  const told = report.moments.flatMap(({ fromTime, toTime }) => [fromTime?.getTime(), toTime?.getTime()]);
  const known = [...times, ...told].filter((each) => each !== undefined);
  const first = Math.min(...known);
  const last = Math.max(...known);
  if (times.includes(undefined) || known.length === 0 || last - first < SHORTEST_MS) return inOrder(edges);
  const end = Math.max(last, report.startedAt.getTime());
  // where nothing was archived for long, the silence is shown, but not more of it than of what there is
  const to = Math.min(end, last + (last - first));
  const share = (at: number): number => (at - first) / (to - first);
  return {
    kind: 'time',
    at: (timeline, position) => share(timeOf(timeline, position) ?? first),
    edges: ({ timeline, from, fromTime, to: until, toTime }) => ({
      from: share(fromTime?.getTime() ?? timeOf(timeline, from) ?? first),
      to: share(toTime?.getTime() ?? timeOf(timeline, until) ?? first),
    }),
    timeOf: (timeline, position) => {
      const at = timeOf(timeline, position);
      return at === undefined ? undefined : new Date(at);
    },
    ticks: (most) => timeTicks({ from: first, to, most }).map(({ at, label }) => ({ at: share(at), label })),
    now: end <= to ? share(end) : undefined,
  };
}

function edgesOf({ moments, backups }: ArchiveReport): readonly (readonly [TimelineId, Lsn])[] {
  return [
    ...moments.flatMap(({ timeline, from, to }) => [[timeline, from] as const, [timeline, to] as const]),
    ...backups.flatMap(({ timeline, end }) =>
      timeline === undefined || end === undefined ? [] : [[timeline, end] as const],
    ),
  ];
}

function inOrder(edges: readonly (readonly [TimelineId, Lsn])[]): Scale {
  const positions = [...new Set(edges.map(([, position]) => position))].sort((a, b) => (a < b ? -1 : 1));
  const ranks = new Map(positions.map((position, rank) => [position, rank]));
  const steps = Math.max(1, positions.length - 1);
  const share = (position: Lsn): number => (positions.length === 1 ? 0.5 : (ranks.get(position) ?? 0) / steps);
  return {
    kind: 'order',
    at: (_, position) => share(position),
    edges: ({ from, to }) => ({ from: share(from), to: share(to) }),
    timeOf: () => undefined,
    ticks: () => [],
    now: undefined,
  };
}
