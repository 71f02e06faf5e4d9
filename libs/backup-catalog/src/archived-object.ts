/** An object as a LIST shows it. */
export interface ArchivedObject {
  /** Whole key below the root of the store. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  /** Names this content: changes whenever the object does. */
  readonly etag: string;
}

/** How an object is compressed, by the suffix of its key: backup.info does not tell. */
export type Compression = 'none' | 'gzip' | 'bzip2' | 'snappy' | 'lz4' | 'xz' | 'zstd';
