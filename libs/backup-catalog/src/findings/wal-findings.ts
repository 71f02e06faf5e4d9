import { formatSegmentName, parseSegmentName, type TimelineId, type WalSegment } from '@postgres-ha/postgres-storage';
import type { ServerCatalogue } from '../catalogue.ts';
import { backupSpan, type BackupSpan } from '../recovery/backup-span.ts';
import type { BackupRecovery, RecoverableInterval } from '../recovery/recoverable-interval.ts';
import { segmentNameAt, type MissingSegments } from '../recovery/replay-reach.ts';
import { segmentSizeOfServer } from '../recovery/recoverable-intervals.ts';
import { copyTakenBy, type WalFile } from '../wal/wal-object.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';
import type { CatalogFindingId } from './finding-kinds.ts';

/** Whether the segments that replay needs are there: within each backup, and behind it. */
export function walFindings(judged: JudgedServer): readonly CatalogFinding[] {
  const { recovery, server } = judged;
  const size = segmentSizeOfServer(server);
  if (size.kind === 'unknown') {
    if (server.wal.objectCount === 0) return [];
    const facts = {
      weight: 'unknown',
      object: `${server.prefix}wals/`,
      found: size.because,
      expected: 'one size',
    } as const;
    return [catalogFinding(server, 'segment-size-unknown', facts)];
  }
  return [
    ...recovery.backups.flatMap((backup) => withinBackup(backup, judged)),
    ...behindBackups(judged),
    ...shadowed(judged),
  ];
}

function withinBackup(recovery: BackupRecovery, judged: JudgedServer): readonly CatalogFinding[] {
  if (recovery.kind !== 'not-recoverable' || recovery.missing.length === 0) return [];
  const { server, options } = judged;
  const backup = server.backups.find(({ id }) => id === recovery.backupId);
  const look = backup && backupSpan(backup);
  if (backup === undefined || look?.kind !== 'span') return [];
  const { span } = look;
  // What a backup ends with is archived after it: give it time.
  const isSettling = options.now.getTime() - (span.endTime ?? new Date(0)).getTime() < options.settlingMs;
  return recovery.missing.map((missing) =>
    missingFinding(missing, {
      judged,
      segmentSizeBytes: span.segmentSizeBytes,
      id: whichOfBackup(missing, span),
      backupId: backup.id,
      weight: isSettling || backup.isVanishing ? 'unknown' : 'damaged',
      suffix: isSettling ? '; the backup has just ended, and it may still come' : '',
      expected: `every segment from ${nameAt(span, span.begin)} to ${nameAt(span, span.end - 1n)}`,
    }),
  );
}

function nameAt({ segmentSizeBytes, beginTimeline, endTimeline, begin }: BackupSpan, position: bigint): string {
  const timeline = position === begin ? beginTimeline : endTimeline;
  return formatSegmentName({ timeline, number: Number(position / BigInt(segmentSizeBytes)) }, segmentSizeBytes);
}

const TIMELINE_DIGITS = 8;

function whichOfBackup({ first, last }: MissingSegments, span: BackupSpan): CatalogFindingId {
  const isIn = (name: string): boolean =>
    first.slice(TIMELINE_DIGITS) <= name.slice(TIMELINE_DIGITS) &&
    last.slice(TIMELINE_DIGITS) >= name.slice(TIMELINE_DIGITS);
  if (isIn(nameAt(span, span.begin))) return 'wal-begin-missing';
  return isIn(nameAt(span, span.end - 1n)) ? 'wal-end-missing' : 'wal-missing-in-backup';
}

/** Holes behind backups, each once. WAL behind a backup that is kept alone is not kept, and nobody misses it. */
function behindBackups(judged: JudgedServer): readonly CatalogFinding[] {
  const { server, recovery } = judged;
  const alone = new Set(
    server.backups.filter(({ keep }) => keep?.kind === 'kept' && keep.target === 'standalone').map(({ id }) => id),
  );
  const intervals = recovery.backups
    .filter(({ backupId }) => !alone.has(backupId))
    .flatMap((each) => (each.kind === 'recoverable' ? each.intervals : []));
  const within = new Set(
    recovery.backups.flatMap((each) => (each.kind === 'not-recoverable' ? each.missing.map(({ first }) => first) : [])),
  );
  const holes = new Map<string, { readonly hole: MissingSegments; readonly interval: RecoverableInterval }>();
  for (const interval of intervals) {
    for (const hole of interval.holes) if (!holes.has(hole.first)) holes.set(hole.first, { hole, interval });
  }
  return [...holes.values()]
    .filter(({ hole }) => !within.has(hole.first))
    .map(({ hole, interval }) => holeFinding(hole, interval, judged));
}

function holeFinding(hole: MissingSegments, interval: RecoverableInterval, judged: JudgedServer): CatalogFinding {
  const { server, options } = judged;
  const next = hole.next === undefined ? undefined : server.wal.find(hole.next);
  const nextCameMs = next && copyTakenBy('barman-3.19', next).object.lastModified.getTime();
  const isSettling = nextCameMs !== undefined && options.now.getTime() - nextCameMs < options.settlingMs;
  const until = interval.lastSegmentName;
  return missingFinding(hole, {
    judged,
    segmentSizeBytes: interval.segmentSizeBytes,
    id: 'wal-hole',
    backupId: undefined,
    weight: isSettling ? 'unknown' : 'damaged',
    suffix: isSettling
      ? '; what is behind it has just come, and it may still come'
      : `; backup ${interval.backupId} reaches ${until} only`,
    expected: 'every segment up to the newest',
  });
}

interface MissingContext {
  readonly judged: JudgedServer;
  readonly segmentSizeBytes: number;
  readonly id: CatalogFindingId;
  readonly backupId: string | undefined;
  readonly weight: CatalogFinding['weight'];
  readonly suffix: string;
  readonly expected: string;
}

function missingFinding(missing: MissingSegments, context: MissingContext): CatalogFinding {
  const { judged, id, backupId, weight, suffix, expected } = context;
  const { server } = judged;
  const remains = remainsOf(missing, server);
  const { first, last, count, next } = missing;
  const range = count === 1 ? `${first} is not there` : `${count} segments are not there, ${first} to ${last}`;
  const behind = next === undefined ? 'nothing behind' : `the next is ${next}`;
  return catalogFinding(server, remains?.id ?? id, {
    weight,
    backupId,
    object: remains?.object ?? walKey(server, first),
    place: first,
    found: `${remains === undefined ? '' : `${remains.found}; `}${range}; ${behind}${suffix}`,
    expected,
  });
}

function walKey({ prefix }: ServerCatalogue, name: string): string {
  return `${prefix}wals/${name.slice(0, 16)}/${name}`;
}

/** What there is of the first missing segment, although it does not count. */
function remainsOf(
  { first }: MissingSegments,
  server: ServerCatalogue,
): { readonly id: CatalogFindingId; readonly object: string; readonly found: string } | undefined {
  const file = server.wal.find(first);
  if (file === undefined) return undefined;
  const whole = file.copies.find(({ isPartial }) => !isPartial);
  const { object } = whole ?? file.copies[0];
  if (whole === undefined) return { id: 'wal-only-partial', object: object.key, found: 'only its beginning' };
  return object.sizeBytes === 0
    ? { id: 'wal-empty', object: object.key, found: '0 bytes' }
    : { id: 'wal-size-impossible', object: object.key, found: `${object.sizeBytes} bytes, stored as it is` };
}

/** So many findings of one kind are written out; the last tells how many more there are. */
const MOST = 20;

/** Segments that are there more than once, and what a restore takes. */
function shadowed({ server, recovery }: JudgedServer): readonly CatalogFinding[] {
  const findings: CatalogFinding[] = [];
  let more = 0;
  for (const file of severalTimes(server)) {
    const taken = copyTakenBy('barman-3.19', file);
    const whole = file.copies.filter(({ isPartial }) => !isPartial);
    const shadows = taken.isPartial && whole.length > 0;
    if (!shadows && whole.length < 2) continue;
    if (findings.length >= MOST) {
      more += 1;
      continue;
    }
    const needed = isNeeded(file.name, recovery.backups);
    findings.push(
      catalogFinding(server, shadows ? 'wal-partial-shadows' : 'wal-twice', {
        weight: needed ? 'unknown' : 'notice',
        object: taken.object.key,
        place: file.name,
        found: `beside it, ${file.copies
          .filter((copy) => copy !== taken)
          .map(({ object }) => object.key)
          .join(', ')}`,
        expected: 'one object for each segment',
      }),
    );
  }
  const last = findings.at(-1);
  if (more > 0 && last !== undefined)
    findings.splice(-1, 1, { ...last, found: `${last.found}; and so ${more} more segments` });
  return findings;
}

function* severalTimes({ wal }: ServerCatalogue): Generator<WalFile> {
  for (const timeline of wal.timelines) {
    const rows = wal.rows(timeline);
    for (let index = 0; index < rows.length; index += 1) {
      const first = index;
      while (rows[index + 1]?.code === rows[first]?.code) index += 1;
      const file = index > first ? wal.fileOf(timeline, rows.slice(first, index + 1)) : undefined;
      if (file !== undefined) yield file;
    }
  }
}

/** Whether replay of some backup asks for this very segment, and goes on behind it. */
/** On the way to the newest timeline; a branch that was left behind at a promotion keeps such pairs, and nobody restores along it. */
function isNeeded(name: string, backups: readonly BackupRecovery[]): boolean {
  return backups.some(
    (each) =>
      each.kind === 'recoverable' &&
      mainIntervals(each).some((interval) => {
        const segment: WalSegment | undefined = parseSegmentName(name, interval.segmentSizeBytes);
        return segment !== undefined && isAsked(segment, interval);
      }),
  );
}

function mainIntervals({
  latest,
  intervals,
}: Extract<BackupRecovery, { kind: 'recoverable' }>): readonly RecoverableInterval[] {
  const main = latest.kind === 'timeline' ? intervals.filter(({ timeline }) => timeline === latest.timeline) : [];
  return main.length > 0 ? main : intervals;
}

function isAsked(
  { number, timeline }: WalSegment,
  { path, segmentSizeBytes, lastSegment }: RecoverableInterval,
): boolean {
  if (number >= lastSegment.number) return false;
  const position = (BigInt(number + 1) * BigInt(segmentSizeBytes) - 1n) as RecoverableInterval['from'];
  const asked: TimelineId = Number.parseInt(
    segmentNameAt(path, position, segmentSizeBytes).slice(0, TIMELINE_DIGITS),
    16,
  ) as TimelineId;
  return asked === timeline;
}
