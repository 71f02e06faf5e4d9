import { addToCrc32c, crc32c, CRC32C_START, finishCrc32c } from '../crc32c.ts';
import { systemIdentifier, timelineId, type TimelineId } from '../identifiers.ts';
import { lsn, type Lsn } from '../lsn.ts';
import { isSegmentSize } from '../segment.ts';
import {
  CLUSTER_STATES,
  type ControlFile,
  type DamagedControlFile,
  type PostgresMajor,
  type UnknownControlFile,
} from './control-file.ts';

const FILE_BYTES = 8192;

/** By pg_control_version, where the CRC stands. The layout up to it is the same; 18 added one field before it. */
const CRC_AT: Readonly<Record<number, number>> = { 1300: 288, 1700: 288, 1800: 292 };
const VERSIONS = 'version 1300 (PostgreSQL 13 to 16), 1700 or 1800';
/** The control file stays within one sector. */
const SECTOR_BYTES = 512;

/** @see src/include/catalog/catversion.h of each release */
const MAJORS: Readonly<Record<number, PostgresMajor>> = {
  202007201: 13,
  202107181: 14,
  202209061: 15,
  202307071: 16,
  202406281: 17,
  202506291: 18,
};

const WAL_LEVELS = ['minimal', 'replica', 'logical'] as const;

/**
 * Reads `global/pg_control` of a 64-bit little-endian machine.
 *
 * @see PostgreSQL 13 to 18, src/include/catalog/pg_control.h
 */
export function readControlFile(bytes: Uint8Array): ControlFile | UnknownControlFile | DamagedControlFile {
  if (bytes.byteLength !== FILE_BYTES) {
    return damaged('size', { found: `${bytes.byteLength} bytes`, expected: `${FILE_BYTES} bytes` });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const controlVersion = view.getUint32(8, true);
  const crcAt = CRC_AT[controlVersion];
  if (crcAt === undefined) return unknownVersion(bytes, view);
  const computed = crc32c(bytes.subarray(0, crcAt));
  const stored = view.getUint32(crcAt, true);
  if (computed !== stored) {
    const flip = flippedBit(bytes.subarray(0, crcAt), stored);
    return damaged('crc', {
      ...(flip === undefined ? {} : { offsetBytes: flip.offsetBytes }),
      found: `CRC ${hex(stored)}${flip === undefined ? '' : `; one flipped bit, ${flip.bit} of byte ${flip.offsetBytes}, explains it`}`,
      expected: hex(computed),
    });
  }
  return fieldsOf(view, controlVersion);
}

function fieldsOf(view: DataView, controlVersion: number): ControlFile | DamagedControlFile {
  const position = (at: number): Lsn => lsn(view.getBigUint64(at, true));
  const positionIfSet = (at: number): Lsn | undefined =>
    view.getBigUint64(at, true) === 0n ? undefined : position(at);
  const whole = (at: number): number => view.getUint32(at, true);
  const flag = (at: number): boolean => view.getUint8(at) !== 0;
  const seconds = (at: number): Date => new Date(Number(view.getBigInt64(at, true)) * 1000);
  const timeline = (at: number): TimelineId | undefined => (whole(at) === 0 ? undefined : timelineId(whole(at)));

  const state = CLUSTER_STATES[whole(16)];
  if (state === undefined) return badValue(16, { name: 'state', found: whole(16), expected: '0 to 6' });
  const walLevel = WAL_LEVELS[whole(172)];
  if (walLevel === undefined) return badValue(172, { name: 'wal_level', found: whole(172), expected: '0 to 2' });
  const current = timeline(48);
  if (current === undefined) return badValue(48, { name: 'timeline', found: 0, expected: '1 or more' });
  const segmentSizeBytes = whole(228);
  if (!isSegmentSize(segmentSizeBytes)) {
    return badValue(228, {
      name: 'WAL segment size',
      found: segmentSizeBytes,
      expected: 'a power of two, 1 MiB to 1 GiB',
    });
  }
  for (const at of [216, 224]) {
    if (!isBlockSize(whole(at))) {
      return badValue(at, { name: 'block size', found: whole(at), expected: 'a power of two, 1 to 64 KiB' });
    }
  }
  const catalogVersion = whole(12);
  const minRecoveryPoint = positionIfSet(136);
  return {
    kind: 'control-file',
    systemIdentifier: systemIdentifier(view.getBigUint64(0, true)),
    controlVersion,
    catalogVersion,
    major: MAJORS[catalogVersion],
    state,
    modifiedAt: seconds(24),
    checkpoint: position(32),
    redo: position(40),
    timeline: current,
    previousTimeline: timeline(52) ?? current,
    fullPageWrites: flag(56),
    checkpointAt: seconds(104),
    minRecoveryPoint:
      minRecoveryPoint === undefined ? undefined : { lsn: minRecoveryPoint, timeline: timeline(144) ?? current },
    backupStart: positionIfSet(152),
    backupEnd: positionIfSet(160),
    backupEndRequired: flag(168),
    walLevel,
    walLogHints: flag(176),
    maxConnections: whole(180),
    maxWorkerProcesses: whole(184),
    maxWalSenders: whole(188),
    maxPreparedTransactions: whole(192),
    maxLocksPerTransaction: whole(196),
    trackCommitTimestamp: flag(200),
    blockSizeBytes: whole(216),
    blocksPerFile: whole(220),
    walBlockSizeBytes: whole(224),
    segmentSizeBytes,
    dataChecksums: whole(252) !== 0,
    ...(controlVersion >= 1800 ? { charIsSigned: flag(256) } : {}),
  };
}

/** A version that is not known: either the file is whole, its CRC somewhere else, or the version itself is damaged. */
function unknownVersion(bytes: Uint8Array, view: DataView): UnknownControlFile | DamagedControlFile {
  const controlVersion = view.getUint32(8, true);
  let sum = CRC32C_START;
  for (let at = 0; at < SECTOR_BYTES; at += 4) {
    if (at >= 256 && finishCrc32c(sum) === view.getUint32(at, true)) {
      return { kind: 'unknown-version', controlVersion, catalogVersion: view.getUint32(12, true) };
    }
    sum = addToCrc32c(sum, bytes.subarray(at, at + 4));
  }
  return damaged('version', {
    offsetBytes: 8,
    found: `version ${controlVersion} and no CRC that fits`,
    expected: VERSIONS,
  });
}

/** The one bit that, turned back, makes the CRC right. Two flips are never taken for one: the CRC tells them apart. */
function flippedBit(
  bytes: Uint8Array,
  stored: number,
): { readonly offsetBytes: number; readonly bit: number } | undefined {
  const wrong = (crc32c(bytes) ^ stored) >>> 0;
  for (let bit = 0; bit < 32; bit += 1) {
    if (wrong === (1 << bit) >>> 0) return { offsetBytes: bytes.byteLength + (bit >> 3), bit: bit & 7 };
  }
  // The CRC is linear: what a flip does to it depends only on how many bytes follow.
  for (let offsetBytes = bytes.byteLength - 1; offsetBytes >= 0; offsetBytes -= 1) {
    const after = new Uint8Array(bytes.byteLength - offsetBytes);
    for (let bit = 0; bit < 8; bit += 1) {
      after[0] = 1 << bit;
      if (addToCrc32c(0, after) === wrong) return { offsetBytes, bit };
    }
  }
  return undefined;
}

function isBlockSize(bytes: number): boolean {
  return bytes >= 1024 && bytes <= 65_536 && Number.isInteger(Math.log2(bytes));
}

function badValue(
  offsetBytes: number,
  { name, found, expected }: { readonly name: string; readonly found: number; readonly expected: string },
): DamagedControlFile {
  return damaged('value', { offsetBytes, found: `${name} ${found}`, expected });
}

function damaged(
  problem: DamagedControlFile['problem'],
  what: Omit<DamagedControlFile, 'kind' | 'problem'>,
): DamagedControlFile {
  return { kind: 'damaged', problem, ...what };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
