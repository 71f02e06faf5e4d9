import type { Compression } from '../archived-object.ts';
import { suffixOf } from '../layout/compression-suffix.ts';
import { MAX_SEGMENTS_PER_LOG } from '../layout/object-place.ts';

/** One object, small, because there are very many. `code` is the place of the segment within the log, see `segmentCode`. */
export interface WalRow {
  readonly code: number;
  /** Index into `VARIANTS`. */
  readonly variant: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly etag: string;
}

/** All endings of a key, in the order of their bytes. */
export const VARIANTS: readonly {
  readonly isPartial: boolean;
  readonly compression: Compression;
  readonly ending: string;
}[] = [true, false]
  .flatMap((isPartial) =>
    (['none', 'gzip', 'bzip2', 'snappy', 'lz4', 'xz', 'zstd'] as const).map((compression) => ({
      isPartial,
      compression,
      ending: `${isPartial ? '.partial' : ''}${suffixOf(compression)}`,
    })),
  )
  .sort((a, b) => (a.ending < b.ending ? -1 : 1));

/** Orders segments of one timeline for any segment size; at most 2⁴⁴. */
export function segmentCode(log: number, part: number): number {
  return log * MAX_SEGMENTS_PER_LOG + part;
}

/** 24 hexadecimal digits. */
export function nameOfCode(timeline: number, code: number): string {
  return [timeline, Math.floor(code / MAX_SEGMENTS_PER_LOG), code % MAX_SEGMENTS_PER_LOG]
    .map((value) => value.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
}

/** Whether a LIST shows all of a segment: not the beginning only, not empty, and of the right size where nothing is compressed. */
export function isWhole(row: WalRow, segmentSizeBytes: number): boolean {
  const variant = VARIANTS[row.variant];
  if (variant === undefined || variant.isPartial || row.sizeBytes === 0) return false;
  return variant.compression !== 'none' || row.sizeBytes === segmentSizeBytes;
}
