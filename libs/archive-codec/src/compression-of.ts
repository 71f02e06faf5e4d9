import type { Compression } from '@postgres-ha/backup-catalog';

const BY_SUFFIX = {
  gz: 'gzip',
  bz2: 'bzip2',
  snappy: 'snappy',
  lz4: 'lz4',
  xz: 'xz',
  zst: 'zstd',
} as const satisfies Readonly<Record<string, Compression>>;

const SUFFIX = /\.(gz|bz2|snappy|lz4|xz|zst)$/;

/** By the suffix of the key, as Barman does: backup.info does not tell, and an archive may mix compressions. */
export function compressionOf(key: string): Compression {
  const suffix = SUFFIX.exec(key)?.[1] as keyof typeof BY_SUFFIX | undefined;
  return suffix === undefined ? 'none' : BY_SUFFIX[suffix];
}
