import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, createZstdCompress, gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Compression } from '@postgres-ha/backup-catalog';

/** What Node can write by itself. */
export type WrittenCompression = Extract<Compression, 'none' | 'gzip' | 'zstd'>;

const SUFFIXES = { none: '', gzip: '.gz', zstd: '.zst' } as const satisfies Record<WrittenCompression, string>;

/** Barman takes the best; here time is worth more than space. */
const GZIP = { level: 1 } as const;

/** What Barman adds to the name of an object. */
export function suffixOf(compression: WrittenCompression): string {
  return SUFFIXES[compression];
}

export async function compressBytes(compression: WrittenCompression, bytes: Uint8Array): Promise<Uint8Array> {
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return promisify<Uint8Array, typeof GZIP, Buffer>(gzip)(bytes, GZIP);
    case 'zstd':
      return promisify(zstdCompress)(bytes);
  }
}

export async function expandBytes(compression: WrittenCompression, bytes: Uint8Array): Promise<Uint8Array> {
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return promisify(gunzip)(bytes);
    case 'zstd':
      return promisify(zstdDecompress)(bytes);
  }
}

/** Compresses what is written to it; undefined for what is not to be compressed. */
export function compressor(compression: WrittenCompression): Transform | undefined {
  switch (compression) {
    case 'none':
      return undefined;
    case 'gzip':
      return createGzip(GZIP);
    case 'zstd':
      return createZstdCompress();
  }
}
