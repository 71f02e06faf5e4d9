import type { ArchivedObject, Compression } from '../archived-object.ts';

/** One object that holds a segment: `.gz` beside `.zst` after the codec was changed, or what was written of it: `.partial`. */
export interface WalCopy {
  readonly object: ArchivedObject;
  readonly compression: Compression;
  /** The beginning of a segment, kept at a promotion or by a receiver that was stopped. */
  readonly isPartial: boolean;
}

/** All objects of one segment, in the order of their keys; at least one. */
export interface WalFile {
  /** 24 hexadecimal digits. */
  readonly name: string;
  readonly copies: readonly [WalCopy, ...WalCopy[]];
}

/** Which program fetches a segment. The plugin 0.14 brings Barman 3.19.1. */
export type Fetcher = 'barman-3.19' | 'barman-3.18';

/**
 * The copy that `barman-cloud-wal-restore` without `--no-partial` hands to PostgreSQL. Barman 3.19 takes the first key, so a
 * `.partial` wins over `.snappy`, `.xz` and `.zst`, but not over `.gz`. Until 3.18 it took the first key with a suffix.
 * @see Barman 3.19.1 `cloud.py`, `CloudWalDownloader._get_wals_to_download`; Barman 3.10 `cloud_walrestore.py`
 */
export function copyTakenBy(fetcher: Fetcher, { name, copies }: WalFile): WalCopy {
  const [first] = copies;
  if (fetcher === 'barman-3.19') return first;
  return copies.find(({ object }) => !object.key.endsWith(`/${name}`)) ?? first;
}
