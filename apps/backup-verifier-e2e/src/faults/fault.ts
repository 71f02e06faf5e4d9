import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { DataCodec, WalCodec } from '../life/facts.ts';

/** The rung of the ladder of proof that must find a fault. */
export type FaultLevel = 'L0' | 'L1' | 'L2' | 'L3' | 'L4';

/** Which segment a fault of WAL is planted in, seen from the backups and the promotion. */
export type FaultSegment = 'begin' | 'during' | 'end' | 'middle' | 'before-switch' | 'switch' | 'after-switch' | 'last';

/** What is done to an object; keys and texts may hold places in braces (`placesOf`). `object` is given where it is not the one to be named. */
export type FaultPlant =
  // the stored bytes
  | { readonly act: 'remove' | 'remove-all' | 'empty' }
  | { readonly act: 'cut'; readonly keep?: 'half' | 'to-member' | undefined; readonly drop?: number | undefined }
  | { readonly act: 'append'; readonly bytes: number }
  | { readonly act: 'flip'; readonly in: 'page' | 'tar-header' | 'middle' | 'record' }
  | {
      readonly act: 'rename';
      readonly object: string;
      readonly to: string;
      /** The second half of the content is zero: of a segment that was not full. */
      readonly zeroTail?: boolean | undefined;
    }
  | { readonly act: 'exchange'; readonly with: string }
  | { readonly act: 'copy'; readonly from: string }
  | { readonly act: 'add'; readonly object: string; readonly from: string; readonly recompress?: boolean | undefined }
  | { readonly act: 'add-text'; readonly object: string; readonly text: string }
  | { readonly act: 'text'; readonly text: string }
  | { readonly act: 'info'; readonly object?: string | undefined; readonly set: Readonly<Record<string, string>> }
  | TarPlant
  | WalPlant;

/** The content of a tar is changed, and packed again. */
export type TarPlant =
  | { readonly act: 'tar-cut' | 'label-later' }
  | {
      readonly act: 'page-flip' | 'page-zero-header' | 'page-header' | 'page-lsn' | 'page-exchange';
      readonly relation: string;
    }
  | { readonly act: 'member-drop'; readonly member: string }
  | { readonly act: 'member-shorten'; readonly member: string; readonly bytes: number }
  | { readonly act: 'member-flip'; readonly member: string; readonly offset: number }
  | { readonly act: 'member-text' | 'member-add'; readonly member: string; readonly text: string };

/** The content of a segment is changed, and packed again. */
export type WalPlant =
  | { readonly act: 'wal-flip'; readonly record?: 'middle' | 'last-commit' | undefined }
  | { readonly act: 'wal-cut' | 'wal-zero' | 'wal-system' | 'wal-foreign-next' };

/** A fault that is planted into good archives: what it is, and which level must find it and name which object. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  /** A lower level may find it, too. Decided from what can be seen at each, before there was a verifier. */
  readonly mustBeFoundBy: FaultLevel;
  readonly verdict: 'damaged' | 'unknown';
  /** The key, below the directory of the server, that the finding must name. */
  readonly object: string;
  readonly plant: FaultPlant;
  /** Why it can be known at that level. */
  readonly why: string;
  /** Which of the two backups it is planted in. */
  readonly backup?: 'first' | 'last' | undefined;
  readonly segment?: FaultSegment | undefined;
  /** Codecs that it is planted in, each; gzip when not given. */
  readonly appliesTo?: FaultScope | undefined;
  /** Ids of findings that would say so. */
  readonly findings?: readonly string[] | undefined;
}

export interface FaultScope {
  readonly data?: readonly DataCodec[] | undefined;
  readonly wal?: readonly WalCodec[] | undefined;
  /** What the archive must have: a split backup, an old primary that went on, a backup that spans segments. */
  readonly needs?: 'split' | 'fork' | 'during' | undefined;
}

const act = <const A extends string>(...names: readonly A[]): { readonly act: z.ZodEnum<{ [K in A]: K }> } => ({
  act: z.enum(names),
});
const count = z.int().positive();

const plantSchema: z.ZodType<FaultPlant> = z.union([
  z.strictObject(act('remove', 'remove-all', 'empty')),
  z.strictObject({ ...act('cut'), keep: z.enum(['half', 'to-member']).optional(), drop: count.optional() }),
  z.strictObject({ ...act('append'), bytes: count }),
  z.strictObject({ ...act('flip'), in: z.enum(['page', 'tar-header', 'middle', 'record']) }),
  z.strictObject({ ...act('rename'), object: z.string(), to: z.string(), zeroTail: z.boolean().optional() }),
  z.strictObject({ ...act('exchange'), with: z.string() }),
  z.strictObject({ ...act('copy'), from: z.string() }),
  z.strictObject({ ...act('add'), object: z.string(), from: z.string(), recompress: z.boolean().optional() }),
  z.strictObject({ ...act('add-text'), object: z.string(), text: z.string() }),
  z.strictObject({ ...act('text'), text: z.string() }),
  z.strictObject({ ...act('info'), object: z.string().optional(), set: z.record(z.string(), z.string()) }),
  z.strictObject(act('tar-cut', 'label-later')),
  z.strictObject({
    ...act('page-flip', 'page-zero-header', 'page-header', 'page-lsn', 'page-exchange'),
    relation: z.string(),
  }),
  z.strictObject({ ...act('member-drop'), member: z.string() }),
  z.strictObject({ ...act('member-shorten'), member: z.string(), bytes: count }),
  z.strictObject({ ...act('member-flip'), member: z.string(), offset: z.int().nonnegative() }),
  z.strictObject({ ...act('member-text', 'member-add'), member: z.string(), text: z.string() }),
  z.strictObject({ ...act('wal-flip'), record: z.enum(['middle', 'last-commit']).optional() }),
  z.strictObject(act('wal-cut', 'wal-zero', 'wal-system', 'wal-foreign-next')),
]);

const faultSchema: z.ZodType<Fault> = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string(),
  mustBeFoundBy: z.enum(['L0', 'L1', 'L2', 'L3', 'L4']),
  verdict: z.enum(['damaged', 'unknown']),
  object: z.string(),
  plant: plantSchema,
  why: z.string(),
  backup: z.enum(['first', 'last']).optional(),
  segment: z.enum(['begin', 'during', 'end', 'middle', 'before-switch', 'switch', 'after-switch', 'last']).optional(),
  appliesTo: z
    .strictObject({
      data: z.array(z.enum(['none', 'gzip', 'bzip2', 'snappy', 'lz4', 'zstd'])).optional(),
      wal: z.array(z.enum(['none', 'gzip', 'bzip2', 'xz', 'snappy', 'zstd', 'lz4'])).optional(),
      needs: z.enum(['split', 'fork', 'during']).optional(),
    })
    .optional(),
  findings: z.array(z.string()).optional(),
});

/** faults/faults.json, checked. @throws ZodError when a fault is not one */
export function readFaults(): readonly Fault[] {
  const file = resolve(import.meta.dirname, '../../faults/faults.json');
  return z.array(faultSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}
