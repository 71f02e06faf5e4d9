import type { PostgresMajor } from '../control-file/control-file.ts';
import { lsn, type Lsn } from '../lsn.ts';
import type { BlockReference } from './segment-evidence.ts';

/**
 * The layout of the header of a WAL record. The CRC covers all bytes behind the header, then those of it before the CRC.
 *
 * @see PostgreSQL 18, src/include/access/xlogrecord.h
 */
export const RECORD = {
  totalBytes: 0,
  transaction: 4,
  previousLow: 8,
  previousHigh: 12,
  info: 16,
  resourceManager: 17,
  crc: 20,
  headerBytes: 24,
} as const;

/** The upper half of `info` is the resource manager's. */
const OWN_INFO = 0xf0;
const XLOG = 0;
const TRANSACTION = 1;
/** The highest of those that come with PostgreSQL: logical messages. */
const LAST_BUILT_IN = 21;
/** Those of extensions, since 15. */
const FIRST_CUSTOM = 128;

export function isResourceManager(id: number, major: PostgresMajor): boolean {
  return id <= LAST_BUILT_IN || (id >= FIRST_CUSTOM && major >= 15);
}

/** The rest of the segment has no meaning. */
export function isSwitch(resourceManager: number, info: number): boolean {
  return resourceManager === XLOG && (info & OWN_INFO) === 0x40;
}

export function isOverwrite(resourceManager: number, info: number): boolean {
  return resourceManager === XLOG && (info & OWN_INFO) === 0xd0;
}

/** A commit, also of a prepared transaction. @see src/include/access/xact.h */
export function isCommit(resourceManager: number, info: number): boolean {
  const operation = info & 0x70;
  return resourceManager === TRANSACTION && (operation === 0x00 || operation === 0x30);
}

const STORAGE = 2;
const DATABASE = 4;

/** The record that makes the file of a relation. @see src/include/catalog/storage_xlog.h, XLOG_SMGR_CREATE */
export function isFileCreation(resourceManager: number, info: number): boolean {
  return resourceManager === STORAGE && (info & OWN_INFO) === 0x10;
}

/** The record that copies a whole database, file by file. @see src/include/commands/dbcommands_xlog.h, XLOG_DBASE_CREATE_FILE_COPY */
export function isDatabaseCopy(resourceManager: number, info: number): boolean {
  return resourceManager === DATABASE && (info & OWN_INFO) === 0x00;
}

/** The headers of a record's parts are never longer than this: 33 blocks, an origin, a transaction, the main data. */
export const MOST_HEADER_BYTES: number = RECORD.headerBytes + 33 * 27 + 3 + 5 + 5;

const ID = { mostBlock: 32, shortData: 255, longData: 254, origin: 253, topTransaction: 252 } as const;
const BLOCK = { fork: 0x0f, hasImage: 0x10, willInit: 0x40, sameRelation: 0x80 } as const;
const HAS_HOLE = 0x01;

/** A whole record, of which the first bytes at least are at hand. */
export interface RecordBytes {
  readonly view: DataView;
  /** Of its first byte in the view. */
  readonly at: number;
  readonly totalBytes: number;
}

export interface RecordParts {
  /** Blocks of which it has the whole page, be it to restore or to compare. */
  readonly images: readonly BlockReference[];
  /** Blocks that the record writes as a whole: by an image to be restored, or anew. */
  readonly rewritten: readonly BlockReference[];
  /** Offset of the main data from the start of the record. */
  readonly mainDataAt: number;
  readonly mainDataBytes: number;
}

/**
 * Takes the headers of a record's parts apart.
 *
 * @returns undefined when they contradict themselves
 * @see PostgreSQL 18, src/backend/access/transam/xlogreader.c, DecodeXLogRecord
 */
export function readRecordParts({ view, at, totalBytes }: RecordBytes, major: PostgresMajor): RecordParts | undefined {
  const images: BlockReference[] = [];
  const rewritten: BlockReference[] = [];
  let relation: Omit<BlockReference, 'fork' | 'block'> | undefined;
  let mainDataBytes = 0;
  let partsBytes = 0;
  let offset: number = RECORD.headerBytes;
  const most = Math.min(totalBytes, MOST_HEADER_BYTES);
  const has = (bytes: number): boolean => offset + bytes <= most;

  while (totalBytes - offset > partsBytes) {
    if (!has(2)) return undefined;
    const id = view.getUint8(at + offset);
    if (id === ID.shortData) {
      mainDataBytes = view.getUint8(at + offset + 1);
      offset += 2;
      partsBytes += mainDataBytes;
      break;
    }
    if (id === ID.longData) {
      if (!has(5)) return undefined;
      mainDataBytes = view.getUint32(at + offset + 1, true);
      offset += 5;
      partsBytes += mainDataBytes;
      break;
    }
    if (id === ID.origin || (id === ID.topTransaction && major >= 14)) {
      offset += id === ID.origin ? 3 : 5;
      continue;
    }
    if (id > ID.mostBlock || !has(4)) return undefined;
    const flags = view.getUint8(at + offset + 1);
    partsBytes += view.getUint16(at + offset + 2, true);
    offset += 4;
    let isRewritten = (flags & BLOCK.willInit) !== 0;
    if ((flags & BLOCK.hasImage) !== 0) {
      if (!has(5)) return undefined;
      partsBytes += view.getUint16(at + offset, true);
      const image = imageInfo(view.getUint8(at + offset + 4), major);
      isRewritten ||= image.isToBeRestored;
      offset += image.isCompressed && image.hasHole ? 7 : 5;
    }
    if ((flags & BLOCK.sameRelation) === 0) {
      if (!has(12)) return undefined;
      const word = (index: number): number => view.getUint32(at + offset + 4 * index, true);
      relation = { spcOid: word(0), dbOid: word(1), relNumber: word(2) };
      offset += 12;
    }
    if (relation === undefined || !has(4)) return undefined;
    const hasImage = (flags & BLOCK.hasImage) !== 0;
    if (isRewritten || hasImage) {
      const block = { ...relation, fork: flags & BLOCK.fork, block: view.getUint32(at + offset, true) };
      if (isRewritten) rewritten.push(block);
      if (hasImage) images.push(block);
    }
    offset += 4;
  }
  return offset + partsBytes === totalBytes
    ? { images, rewritten, mainDataAt: totalBytes - mainDataBytes, mainDataBytes }
    : undefined;
}

/** 15 brought more ways of compression, and moved a bit for that. */
function imageInfo(
  info: number,
  major: PostgresMajor,
): { readonly hasHole: boolean; readonly isCompressed: boolean; readonly isToBeRestored: boolean } {
  const [restored, compressed] = major >= 15 ? [0x02, 0x04 | 0x08 | 0x10] : [0x04, 0x02];
  return {
    hasHole: (info & HAS_HOLE) !== 0,
    isCompressed: (info & compressed) !== 0,
    isToBeRestored: (info & restored) !== 0,
  };
}

/** Between 1970 and 2000, from where PostgreSQL counts. */
const EPOCH_OFFSET_US = 946_684_800_000_000n;

/**
 * Of a commit: its time, in microseconds since 1970.
 *
 * @returns undefined when the record cannot be a commit
 * @see PostgreSQL 18, src/include/access/xact.h, xl_xact_commit
 */
export function commitTime({ view, at }: RecordBytes, parts: RecordParts): bigint | undefined {
  if (!startsWithinHead(parts)) return undefined;
  return view.getBigInt64(at + parts.mainDataAt, true) + EPOCH_OFFSET_US;
}

/** Of an overwriting record: the start of the one that it stands in place of. @see xl_overwrite_contrecord in xlog_internal.h */
export function overwrittenLsn(record: RecordBytes, major: PostgresMajor): Lsn | undefined {
  const parts = readRecordParts(record, major);
  if (parts === undefined || !startsWithinHead(parts)) return undefined;
  return lsn(record.view.getBigUint64(record.at + parts.mainDataAt, true));
}

/** Whether the first 8 bytes of the main data are among those that are kept of any record. */
function startsWithinHead({ mainDataAt, mainDataBytes }: RecordParts): boolean {
  return mainDataBytes >= 8 && mainDataAt + 8 <= MOST_HEADER_BYTES;
}
