import type { SystemIdentifier } from '../identifiers.ts';
import { formatLsn, type Lsn } from '../lsn.ts';
import type { PostgresMajor } from '../control-file/control-file.ts';
import { majorOfMagic, PAGE_HEADER, PAGE_INFO, PAGE_MAGIC, SHORT_HEADER_BYTES } from './page-header.ts';
import type { WalProblem } from './wal-problem.ts';

/** What all pages of a log say alike. */
export interface PageHeaderRules {
  readonly major: PostgresMajor;
  readonly systemIdentifier: SystemIdentifier;
  readonly segmentSizeBytes: number;
  readonly walBlockSizeBytes: number;
}

/** What one page must say. */
export interface ExpectedPage {
  readonly lsn: Lsn;
  readonly isFirstOfSegment: boolean;
  readonly timelines: readonly number[];
  /** Of the page before: a log never goes back to an older one. 0 when there is none. */
  readonly timelineBefore: number;
}

export type Fault = Omit<WalProblem, 'lsn'>;

/** @see PostgreSQL 18, src/backend/access/transam/xlogreader.c, XLogReaderValidatePageHeader */
export function pageHeaderFault(
  view: DataView,
  { lsn, isFirstOfSegment, timelines, timelineBefore }: ExpectedPage,
  rules: PageHeaderRules,
): Fault | undefined {
  const magic = view.getUint16(PAGE_HEADER.magic, true);
  if (magic !== PAGE_MAGIC[rules.major]) return magicFault(view, { magic, isFirstOfSegment, rules });

  const info = view.getUint16(PAGE_HEADER.info, true);
  if ((info & ~PAGE_INFO.all) !== 0) {
    return { problem: 'page-header', found: `flags ${hex(info)}`, expected: `none but ${hex(PAGE_INFO.all)}` };
  }
  const isLong = (info & PAGE_INFO.long) !== 0;
  if (isLong !== isFirstOfSegment) {
    const form = (long: boolean): string => `the ${long ? 'long' : 'short'} form of the header`;
    return { problem: 'page-header', found: form(isLong), expected: form(isFirstOfSegment) };
  }
  if (isLong) {
    const fault = segmentFault(view, rules);
    if (fault !== undefined) return fault;
  }
  const address = view.getBigUint64(PAGE_HEADER.addressLow, true) as Lsn;
  if (address !== lsn) return { problem: 'address', found: formatLsn(address), expected: formatLsn(lsn) };

  const timeline = view.getUint32(PAGE_HEADER.timeline, true);
  if (!timelines.includes(timeline)) {
    return { problem: 'timeline', found: `timeline ${timeline}`, expected: `timeline ${timelines.join(' or ')}` };
  }
  if (timeline < timelineBefore) {
    return { problem: 'timeline', found: `timeline ${timeline}`, expected: `none below ${timelineBefore}` };
  }
  return undefined;
}

/**
 * Whether the page goes on where the one before ended.
 *
 * @param rest bytes that are missing of the record before; undefined where nobody has seen it
 */
export function continuationFault(view: DataView, rest: number | undefined): Fault | undefined {
  const info = view.getUint16(PAGE_HEADER.info, true);
  const remaining = view.getUint32(PAGE_HEADER.remaining, true);
  const continues = (info & PAGE_INFO.continues) !== 0;
  const overwrites = (info & PAGE_INFO.overwrites) !== 0;
  const found = continues ? `${remaining} bytes of the record before` : 'a new record';
  if (overwrites) {
    return continues || rest === 0
      ? { problem: 'page-header', found: `${found}, in place of a lost one`, expected: 'no lost record' }
      : undefined;
  }
  if (rest === undefined) {
    return continues && remaining === 0 ? { problem: 'page-header', found, expected: 'some bytes' } : undefined;
  }
  if (rest === 0 ? !continues : continues && remaining === rest) return undefined;
  return {
    problem: 'page-header',
    found,
    expected: rest === 0 ? 'a new record' : `${rest} bytes of the record before`,
  };
}

function magicFault(
  view: DataView,
  {
    magic,
    isFirstOfSegment,
    rules: { major },
  }: { readonly magic: number; readonly isFirstOfSegment: boolean; readonly rules: PageHeaderRules },
): Fault {
  const expected = `${hex(PAGE_MAGIC[major])}, WAL of PostgreSQL ${major}`;
  if (!isFirstOfSegment && isZero(view)) {
    return { problem: 'records-end-early', found: 'a page that was never written', expected: 'WAL up to the end' };
  }
  const other = majorOfMagic(magic);
  const found = other === undefined ? hex(magic) : `${hex(magic)}, WAL of PostgreSQL ${other}`;
  return { problem: 'magic', found, expected };
}

/** What only the first page of a segment says. */
function segmentFault(
  view: DataView,
  { systemIdentifier, segmentSizeBytes, walBlockSizeBytes }: PageHeaderRules,
): Fault | undefined {
  const system = view.getBigUint64(PAGE_HEADER.systemIdentifier, true);
  if (system !== systemIdentifier) {
    return { problem: 'system', found: `system ${system}`, expected: `system ${systemIdentifier}` };
  }
  const segmentSize = view.getUint32(PAGE_HEADER.segmentSize, true);
  if (segmentSize !== segmentSizeBytes) {
    return { problem: 'segment-size', found: `${segmentSize} bytes`, expected: `${segmentSizeBytes} bytes` };
  }
  const walBlockSize = view.getUint32(PAGE_HEADER.walBlockSize, true);
  if (walBlockSize !== walBlockSizeBytes) {
    return {
      problem: 'page-header',
      found: `pages of ${walBlockSize} bytes`,
      expected: `pages of ${walBlockSizeBytes} bytes`,
    };
  }
  return undefined;
}

function isZero(view: DataView): boolean {
  for (let at = 0; at < SHORT_HEADER_BYTES; at += 4) if (view.getUint32(at) !== 0) return false;
  return true;
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
