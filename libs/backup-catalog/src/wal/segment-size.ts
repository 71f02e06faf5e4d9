import { parseSegmentName, segmentContaining } from '@postgres-ha/postgres-storage';
import type { BackupEdge, BackupInfo } from '../backup-info/backup-info.ts';
import { MAX_SEGMENTS_PER_LOG } from '../layout/object-place.ts';
import type { WalArchive } from './wal-archive.ts';
import { VARIANTS } from './wal-row.ts';

export type SegmentSize =
  | { readonly kind: 'stated' | 'inferred'; readonly bytes: number }
  | { readonly kind: 'unknown'; readonly because: string };

/** All that PostgreSQL allows: 1 MiB to 1 GiB. */
const SIZES: readonly number[] = Array.from({ length: 11 }, (_, power) => 2 ** (20 + power));

/** The segment size of a backup: what backup.info says; else the only one under which its positions and names agree. */
export function segmentSizeOfBackup({ segmentSizeBytes, begin, end, timeline }: BackupInfo): SegmentSize {
  if (segmentSizeBytes !== undefined) return { kind: 'stated', bytes: segmentSizeBytes };
  const edges = [begin, end].filter(({ lsn, segmentName }) => lsn !== undefined && segmentName !== undefined);
  if (edges.length === 0 || timeline === undefined) {
    return { kind: 'unknown', because: 'backup.info has neither xlog_segment_size nor positions with their segments' };
  }
  return onlyOne(
    SIZES.filter((bytes) => edges.every((edge) => agrees(edge, bytes))),
    'backup.info has no xlog_segment_size, and its positions fit',
  );
}

function agrees({ lsn, segmentName = '', offsetBytes }: BackupEdge, bytes: number): boolean {
  const segment = parseSegmentName(segmentName, bytes);
  if (lsn === undefined || segment === undefined) return false;
  const offset = Number(lsn % BigInt(bytes));
  return (
    segmentContaining(lsn, segment.timeline, bytes).number === segment.number && offset === (offsetBytes ?? offset)
  );
}

/**
 * The segment size of an archive without a readable backup.info, where objects leave one only: a segment that is stored
 * uncompressed has its size; where one log ends and the next begins, the last name tells how many there are.
 */
export function segmentSizeOfArchive(wal: WalArchive): SegmentSize {
  const plain = new Set<number>();
  const ends = new Set<number>();
  let highest = 0;
  for (const timeline of wal.timelines) {
    let before = -1;
    for (const { code, variant, sizeBytes } of wal.rows(timeline)) {
      const form = VARIANTS[variant];
      if (form?.isPartial !== false) continue;
      if (form.compression === 'none' && SIZES.includes(sizeBytes)) plain.add(sizeBytes);
      const part = code % MAX_SEGMENTS_PER_LOG;
      const isNextLog =
        part === 0 && Math.floor(before / MAX_SEGMENTS_PER_LOG) === Math.floor(code / MAX_SEGMENTS_PER_LOG) - 1;
      if (before >= 0 && isNextLog) ends.add((before % MAX_SEGMENTS_PER_LOG) + 1);
      highest = Math.max(highest, part);
      before = code;
    }
  }
  const possible = SIZES.filter(
    (bytes) =>
      2 ** 32 / bytes > highest &&
      (plain.size === 0 || plain.has(bytes)) &&
      (ends.size === 0 || ends.has(2 ** 32 / bytes)),
  );
  return plain.size + ends.size === 0
    ? { kind: 'unknown', because: 'no backup.info tells it, nor do the objects' }
    : onlyOne(possible, 'no backup.info tells it, and the objects fit');
}

function onlyOne(sizes: readonly number[], sentence: string): SegmentSize {
  const [bytes, ...more] = sizes;
  if (bytes !== undefined && more.length === 0) return { kind: 'inferred', bytes };
  const shown = sizes.length === 0 ? 'none' : sizes.map((each) => `${each / 2 ** 20} MiB`).join(', ');
  return { kind: 'unknown', because: `${sentence} ${shown}` };
}
