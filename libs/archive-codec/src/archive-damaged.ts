import type { Compression } from '@postgres-ha/backup-catalog';

/** `truncated`: ends before its format says so. `trailing-bytes`: something stands behind its end. `corrupt`: anything else. */
export type ArchiveProblem = 'corrupt' | 'truncated' | 'trailing-bytes';

/** Compressed bytes that break their own format or do not match their own checksum. Says nothing about the store: errors of a source are never this. */
export class ArchiveDamaged extends Error {
  readonly compression: Compression;
  readonly problem: ArchiveProblem;
  /** In the compressed stream: where the damage was noticed, so it is there or somewhere before. */
  readonly offsetBytes: number;
  constructor(
    compression: Compression,
    {
      problem,
      offsetBytes,
      because,
    }: { readonly problem: ArchiveProblem; readonly offsetBytes: number; readonly because: string },
  ) {
    super(`${compression}, compressed byte ${offsetBytes}: ${because}`);
    this.name = 'ArchiveDamaged';
    this.compression = compression;
    this.problem = problem;
    this.offsetBytes = offsetBytes;
  }
}

/** What this process cannot decompress, so that nobody knows whether it is sound. */
export class CodecUnavailable extends Error {
  readonly compression: Compression;
  constructor(compression: Compression, because: string) {
    super(`${compression} cannot be decompressed here: ${because}`);
    this.name = 'CodecUnavailable';
    this.compression = compression;
  }
}
