import { parseLsn } from '@postgres-ha/postgres-storage';
import type { Fork } from '../ancestry/compare-histories.ts';
import type { ArchiveObservation } from '../observation/surroundings.ts';

const SEGMENT = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})$/;
const FOUR_GIB = 0x1_0000_0000n;

/**
 * @returns the newest whole segment of the timeline that was left, if it lies past the one in which it was left: the end of that one is
 * archived as `.partial` only
 */
export function segmentPastFork(archive: ArchiveObservation | undefined, fork: Fork): string | undefined {
  const at = parseLsn(fork.lsn);
  if (archive === undefined || at === undefined || archive.segmentSizeBytes <= 0) return undefined;
  const size = BigInt(archive.segmentSizeBytes);
  return archive.newest.find(({ timeline, segment }) => {
    const [, log, place] = SEGMENT.exec(segment) ?? [];
    if (timeline !== fork.timeline || log === undefined || place === undefined) return false;
    return BigInt(`0x${log}`) * (FOUR_GIB / size) + BigInt(`0x${place}`) > at / size;
  })?.segment;
}
