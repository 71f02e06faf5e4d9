import type { PostgresMajor } from '../control-file/control-file.ts';

/**
 * The layout of a WAL page header. The first page of a segment has the long form.
 *
 * @see PostgreSQL 18, src/include/access/xlog_internal.h
 */
export const PAGE_HEADER = {
  magic: 0,
  info: 2,
  timeline: 4,
  addressLow: 8,
  addressHigh: 12,
  remaining: 16,
  systemIdentifier: 24,
  segmentSize: 32,
  walBlockSize: 36,
} as const;

/** Bytes 20 to 24 are padding: nobody reads them. */
export const SHORT_HEADER_BYTES = 24;
export const LONG_HEADER_BYTES = 40;

/** What the page says of itself. The bit between, 4, is a hint for archivers that replay does not look at. */
export const PAGE_INFO = {
  /** Begins with the rest of a record of the page before. */
  continues: 0x0001,
  long: 0x0002,
  /** That rest was lost in a crash; the page begins with a record that says so. */
  overwrites: 0x0008,
  all: 0x000f,
} as const;

/** @see XLOG_PAGE_MAGIC in xlog_internal.h of each release */
export const PAGE_MAGIC: Readonly<Record<PostgresMajor, number>> = {
  13: 0xd106,
  14: 0xd10d,
  15: 0xd110,
  16: 0xd113,
  17: 0xd116,
  18: 0xd118,
};

/** The release that writes pages with this magic. */
export function majorOfMagic(magic: number): PostgresMajor | undefined {
  return ([13, 14, 15, 16, 17, 18] as const).find((major) => PAGE_MAGIC[major] === magic);
}
