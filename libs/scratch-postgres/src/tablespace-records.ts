import { crc32c } from '@postgres-ha/postgres-storage';
import { RECORD_HEADER_BYTES, gatherRecord, locateRest, visitRecords, type RecordPlace } from './wal-records.ts';

/** A byte to change in a segment before the server reads it. */
export interface BytePatch {
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

/** A tablespace that was created after the backup began, and where it would have been. */
export interface CreatedTablespace {
  readonly oid: number;
  readonly location: string;
}

export interface TablespacePatches {
  readonly created: readonly CreatedTablespace[];
  readonly here: readonly BytePatch[];
  /** For the segment behind this one. */
  readonly next: readonly BytePatch[];
}

const TABLESPACE = 5;
const OWN_INFO = 0xf0;
const CREATE = 0x00;
const SHORT_DATA = 255;
const CRC_OFFSET = 20;
const INFO_OFFSET = 16;
const MANAGER_OFFSET = 17;

/** Whether a record creates a tablespace. @see PostgreSQL 18, src/include/commands/tablespace.h, rmgrlist.h */
export function createsTablespace(resourceManager: number, info: number): boolean {
  return resourceManager === TABLESPACE && (info & OWN_INFO) === CREATE;
}

/** Whether the last record of the segment may create a tablespace and goes on in the next one. */
export function needsNext(segment: Uint8Array, walBlockSizeBytes: number): boolean {
  let found = false;
  visitRecords(segment, ({ missingBytes }) => (found ||= missingBytes > 0), {
    wanted: createsTablespace,
    walBlockSizeBytes,
  });
  return found;
}

/**
 * Replay creates a tablespace at the path that the source had, which may be anywhere. This gives the record a relative path inside the
 * data directory instead, never longer than the one that was there, and the CRC that belongs to it. All other bytes stay.
 *
 * @param locationFor a path of at most so many bytes
 * @see PostgreSQL 18, src/backend/commands/tablespace.c, create_tablespace_directories
 */
export function keepTablespacesInside(
  { segment, next, walBlockSizeBytes }: SegmentPair,
  locationFor: (created: CreatedTablespace, longestBytes: number) => string,
): TablespacePatches {
  const created: CreatedTablespace[] = [];
  const here: BytePatch[] = [];
  const behind: BytePatch[] = [];
  visitRecords(
    segment,
    (place) => {
      const rest =
        place.missingBytes === 0 || next === undefined ? [] : locateRest(next, place.missingBytes, walBlockSizeBytes);
      const before = joined(
        gatherRecord(segment, place),
        ...rest.map(({ from, to }) => next?.subarray(from, to) ?? EMPTY),
      );
      const change = relocated(before, place, locationFor);
      if (change === undefined) return;
      created.push(change.created);
      const places = [
        ...offsetsOf(place.pieces).map((offset) => ({ patches: here, offset })),
        ...offsetsOf(rest).map((offset) => ({ patches: behind, offset })),
      ];
      for (const [index, { patches, offset }] of places.entries()) {
        const [from, to] = [before[index] ?? 0, change.record[index] ?? 0];
        if (from !== to) patches.push({ offset, from, to });
      }
    },
    { wanted: createsTablespace, walBlockSizeBytes },
  );
  return { created, here, next: behind };
}

export interface SegmentPair {
  readonly segment: Uint8Array;
  /** Needed only if `needsNext`. */
  readonly next?: Uint8Array | undefined;
  readonly walBlockSizeBytes: number;
}

const EMPTY = new Uint8Array();

function relocated(
  before: Uint8Array,
  { totalBytes }: RecordPlace,
  locationFor: (created: CreatedTablespace, longestBytes: number) => string,
): { readonly record: Uint8Array; readonly created: CreatedTablespace } | undefined {
  if (before.length !== totalBytes || !createsTablespace(before[MANAGER_OFFSET] ?? 0, before[INFO_OFFSET] ?? 0)) {
    return undefined;
  }
  const view = new DataView(before.buffer, before.byteOffset, before.byteLength);
  // a damaged record is left as it is, for the server to find
  if (recordCrc(before) !== view.getUint32(CRC_OFFSET, true)) return undefined;
  const data = mainData(before);
  if (data === undefined) return undefined;
  const oid = view.getUint32(data, true);
  const end = before.indexOf(0, data + 4);
  if (end <= data + 4) return undefined;
  const created = { oid, location: Buffer.from(before.subarray(data + 4, end)).toString() };
  const record = before.slice();
  record.fill(0, data + 4, end);
  record.set(Buffer.from(locationFor(created, end - data - 4)), data + 4);
  new DataView(record.buffer).setUint32(CRC_OFFSET, recordCrc(record), true);
  return { record, created };
}

/** The record has no blocks; its data may be preceded by an origin or a transaction. */
function mainData(record: Uint8Array): number | undefined {
  for (let at = RECORD_HEADER_BYTES; at < record.length;) {
    const id = record[at] ?? 0;
    if (id === SHORT_DATA) return record.length - (record[at + 1] ?? 0);
    if (id === 254) return record.length - new DataView(record.buffer, record.byteOffset).getUint32(at + 1, true);
    if (id === 253) at += 3;
    else if (id === 252) at += 5;
    else return undefined;
  }
  return undefined;
}

function recordCrc(record: Uint8Array): number {
  return crc32c(joined(record.subarray(RECORD_HEADER_BYTES), record.subarray(0, CRC_OFFSET)));
}

function offsetsOf(pieces: readonly { readonly from: number; readonly to: number }[]): number[] {
  return pieces.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
