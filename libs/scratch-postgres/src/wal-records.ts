/** Where a WAL record lies in its segment. */
export interface RecordPlace {
  /** Offset of each piece of it; page headers lie between them. */
  readonly pieces: readonly { readonly from: number; readonly to: number }[];
  readonly totalBytes: number;
  /** Bytes that lie in the next segment. */
  readonly missingBytes: number;
  /** Undefined where the record's header goes on in the next segment. */
  readonly resourceManager: number | undefined;
  readonly info: number | undefined;
}

export const RECORD_HEADER_BYTES = 24;
const LONG_PAGE_HEADER_BYTES = 40;
const SHORT_PAGE_HEADER_BYTES = 24;
const CONTINUES = 0x0001;

/**
 * Visits the records that begin in a segment, by their lengths alone: a quick look for a few of them, before the server reads it.
 * It judges nothing; where the lengths make no sense it goes on with the next page, as these say where their first record begins.
 *
 * @param segment a whole segment
 * @see PostgreSQL 18, src/include/access/xlog_internal.h, xlogrecord.h
 */
export function visitRecords(
  segment: Uint8Array,
  visit: (record: RecordPlace) => void,
  { wanted, walBlockSizeBytes = 8192 }: VisitOptions,
): void {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  if (segment.length < walBlockSizeBytes) return;
  const magic = view.getUint16(0, true);
  for (let page = 0; page + walBlockSizeBytes <= segment.length; page += walBlockSizeBytes) {
    if (view.getUint16(page, true) !== magic) continue;
    const continued = (view.getUint16(page + 2, true) & CONTINUES) !== 0 ? view.getUint32(page + 16, true) : 0;
    let at = page + (page === 0 ? LONG_PAGE_HEADER_BYTES : SHORT_PAGE_HEADER_BYTES) + aligned(continued);
    const end = page + walBlockSizeBytes;
    while (at < end) {
      const totalBytes = view.getUint32(at, true);
      if (totalBytes < RECORD_HEADER_BYTES) break;
      const whole = at + RECORD_HEADER_BYTES <= end;
      if (!whole || wanted(segment[at + 17] ?? 0, segment[at + 16] ?? 0)) {
        const place = locate(segment, { at, totalBytes, walBlockSizeBytes });
        const { resourceManager, info } = place;
        if (resourceManager === undefined || info === undefined || wanted(resourceManager, info)) visit(place);
      }
      at += aligned(totalBytes);
    }
  }
}

export interface VisitOptions {
  /** Which records to visit; one whose kind stands in the next segment is visited too. */
  readonly wanted: (resourceManager: number, info: number) => boolean;
  readonly walBlockSizeBytes?: number;
}

/** The bytes of a record, those in the next segment included if that is given. */
export function gatherRecord(segment: Uint8Array, { pieces }: RecordPlace): Uint8Array {
  const parts = pieces.map(({ from, to }) => segment.subarray(from, to));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Where the rest of a record lies that began in the segment before. */
export function locateRest(
  segment: Uint8Array,
  restBytes: number,
  walBlockSizeBytes: number,
): readonly { readonly from: number; readonly to: number }[] {
  return piecesFrom(segment, { at: LONG_PAGE_HEADER_BYTES, bytes: restBytes, walBlockSizeBytes });
}

function locate(
  segment: Uint8Array,
  { at, totalBytes, walBlockSizeBytes }: { at: number; totalBytes: number; walBlockSizeBytes: number },
): RecordPlace {
  const pieces = piecesFrom(segment, { at, bytes: totalBytes, walBlockSizeBytes });
  const held = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const byteAt = (offset: number): number | undefined => {
    let before = 0;
    for (const { from, to } of pieces) {
      if (offset < before + to - from) return segment[from + offset - before];
      before += to - from;
    }
    return undefined;
  };
  return { pieces, totalBytes, missingBytes: totalBytes - held, resourceManager: byteAt(17), info: byteAt(16) };
}

function piecesFrom(
  segment: Uint8Array,
  { at, bytes, walBlockSizeBytes }: { at: number; bytes: number; walBlockSizeBytes: number },
): { from: number; to: number }[] {
  const pieces: { from: number; to: number }[] = [];
  let left = bytes;
  for (let from = at; left > 0 && from < segment.length;) {
    const end = from - (from % walBlockSizeBytes) + walBlockSizeBytes;
    const to = Math.min(end, from + left);
    pieces.push({ from, to });
    left -= to - from;
    from = end + SHORT_PAGE_HEADER_BYTES;
  }
  return pieces;
}

function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}
