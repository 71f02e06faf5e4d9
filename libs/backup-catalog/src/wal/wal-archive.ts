import { timelineId, type TimelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedObject } from '../archived-object.ts';
import { MAX_SEGMENTS_PER_LOG, type WalFilePlace } from '../layout/object-place.ts';
import { segmentedWal, type SegmentedWal } from './segmented-wal.ts';
import type { WalCopy, WalFile } from './wal-object.ts';
import { nameOfCode, segmentCode, VARIANTS, type WalRow } from './wal-row.ts';

/** The segments of one server, by their names. Names say nothing of the segment size; `of` reads them with one. */
export interface WalArchive {
  /** Objects that hold segments, partial ones too. */
  readonly objectCount: number;
  /** As stored. */
  readonly sizeBytes: number;
  /** With at least one object, ascending. */
  readonly timelines: readonly TimelineId[];
  /** When the newest object came, by the store's clock. */
  readonly newestAt: Date | undefined;
  /** By 24 hexadecimal digits. */
  readonly find: (name: string) => WalFile | undefined;
  readonly of: (segmentSizeBytes: number) => SegmentedWal;
  /** Rows of a timeline in the order of their names, for whoever walks all of them. */
  readonly rows: (timeline: TimelineId) => readonly WalRow[];
  readonly fileOf: (timeline: TimelineId, rows: readonly WalRow[]) => WalFile | undefined;
}

/** Gathers what a LIST shows, in any order. */
export interface WalArchiveBuilder {
  readonly add: (place: Extract<WalFilePlace, { kind: 'segment' | 'partial' }>, object: ArchivedObject) => void;
  /** Forgets the objects of one folder, `<timeline><log>`, before it is listed again. */
  readonly forget: (timeline: number, log: number) => void;
  readonly build: () => WalArchive;
}

/** @param walsPrefix key up to and with `wals/` */
export function createWalArchiveBuilder(walsPrefix: string): WalArchiveBuilder {
  const gathered = new Map<number, WalRow[]>();
  return {
    add: ({ timeline, log, part, kind, compression }, { sizeBytes, lastModified, etag }) => {
      const variant = VARIANTS.findIndex(
        (each) => each.compression === compression && each.isPartial === (kind === 'partial'),
      );
      const row = { code: segmentCode(log, part), variant, sizeBytes, modifiedMs: lastModified.getTime(), etag };
      const rows = gathered.get(timeline);
      if (rows === undefined) gathered.set(timeline, [row]);
      else rows.push(row);
    },
    forget: (timeline, log) => {
      const rows = gathered.get(timeline) ?? [];
      gathered.set(
        timeline,
        rows.filter(({ code }) => Math.floor(code / MAX_SEGMENTS_PER_LOG) !== log),
      );
    },
    build: () => walArchive(walsPrefix, gathered),
  };
}

function walArchive(walsPrefix: string, gathered: ReadonlyMap<number, readonly WalRow[]>): WalArchive {
  const sorted = new Map(
    [...gathered]
      .filter(([, rows]) => rows.length > 0)
      .sort(([a], [b]) => a - b)
      .map(([timeline, rows]) => [timeline, sortedRows(rows)]),
  );
  const totals = totalsOf(sorted.values());
  const rowsOf = (timeline: number): readonly WalRow[] => sorted.get(timeline) ?? [];
  const fileOf = (timeline: number, rows: readonly WalRow[]): WalFile | undefined => {
    const [first, ...rest] = rows.map((row) => copyOf(walsPrefix, timeline, row));
    return first && { name: nameOfCode(timeline, rows[0]?.code ?? 0), copies: [first, ...rest] };
  };
  const archive: WalArchive = {
    ...totals,
    timelines: [...sorted.keys()].map((timeline) => timelineId(timeline)),
    find: (name) => {
      if (!/^[0-9A-F]{24}$/.test(name)) return undefined;
      const timeline = Number.parseInt(name.slice(0, 8), 16);
      const code = segmentCode(Number.parseInt(name.slice(8, 16), 16), Number.parseInt(name.slice(16), 16));
      return fileOf(timeline, rowsWithCode(rowsOf(timeline), code));
    },
    of: (segmentSizeBytes) => segmentedWal(archive, segmentSizeBytes),
    rows: rowsOf,
    fileOf,
  };
  return archive;
}

function totalsOf(timelines: Iterable<readonly WalRow[]>): Pick<WalArchive, 'objectCount' | 'sizeBytes' | 'newestAt'> {
  let objectCount = 0;
  let sizeBytes = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const rows of timelines) {
    objectCount += rows.length;
    for (const row of rows) {
      sizeBytes += row.sizeBytes;
      newestMs = Math.max(newestMs, row.modifiedMs);
    }
  }
  return { objectCount, sizeBytes, newestAt: objectCount === 0 ? undefined : new Date(newestMs) };
}

/** By name and variant; of an object that was listed twice the later look counts. */
function sortedRows(rows: readonly WalRow[]): readonly WalRow[] {
  const sorted = rows.toSorted((a, b) => a.code - b.code || a.variant - b.variant);
  return sorted.filter((row, index) => {
    const next = sorted[index + 1];
    return next?.code !== row.code || next.variant !== row.variant;
  });
}

function rowsWithCode(rows: readonly WalRow[], code: number): readonly WalRow[] {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((rows[middle]?.code ?? 0) < code) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (rows[end]?.code === code) end += 1;
  return rows.slice(low, end);
}

function copyOf(walsPrefix: string, timeline: number, row: WalRow): WalCopy {
  const name = nameOfCode(timeline, row.code);
  const { isPartial, compression, ending } = VARIANTS[row.variant] ?? {
    isPartial: false,
    compression: 'none',
    ending: '',
  };
  const key = `${walsPrefix}${name.slice(0, 16)}/${name}${ending}`;
  const { sizeBytes, modifiedMs, etag } = row;
  return { object: { key, sizeBytes, lastModified: new Date(modifiedMs), etag }, compression, isPartial };
}
