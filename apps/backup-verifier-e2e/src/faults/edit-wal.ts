import type { WalFacts } from '../life/facts.ts';
import type { WalPlant } from './fault.ts';
import { lsnOf } from './places.ts';

const WAL_PAGE_BYTES = 8192;
const SYSTEM_OFFSET = 24;

/** @param records what pg_waldump has seen in this segment */
export function editWal(segment: Uint8Array, plant: WalPlant, { records }: WalFacts): Uint8Array {
  const edited = segment.slice();
  const view = new DataView(edited.buffer, edited.byteOffset, edited.byteLength);
  switch (plant.act) {
    case 'wal-flip': {
      const at = placeInRecord(records, segment.length, plant.record ?? 'middle');
      edited[at] = (edited[at] ?? 0) ^ 1;
      return edited;
    }
    case 'wal-cut':
      return edited.slice(0, segment.length / 2);
    case 'wal-zero':
      return edited.fill(0);
    case 'wal-system':
      view.setBigUint64(SYSTEM_OFFSET, view.getBigUint64(SYSTEM_OFFSET, true) + 1n, true);
      return edited;
    case 'wal-foreign-next':
      view.setBigUint64(SYSTEM_OFFSET, view.getBigUint64(SYSTEM_OFFSET, true) + 1n, true);
      for (let page = 0; page < segment.length; page += WAL_PAGE_BYTES) {
        if (view.getUint16(page, true) === 0) break;
        view.setBigUint64(page + 8, view.getBigUint64(page + 8, true) + BigInt(segment.length), true);
      }
      return edited;
  }
}

/** The offset of a byte in the body of a record that lies within one page. */
export function placeInRecord(
  records: WalFacts['records'],
  segmentSizeBytes: number,
  which: 'middle' | 'last-commit',
): number {
  const offsetOf = (lsn: string): number => Number(lsnOf(lsn) % BigInt(segmentSizeBytes));
  const whole = records.filter(
    ({ lsn, lengthBytes }) => lengthBytes > 32 && (offsetOf(lsn) % WAL_PAGE_BYTES) + lengthBytes <= WAL_PAGE_BYTES,
  );
  const commits = whole.filter(({ manager }) => manager === 'Transaction');
  const record = which === 'middle' ? whole[Math.floor(whole.length / 2)] : commits.at(-1);
  if (record === undefined) throw new Error('the segment has no record that lies within a page');
  return offsetOf(record.lsn) + record.lengthBytes - 3;
}
