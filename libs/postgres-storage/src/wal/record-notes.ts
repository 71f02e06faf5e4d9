import type { PostgresMajor } from '../control-file/control-file.ts';
import type { Lsn } from '../lsn.ts';
import {
  commitTime,
  isCommit,
  isDatabaseCopy,
  isFileCreation,
  readRecordParts,
  RECORD,
  type RecordParts,
} from './record-content.ts';
import type { BlockReference, SegmentEvidence } from './segment-evidence.ts';

/** Who wants to hear of records. */
export interface RecordObservers {
  readonly major: PostgresMajor;
  /** Blocks to look for; without it, records are not taken apart. */
  readonly wantedBlocks?: {
    readonly has: (spcOid: number, dbOid: number, relNumber: number, fork: number, block: number) => boolean;
    /** Records that start here or later do not count. */
    readonly until?: Lsn;
  };
  /** Called with the start of each commit record, also of a prepared transaction, and its time in microseconds since 1970. */
  readonly onCommit?: (lsn: Lsn, at: bigint) => void;
  /** Called for each file of a relation that a record makes; with number 0 for a database that is copied as a whole. */
  readonly onFileCreation?: (spcOid: number, dbOid: number, relNumber: number) => void;
  /** Called for each complete record with a right CRC. It costs time. */
  readonly onRecord?: (record: WalRecord) => void;
}

export interface WalRecord {
  readonly lsn: Lsn;
  readonly totalBytes: number;
  readonly transaction: number;
  readonly resourceManager: number;
  readonly info: number;
  /** Blocks of which it has the whole page, be it to restore or to compare. */
  readonly images: readonly BlockReference[];
  /** Blocks that it writes as a whole: by an image to be restored, or anew. */
  readonly rewritten: readonly BlockReference[];
}

/** A complete record in the room. */
export interface RecordPlace {
  /** Of its first byte in the room. */
  readonly at: number;
  readonly totalBytes: number;
  /** From the start of the segment; below 0 when it began in one before. */
  readonly offset: number;
  /** Where the next record begins. */
  readonly endOffset: number;
}

/** What is remembered of the records of a segment. */
export interface RecordNotes {
  readonly begin: () => void;
  /** @returns false when the parts of the record contradict each other */
  readonly note: (record: RecordPlace) => boolean;
  readonly evidence: () => Omit<SegmentEvidence, 'segment' | 'sizeBytes' | 'problems' | 'switched'>;
}

/** Tablespace, database and number. @see src/include/storage/relfilelocator.h */
const RELATION_LOCATOR_BYTES = 12;
/** Database and tablespace, then what it is copied from. */
const DATABASE_BYTES = 8;

export function createRecordNotes(
  view: DataView,
  {
    positionOf,
    observers: { major, wantedBlocks, onCommit, onFileCreation, onRecord },
  }: { readonly positionOf: (offset: number) => Lsn; readonly observers: RecordObservers },
): RecordNotes {
  let records = 0;
  let firstOffset = 0;
  let lastOffset = 0;
  let endOffset = 0;
  let firstCommitAt: bigint | undefined;
  let lastCommitAt: bigint | undefined;
  let restored = new Map<string, BlockReference>();

  function noteCommit(place: RecordPlace, parts: RecordParts): boolean {
    const at = commitTime({ view, at: place.at, totalBytes: place.totalBytes }, parts);
    if (at === undefined) return false;
    firstCommitAt ??= at;
    lastCommitAt = at;
    onCommit?.(positionOf(place.offset), at);
    return true;
  }

  function noteCreation({ at }: RecordPlace, { mainDataAt, mainDataBytes }: RecordParts): boolean {
    const isCopy = isDatabaseCopy(view.getUint8(at + RECORD.resourceManager), view.getUint8(at + RECORD.info));
    if (mainDataBytes < (isCopy ? DATABASE_BYTES : RELATION_LOCATOR_BYTES)) return false;
    const field = (index: number): number => view.getUint32(at + mainDataAt + 4 * index, true);
    if (isCopy) onFileCreation?.(field(1), field(0), 0);
    else onFileCreation?.(field(0), field(1), field(2));
    return true;
  }

  function noteBlocks(blocks: readonly BlockReference[]): void {
    for (const block of blocks) {
      const { spcOid, dbOid, relNumber, fork } = block;
      if (wantedBlocks?.has(spcOid, dbOid, relNumber, fork, block.block) !== true) continue;
      restored.set([spcOid, dbOid, relNumber, fork, block.block].join('/'), block);
    }
  }

  return {
    begin: () => {
      records = 0;
      firstCommitAt = undefined;
      lastCommitAt = undefined;
      restored = new Map();
    },

    note: (place) => {
      const info = view.getUint8(place.at + RECORD.info);
      const resourceManager = view.getUint8(place.at + RECORD.resourceManager);
      const commits = isCommit(resourceManager, info);
      const creates =
        onFileCreation !== undefined &&
        (isFileCreation(resourceManager, info) || isDatabaseCopy(resourceManager, info));
      if (commits || creates || wantedBlocks !== undefined || onRecord !== undefined) {
        const parts = readRecordParts({ view, at: place.at, totalBytes: place.totalBytes }, major);
        if (parts === undefined) return false;
        if (commits && !noteCommit(place, parts)) return false;
        if (creates && !noteCreation(place, parts)) return false;
        const isCounted = wantedBlocks?.until === undefined || positionOf(place.offset) < wantedBlocks.until;
        if (wantedBlocks !== undefined && isCounted) noteBlocks(parts.rewritten);
        onRecord?.({
          lsn: positionOf(place.offset),
          totalBytes: place.totalBytes,
          transaction: view.getUint32(place.at + RECORD.transaction, true),
          resourceManager,
          info,
          images: parts.images,
          rewritten: parts.rewritten,
        });
      }
      if (records === 0) firstOffset = place.offset;
      records += 1;
      lastOffset = place.offset;
      endOffset = place.endOffset;
      return true;
    },

    evidence: () => ({
      records,
      ...(records === 0
        ? {}
        : {
            firstRecord: positionOf(firstOffset),
            lastRecord: positionOf(lastOffset),
            endOfRecords: positionOf(endOffset),
          }),
      ...(firstCommitAt === undefined || lastCommitAt === undefined ? {} : { firstCommitAt, lastCommitAt }),
      restoredBlocks: [...restored.values()],
    }),
  };
}
