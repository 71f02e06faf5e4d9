import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { tarMembers, type TarMember } from './tar-members.ts';

/** An object as it is to be in the copy, and what was done to it, in words. */
export interface Spoiled {
  /** Undefined where it is to be left out. */
  readonly content: Uint8Array | undefined;
  readonly done: string;
}

const PAGE = 8192;
/** Of a page's header: what lies behind is line pointers and rows. @see PageHeaderData in src/include/storage/bufpage.h */
const PAGE_HEADER = 24;

/** One bit, somewhere in the middle half. */
export function flipBit(content: Uint8Array, random: () => number): Spoiled {
  const at = Math.floor(content.length * (0.25 + random() / 2));
  return {
    content: flipped(content, at, Math.floor(random() * 8)),
    done: `One bit was flipped: in byte ${counted(at)} of ${counted(content.length)}.`,
  };
}

/** One bit of one page, before the tar is compressed: gzip and tar have nothing to object. */
export function flipBitOfPage(content: Uint8Array, path: string, random: () => number): Spoiled {
  const tar = gunzipSync(content);
  const { contentStart, contentEnd } = memberOf(tar, path);
  const pages = Math.floor((contentEnd - contentStart) / PAGE);
  const page = Math.floor(random() * pages);
  const at = PAGE_HEADER + Math.floor(random() * (PAGE - PAGE_HEADER));
  return {
    content: compressed(flipped(tar, contentStart + page * PAGE + at, Math.floor(random() * 8))),
    done: `One bit of page ${page} of the table's file ${path} was flipped, and the tar compressed again: its own checksums are right.`,
  };
}

/** A file is left out of the tar, which is a whole and sound tar without it. */
export function leaveOut(content: Uint8Array, path: string): Spoiled {
  const tar = gunzipSync(content);
  const { start, end } = memberOf(tar, path);
  return {
    content: compressed(Buffer.concat([tar.subarray(0, start), tar.subarray(end)])),
    done: `The file ${path} of a table was left out of the tar, which is whole and sound without it.`,
  };
}

export function cutHalf(content: Uint8Array): Spoiled {
  const kept = Math.floor(content.length / 2);
  return {
    content: content.subarray(0, kept),
    done: `It was cut off after ${counted(kept)} of ${counted(content.length)} bytes.`,
  };
}

function flipped(content: Uint8Array, at: number, bit: number): Uint8Array {
  const changed = Uint8Array.from(content);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

function compressed(tar: Uint8Array): Uint8Array {
  return gzipSync(tar, { level: constants.Z_BEST_SPEED });
}

function memberOf(tar: Uint8Array, path: string): TarMember {
  const member = tarMembers(tar).find((each) => each.path === path || each.path === `./${path}`);
  if (member === undefined) throw new Error(`the tar of the base backup: found no member ${path}, expected one`);
  return member;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
