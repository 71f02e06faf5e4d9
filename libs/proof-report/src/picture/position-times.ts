import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { Lsn, TimelineId } from '@postgres-ha/postgres-storage';

/** When the database was at a position. Undefined where nothing on its timeline has a time. */
export type TimeOfPosition = (timeline: TimelineId, position: Lsn) => number | undefined;

interface Anchor {
  readonly timeline: TimelineId;
  readonly position: Lsn;
  readonly at: number;
  /** Nothing was written behind it, as far as is known: what lies behind has the same time. */
  readonly isEnd: boolean;
}

/**
 * Times are known of few positions: where backups end, where a replay ended, where stretches say so. Between two of them it is taken to have been
 * written evenly; that is an estimate, and good enough for a picture.
 */
export function positionTimes(report: ArchiveReport): TimeOfPosition {
  const anchors = anchorsOf(report);
  const begins = firstAndLast(report);
  const lines = new Map<TimelineId, readonly Anchor[]>();
  const lineOf = (timeline: TimelineId): readonly Anchor[] => {
    const known = lines.get(timeline);
    if (known !== undefined) return known;
    const extent = begins.get(timeline);
    const inherited = anchors.filter(
      (each) => each.timeline < timeline && extent !== undefined && each.position <= extent.from,
    );
    const own = anchors.filter((each) => each.timeline === timeline);
    const line = rising([...inherited, ...own]);
    const ended = extent === undefined ? line : withEnd(line, { timeline, to: extent.to, anchors, report });
    lines.set(timeline, ended);
    return ended;
  };
  return (timeline, position) => between(lineOf(timeline), position);
}

function anchorsOf({ backups, moments }: ArchiveReport): readonly Anchor[] {
  return [
    ...backups.flatMap(({ timeline, end, endedAt, verdict }): readonly Anchor[] => [
      ...(timeline === undefined || end === undefined || endedAt === undefined
        ? []
        : [{ timeline, position: end, at: endedAt.getTime(), isEnd: false }]),
      ...(verdict.kind !== 'proven' || verdict.upTo.lastCommitAt === undefined
        ? []
        : [
            {
              timeline: verdict.upTo.timeline,
              position: verdict.upTo.lsn,
              at: verdict.upTo.lastCommitAt.getTime(),
              isEnd: true,
            },
          ]),
    ]),
    ...moments.flatMap(({ timeline, from, fromTime, to, toTime }): readonly Anchor[] => [
      ...(fromTime === undefined ? [] : [{ timeline, position: from, at: fromTime.getTime(), isEnd: false }]),
      ...(toTime === undefined ? [] : [{ timeline, position: to, at: toTime.getTime(), isEnd: true }]),
    ]),
  ];
}

function firstAndLast({ moments }: ArchiveReport): ReadonlyMap<TimelineId, { readonly from: Lsn; readonly to: Lsn }> {
  const extents = new Map<TimelineId, { readonly from: Lsn; readonly to: Lsn }>();
  for (const { timeline, from, to } of moments) {
    const known = extents.get(timeline);
    extents.set(timeline, {
      from: known !== undefined && known.from < from ? known.from : from,
      to: known !== undefined && known.to > to ? known.to : to,
    });
  }
  return extents;
}

/** By position. A clock that went back is not followed: time does not. */
function rising(anchors: readonly Anchor[]): readonly Anchor[] {
  const line: Anchor[] = [];
  for (const anchor of anchors.toSorted((a, b) => Number(a.position - b.position) || a.at - b.at)) {
    if (anchor.at >= (line.at(-1)?.at ?? -Infinity)) line.push(anchor);
  }
  return line;
}

interface Ending {
  readonly timeline: TimelineId;
  readonly to: Lsn;
  readonly anchors: readonly Anchor[];
  readonly report: ArchiveReport;
}

/** What lies behind the last known time was written before the archive was looked at, or before the next timeline went on. */
function withEnd(line: readonly Anchor[], { timeline, to, anchors, report }: Ending): readonly Anchor[] {
  const last = line.at(-1);
  if (last === undefined || last.isEnd || last.position >= to) return line;
  const later = anchors.filter((each) => each.timeline > timeline && each.at >= last.at).map(({ at }) => at);
  const at = Math.min(report.startedAt.getTime(), ...later);
  return at <= last.at ? line : [...line, { timeline, position: to, at, isEnd: true }];
}

function between(line: readonly Anchor[], position: Lsn): number | undefined {
  const index = line.findIndex((each) => each.position >= position);
  const [before, after] = [line[index - 1], line[index]];
  if (after === undefined) return line.at(-1)?.at;
  if (before === undefined || after.position === before.position) return after.at;
  const share = Number(position - before.position) / Number(after.position - before.position);
  return before.at + share * (after.at - before.at);
}
