import type { Archive } from '../archives/open-archive.ts';
import type { WalCodec, WalFacts } from '../life/facts.ts';
import { placeInRecord } from './edit-wal.ts';
import type { Packer } from './packer.ts';
import { PAGE_BYTES } from './page.ts';
import { lsnOf } from './places.ts';
import { tarEntries, type TarEntry } from './tar-file.ts';

/** A flipped bit that matters, and what it does. */
export interface Flip {
  readonly stored: Uint8Array;
  readonly offsetBytes: number;
  readonly effect: 'does not decode' | 'decodes to something else';
}

export interface FlipOptions {
  readonly codec: WalCodec;
  readonly packer: Packer;
  /** Whether a difference that first shows at this offset of the content is one that a restore must not pass over. */
  readonly matters: (contentOffset: number) => boolean;
  /** Where in the content to begin, from 0 to 1. */
  readonly near: number;
}

const TRIES = 80;

/**
 * Flips a bit of the stored bytes such that it matters: not each does, since codecs have bits that nobody reads, and archives have
 * bytes that recovery overwrites.
 * @throws when none is found near the place
 */
export async function flipWhatMatters(stored: Uint8Array, plain: Uint8Array, options: FlipOptions): Promise<Flip> {
  const { codec, packer, matters, near } = options;
  const begin = Math.floor(stored.length * Math.min(Math.max(near, 0.02), 0.95));
  for (let n = 0; n < TRIES; n += 1) {
    const offsetBytes = begin + ((n * 37) % Math.max(1, Math.floor(stored.length * 0.04)));
    const flipped = stored.slice();
    flipped[offsetBytes] = (flipped[offsetBytes] ?? 0) ^ 4;
    const decoded = await packer.unpack(codec, flipped);
    if (decoded === undefined) return { stored: flipped, offsetBytes, effect: 'does not decode' };
    const at = firstDifference(plain, decoded);
    if (at !== undefined && (decoded.length !== plain.length || matters(at))) {
      return { stored: flipped, offsetBytes, effect: 'decodes to something else' };
    }
  }
  throw new Error(`no bit was found whose flip matters in ${codec}, near ${near}`);
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length);
  for (let n = 0; n < length; n += 1) if (a[n] !== b[n]) return n;
  return a.length === b.length ? undefined : length;
}

/** Pages that replay does not repair: of logged relations, older than the backup. */
export function pagesThatMatter(tar: Uint8Array, beginLsn: string): (offset: number) => boolean {
  const entries = tarEntries(tar);
  const names = new Set(entries.map(({ name }) => name));
  const view = new DataView(tar.buffer, tar.byteOffset, tar.byteLength);
  return (offset) => {
    const entry = entries.find((each) => offset >= each.dataOffset && offset < each.dataOffset + each.sizeBytes);
    if (entry === undefined || !isLoggedRelation(entry, names)) return false;
    const page = offset - ((offset - entry.dataOffset) % PAGE_BYTES);
    const lsn = (BigInt(view.getUint32(page, true)) << 32n) + BigInt(view.getUint32(page + 4, true));
    return view.getUint16(page + 14, true) !== 0 && lsn < lsnOf(beginLsn);
  };
}

/** An offset in such a page of the archive, in the second half of what it holds; of a given file if there is one. */
export function pageToFlip(tar: Uint8Array, beginLsn: string, file?: string): number {
  const matters = pagesThatMatter(tar, beginLsn);
  const entries = tarEntries(tar).filter(({ name }) => file === undefined || name === file);
  for (const { dataOffset, sizeBytes } of entries.toReversed()) {
    for (let page = 0; page < sizeBytes; page += PAGE_BYTES) {
      if (matters(dataOffset + page)) return dataOffset + page + PAGE_BYTES - 100;
    }
  }
  throw new Error('the archive has no page that is older than its backup');
}

function isLoggedRelation({ name }: TarEntry, names: ReadonlySet<string>): boolean {
  if (!/^(base\/\d+|global|PG_\w+\/\d+)\/\d+(_(fsm|vm))?(\.\d+)?$/.test(name)) return false;
  return !/_(fsm|vm)/.test(name) && !names.has(`${name}_init`);
}

/** The part of a segment that holds records. */
export function recordsMatter({ records }: WalFacts, segmentSizeBytes: number): (offset: number) => boolean {
  const offsets = records.map(({ lsn }) => Number(lsnOf(lsn) % BigInt(segmentSizeBytes)));
  const first = Math.min(...offsets);
  const last = Math.max(...offsets);
  return (offset) => offset >= first && offset < last;
}

export function nearRecord(facts: WalFacts, { life }: Archive): number {
  return placeInRecord(facts.records, life.segmentSizeBytes, 'middle') / life.segmentSizeBytes;
}
