import type { TimelineId } from '@postgres-ha/postgres-storage';
import type { ServerCatalogue } from '../catalogue.ts';
import { segmentSizeOfServer } from '../recovery/recoverable-intervals.ts';
import { pathTo } from '../timelines/timeline-path.ts';
import { isWhole, nameOfCode, VARIANTS, type WalRow } from '../wal/wal-row.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';
import { duration } from './duration.ts';

/** What objects of WAL show by themselves, needed or not: sizes that cannot be, and times that no archiver makes. */
export function walObjects(judged: JudgedServer): readonly CatalogFinding[] {
  const { server } = judged;
  const size = segmentSizeOfServer(server);
  if (size.kind === 'unknown') return [];
  return server.wal.timelines.flatMap((timeline) => {
    const rows = server.wal.rows(timeline);
    return [
      ...impossible(timeline, rows, { server, segmentSizeBytes: size.bytes }),
      ...late(timeline, rows, server),
      ...overrun(timeline, rows, { server, segmentSizeBytes: size.bytes }),
    ];
  });
}

/** So many findings of one kind are written out for each timeline. */
const MOST = 20;

interface Context {
  readonly server: ServerCatalogue;
  readonly segmentSizeBytes: number;
}

/** Objects that cannot be a segment, beside a whole one or needed by nobody; what is needed is a finding of the chain. */
function impossible(
  timeline: TimelineId,
  rows: readonly WalRow[],
  { server, segmentSizeBytes }: Context,
): readonly CatalogFinding[] {
  return rows
    .filter((row) => VARIANTS[row.variant]?.isPartial === false && !isWhole(row, segmentSizeBytes))
    .slice(0, MOST)
    .flatMap((row) => {
      const object = server.wal.fileOf(timeline, [row])?.copies[0].object;
      return object === undefined
        ? []
        : [
            catalogFinding(server, row.sizeBytes === 0 ? 'wal-empty' : 'wal-size-impossible', {
              weight: 'notice',
              object: object.key,
              place: nameOfCode(timeline, row.code),
              found: `${row.sizeBytes} bytes`,
              expected: `${segmentSizeBytes} bytes, or compressed`,
            }),
          ];
    });
}

const HOUR_MS = 3_600_000;
/** Where so many segments in a hundred came late, the bucket was copied, and its times say nothing. */
const COPIED_PERCENT = 5;

/** Segments that came an hour or more after one that follows them. */
function late(timeline: TimelineId, rows: readonly WalRow[], server: ServerCatalogue): readonly CatalogFinding[] {
  const found: { readonly row: WalRow; readonly lateMs: number }[] = [];
  let earliestMs = Number.POSITIVE_INFINITY;
  for (const row of rows.toReversed()) {
    if (VARIANTS[row.variant]?.isPartial !== false) continue;
    const lateMs = row.modifiedMs - earliestMs;
    if (lateMs > HOUR_MS) found.push({ row, lateMs });
    earliestMs = Math.min(earliestMs, row.modifiedMs);
  }
  if (found.length * 100 > Math.max(rows.length, MOST) * COPIED_PERCENT) return [];
  return found.reverse().flatMap(({ row, lateMs }) => {
    const object = server.wal.fileOf(timeline, [row])?.copies[0].object;
    return object === undefined
      ? []
      : [
          catalogFinding(server, 'wal-written-late', {
            weight: 'notice',
            object: object.key,
            place: nameOfCode(timeline, row.code),
            found: `written ${duration(lateMs)} after a later segment`,
            expected: 'segments in the order of their names',
          }),
        ];
  });
}

/** Segments of a timeline behind the switch to another, that came an hour or more after that timeline's history. */
function overrun(
  timeline: TimelineId,
  rows: readonly WalRow[],
  { server, segmentSizeBytes }: Context,
): readonly CatalogFinding[] {
  const segmentsPerLog = 2 ** 32 / segmentSizeBytes;
  return [...server.histories.values()].flatMap(({ timeline: child, object }) => {
    const look = pathTo(child, server.histories);
    if (look.kind !== 'path' || look.path.at(-2)?.timeline !== timeline) return [];
    const begin = look.path.at(-1)?.begin ?? 0n;
    const wal = server.wal.of(segmentSizeBytes);
    const beginNumber = Number(begin / BigInt(segmentSizeBytes));
    const last = wal.newest(timeline);
    if (last === undefined || last.number <= beginNumber) return [];
    const name = wal.find(last)?.name;
    const row = rows.findLast(({ code }) => name === nameOfCode(timeline, code));
    const lateMs = (row?.modifiedMs ?? 0) - object.lastModified.getTime();
    if (row === undefined || lateMs <= HOUR_MS) return [];
    return [
      catalogFinding(server, 'two-writers-suspected', {
        weight: 'notice',
        object: server.wal.fileOf(timeline, [row])?.copies[0].object.key,
        place: nameOfCode(timeline, row.code),
        found: `written ${duration(lateMs)} after timeline ${child} began, and ${last.number - beginNumber} segments (of ${segmentsPerLog} to a log) behind its switch`,
        expected: `no more of timeline ${timeline}`,
      }),
    ];
  });
}
