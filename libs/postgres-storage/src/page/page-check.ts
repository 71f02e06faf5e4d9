import { lsn, type Lsn } from '../lsn.ts';
import { checksumOf } from './page-checksum.ts';
import { createPageMixer } from './page-mixer.ts';

export interface PageCheckOptions {
  /** From the control file. */
  readonly blockSizeBytes: number;
  readonly dataChecksums: boolean;
  /** Where replay begins: a page with this LSN or a later one is written anew by it, so it may be torn. */
  readonly backupStart?: Lsn;
  /** Where the backup ended: no page can know of later WAL. */
  readonly backupEnd?: Lsn;
}

export interface PageCheck {
  /**
   * @param pages any number of whole pages in a row, of one file
   * @param firstBlock number of the first one within the relation, all its files counted
   * @throws RangeError when the last page is not whole
   */
  readonly check: (pages: Uint8Array, firstBlock: number) => PageTally;
}

export interface PageTally {
  readonly pages: number;
  /** Never used: nothing but zeroes. */
  readonly newPages: number;
  /** Not looked at further, because replay writes them anew. */
  readonly repairedByReplay: number;
  readonly findings: readonly PageFinding[];
}

/** One thing wrong with a page, the first of these. */
export type PageProblem =
  /** The page counts as never used, yet holds something. */
  | 'zeroed-header'
  /** The page has seen WAL that was written after the backup. */
  | 'lsn-beyond-backup'
  | 'checksum'
  /** Sizes or flags that no page can have. */
  | 'header';

export interface PageFinding {
  readonly block: number;
  readonly problem: PageProblem;
  /** Of the last change, as the page has it. */
  readonly lsn: Lsn;
  /** Of 'checksum'. */
  readonly stored?: number;
  readonly computed?: number;
}

/** So much is mixed at once; it stays in the processor's cache. */
const PIECE_BYTES = 256 * 1024;

/**
 * Looks at data pages as a server does when it reads them, and at what a backup of a running server may hold.
 *
 * @see PostgreSQL 18, src/backend/storage/page/bufpage.c, PageIsVerified; src/backend/backup/basebackup.c, verify_page_checksum
 */
export function createPageCheck(options: PageCheckOptions): PageCheck {
  const { blockSizeBytes, dataChecksums } = options;
  const most = Math.max(1, Math.floor(PIECE_BYTES / blockSizeBytes));
  const mixer = createPageMixer({ blockSizeBytes, pages: most });
  const header = new DataView(mixer.pages.buffer, mixer.pages.byteOffset, mixer.pages.byteLength);
  const judge = createJudge(options);

  return {
    check: (pages, firstBlock) => {
      if (pages.byteLength % blockSizeBytes !== 0) {
        throw new RangeError(`pages: found ${pages.byteLength} bytes, expected a multiple of ${blockSizeBytes}`);
      }
      const all = pages.byteLength / blockSizeBytes;
      const findings: PageFinding[] = [];
      let newPages = 0;
      let repairedByReplay = 0;
      for (let done = 0; done < all; done += most) {
        const count = Math.min(most, all - done);
        mixer.pages.set(pages.subarray(done * blockSizeBytes, (done + count) * blockSizeBytes));
        if (dataChecksums) mixer.mix(count);
        for (let page = 0; page < count; page += 1) {
          const block = firstBlock + done + page;
          const computed = dataChecksums ? checksumOf(mixer.mixed[page] ?? 0, block) : undefined;
          const seen = judge(header, { at: page * blockSizeBytes, computed });
          if (seen === 'good') continue;
          if (seen === 'new') newPages += 1;
          else if (seen === 'repaired-by-replay') repairedByReplay += 1;
          else findings.push(finding(seen, { header, at: page * blockSizeBytes, block, computed }));
        }
      }
      return { pages: all, newPages, repairedByReplay, findings };
    },
  };
}

type Seen = 'good' | 'new' | 'repaired-by-replay' | PageProblem;

/** The offsets of a page header that are looked at. */
const AT = { lsnHigh: 0, lsnLow: 4, checksum: 8, flags: 10, lower: 12, upper: 14, special: 16, sizeAndVersion: 18 };
const HEADER_BYTES = 24;
const LAYOUT_VERSION = 4;
const KNOWN_FLAGS = 0x0007;

function createJudge({
  blockSizeBytes,
  backupStart,
  backupEnd,
}: PageCheckOptions): (header: DataView, page: { readonly at: number; readonly computed: number | undefined }) => Seen {
  const start = backupStart === undefined ? undefined : halves(backupStart);
  const end = backupEnd === undefined ? undefined : halves(backupEnd);
  const isZero = createZeroScan(blockSizeBytes);

  return (header, { at, computed }) => {
    const high = header.getUint32(at + AT.lsnHigh, true);
    const low = header.getUint32(at + AT.lsnLow, true);
    const isNew = header.getUint16(at + AT.upper, true) === 0;
    if (isNew && isZero(header, at)) return 'new';
    if (end !== undefined && (high > end.high || (high === end.high && low > end.low))) return 'lsn-beyond-backup';
    if (start !== undefined && (high > start.high || (high === start.high && low >= start.low))) {
      return 'repaired-by-replay';
    }
    if (isNew) return 'zeroed-header';
    if (computed !== undefined && header.getUint16(at + AT.checksum, true) !== computed) return 'checksum';
    return hasSaneHeader(header, { at, blockSizeBytes }) ? 'good' : 'header';
  };
}

function hasSaneHeader(
  header: DataView,
  { at, blockSizeBytes }: { readonly at: number; readonly blockSizeBytes: number },
): boolean {
  const lower = header.getUint16(at + AT.lower, true);
  const upper = header.getUint16(at + AT.upper, true);
  const special = header.getUint16(at + AT.special, true);
  return (
    (header.getUint16(at + AT.flags, true) & ~KNOWN_FLAGS) === 0 &&
    header.getUint16(at + AT.sizeAndVersion, true) === (blockSizeBytes | LAYOUT_VERSION) &&
    lower >= HEADER_BYTES &&
    lower <= upper &&
    upper <= special &&
    special <= blockSizeBytes &&
    special % 8 === 0
  );
}

function createZeroScan(blockSizeBytes: number): (header: DataView, at: number) => boolean {
  return ({ buffer, byteOffset }, at) => {
    const words = new Uint32Array(buffer, byteOffset + at, blockSizeBytes / 4);
    for (const word of words) if (word !== 0) return false;
    return true;
  };
}

function finding(
  problem: PageProblem,
  {
    header,
    at,
    block,
    computed,
  }: {
    readonly header: DataView;
    readonly at: number;
    readonly block: number;
    readonly computed: number | undefined;
  },
): PageFinding {
  const high = BigInt(header.getUint32(at + AT.lsnHigh, true));
  const low = BigInt(header.getUint32(at + AT.lsnLow, true));
  return {
    block,
    problem,
    lsn: lsn((high << 32n) | low),
    ...(problem === 'checksum' && computed !== undefined
      ? { stored: header.getUint16(at + AT.checksum, true), computed }
      : {}),
  };
}

function halves(position: Lsn): { readonly high: number; readonly low: number } {
  return { high: Number(position >> 32n), low: Number(position & 0xffff_ffffn) };
}
