import {
  formatLsn,
  formatTimelineId,
  segmentStart,
  timelineId,
  type TimelineHistory,
  type TimelineId,
} from '@postgres-ha/postgres-storage';
import type { HistoryFile, ServerCatalogue } from '../catalogue.ts';
import { backupSpan, type BackupSpan } from '../recovery/backup-span.ts';
import { segmentSizeOfServer } from '../recovery/recoverable-intervals.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';

/** Whether the histories lead from every backup to the newest timeline, and agree with one another and with the segments. */
export function timelineFindings(judged: JudgedServer): readonly CatalogFinding[] {
  const { server } = judged;
  return [
    ...[...server.histories.values()].flatMap((file) => historyState(file, judged)),
    ...missingHistories(judged),
    ...unreachable(judged),
    ...offLatest(judged),
    ...withoutWal(judged),
  ];
}

function historyState(file: HistoryFile, judged: JudgedServer): readonly CatalogFinding[] {
  const { server } = judged;
  const { look, object, contradictedBy } = file;
  const about = { object: object.key, expected: `the history of timeline ${file.timeline}` };
  const copies = contradictedBy.map((copy) =>
    catalogFinding(server, 'history-contradicts', {
      ...about,
      weight: 'damaged',
      found: `another text in ${copy.key}`,
    }),
  );
  switch (look.kind) {
    case 'unreadable':
      return [
        ...copies,
        catalogFinding(server, 'history-unreadable', { ...about, weight: 'unknown', found: look.because }),
      ];
    case 'damaged':
    case 'malformed':
      return [
        ...copies,
        catalogFinding(server, 'history-malformed', { ...about, weight: 'damaged', found: look.problem }),
      ];
    case 'read':
      return [...copies, ...againstOthers(file, look.history, judged), ...againstSegments(file, look.history, judged)];
  }
}

/** Where it tells the past of an ancestor otherwise than the ancestor's own history does. */
function againstOthers(
  { object }: HistoryFile,
  history: TimelineHistory,
  { server }: JudgedServer,
): readonly CatalogFinding[] {
  return history.ancestors.flatMap(({ timeline }, index) => {
    const other = server.histories.get(timeline);
    if (other?.look.kind !== 'read') return [];
    const told = pastText({ timeline, ancestors: history.ancestors.slice(0, index) });
    const own = pastText(other.look.history);
    if (told === own) return [];
    return [
      catalogFinding(server, 'history-contradicts', {
        weight: 'damaged',
        object: object.key,
        place: `past of timeline ${timeline}`,
        found: told,
        expected: `${own}, as ${other.object.key} tells`,
      }),
    ];
  });
}

function pastText({ timeline, ancestors }: TimelineHistory): string {
  return [...ancestors.map((each) => `${each.timeline} to ${formatLsn(each.switchPoint)}`), `${timeline}`].join(', ');
}

/** Where its timeline has segments from before it began. */
function againstSegments(
  { object, timeline }: HistoryFile,
  { ancestors }: TimelineHistory,
  { server }: JudgedServer,
): readonly CatalogFinding[] {
  const size = segmentSizeOfServer(server);
  const begin = ancestors.at(-1)?.switchPoint;
  if (size.kind === 'unknown' || begin === undefined) return [];
  const wal = server.wal.of(size.bytes);
  const number = Number(begin / BigInt(size.bytes));
  const oldest = wal.runs(timeline)[0]?.first ?? number;
  if (oldest >= number) return [];
  return [
    catalogFinding(server, 'history-contradicts', {
      weight: 'damaged',
      object: object.key,
      place: `begin of timeline ${timeline}`,
      found: `${formatLsn(begin)}, and older segments of it, from ${wal.find({ timeline, number: oldest })?.name ?? ''} on`,
      expected: 'no segment from before its timeline began',
    }),
  ];
}

/** Timelines that must have had a history: those with segments, ancestors, and those between. */
function missingHistories(judged: JudgedServer): readonly CatalogFinding[] {
  const { server } = judged;
  const named = [...server.histories.values()].flatMap(({ look }) =>
    look.kind === 'read' ? look.history.ancestors.map(({ timeline }) => timeline) : [],
  );
  const known = [...server.wal.timelines, ...server.histories.keys(), ...named];
  const missing = gapsBelow(known).filter((timeline) => !server.histories.has(timeline));
  const spans = spansOf(server);
  return missing.map((timeline) => {
    const cut = spans.filter(({ beginTimeline }) => beginTimeline < timeline);
    const why =
      cut.length === 0
        ? 'no backup needs it'
        : `backups from ${cut[0]?.backupId ?? ''} to ${cut.at(-1)?.backupId ?? ''} get no further than timeline ${timeline - 1}`;
    return catalogFinding(server, 'history-missing', {
      weight: cut.length > 0 ? 'damaged' : 'notice',
      object: `${server.prefix}wals/${formatTimelineId(timeline)}.history`,
      found: `no such object, in any compression; ${why}`,
      expected: `the history of timeline ${timeline}, since there is something of timeline ${Math.max(...known.filter((each) => each >= timeline))}`,
    });
  });
}

/** A foreign segment may be of any timeline up to 2³²−1: those between are not all named. */
const FAR = 64;

function gapsBelow(known: readonly TimelineId[]): readonly TimelineId[] {
  const wanted = new Set<TimelineId>();
  let before = 1;
  for (const timeline of known.toSorted((a, b) => a - b)) {
    for (let each = Math.max(before + 1, timeline - FAR, 2); each <= timeline; each += 1) wanted.add(timelineId(each));
    before = Math.max(before, timeline);
  }
  return [...wanted];
}

function spansOf({ backups }: ServerCatalogue): readonly BackupSpan[] {
  return backups.flatMap((backup) => {
    const look = backupSpan(backup);
    return look.kind === 'span' ? [look.span] : [];
  });
}

function unreachable({ server, recovery }: JudgedServer): readonly CatalogFinding[] {
  const oldest = Math.min(...spansOf(server).map(({ beginTimeline }) => beginTimeline));
  return recovery.timelines
    .filter(({ lost }) => lost.some(({ because }) => because.kind === 'no-backup-leads-here'))
    .filter(({ timeline }) => timeline === 1 || server.histories.get(timeline)?.look.kind === 'read')
    .map(({ timeline, extent }) =>
      catalogFinding(server, 'timeline-unreachable', {
        weight: timeline > oldest ? 'damaged' : 'notice',
        object: `${server.prefix}wals/`,
        place: `timeline ${timeline}`,
        found: `segments from ${formatLsn(extent.from)} to ${formatLsn(extent.to)}, and no backup that leads there`,
        expected: 'a backup on this timeline, or on one that it comes from',
      }),
    );
}

function offLatest({ server, recovery }: JudgedServer): readonly CatalogFinding[] {
  return recovery.backups.flatMap((backup) => {
    if (backup.kind !== 'recoverable' || backup.latest.kind !== 'not-a-child') return [];
    const own = backup.intervals[0].timeline;
    return [
      catalogFinding(server, 'backup-off-latest', {
        weight: 'unknown',
        backupId: backup.backupId,
        object: server.histories.get(backup.latest.timeline)?.object.key,
        found: `the newest timeline is ${backup.latest.timeline}, which does not come from timeline ${own} where the backup ended`,
        expected: 'a newest timeline that contains the backup',
      }),
    ];
  });
}

/**
 * A history whose timeline has no WAL, while its parent has gone on behind the switch: recovery to the latest timeline follows a branch that
 * nobody writes. Right after a promotion the first segment may still be on its way.
 */
function withoutWal({ server, options }: JudgedServer): readonly CatalogFinding[] {
  const size = segmentSizeOfServer(server);
  if (size.kind === 'unknown') return [];
  const wal = server.wal.of(size.bytes);
  return [...server.histories.values()].flatMap(({ timeline, object, look }) => {
    const parent = look.kind === 'read' ? look.history.ancestors.at(-1) : undefined;
    if (parent === undefined || server.wal.timelines.includes(timeline)) return [];
    const newest = wal.newest(parent.timeline);
    if (newest === undefined || segmentStart(newest, size.bytes) <= parent.switchPoint) return [];
    if (options.now.getTime() - object.lastModified.getTime() < options.settlingMs) return [];
    return [
      catalogFinding(server, 'history-without-wal', {
        weight: 'unknown',
        object: object.key,
        found: `no segment of timeline ${timeline}, while timeline ${parent.timeline} goes on behind ${formatLsn(parent.switchPoint)}`,
        expected: 'WAL of every timeline that has a history',
      }),
    ];
  });
}
