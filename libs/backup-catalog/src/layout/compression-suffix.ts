import type { Compression } from '../archived-object.ts';

const SUFFIXES: readonly (readonly [suffix: string, compression: Compression])[] = [
  ['.gz', 'gzip'],
  ['.bz2', 'bzip2'],
  ['.snappy', 'snappy'],
  ['.lz4', 'lz4'],
  ['.xz', 'xz'],
  ['.zst', 'zstd'],
];

/**
 * A name without the suffix that says how it is compressed. An unknown suffix stays part of the stem.
 * @see Barman 3.19 `cloud.py`, `ALLOWED_COMPRESSIONS`
 */
export function splitCompression(name: string): { readonly stem: string; readonly compression: Compression } {
  for (const [suffix, compression] of SUFFIXES)
    if (name.endsWith(suffix)) return { stem: name.slice(0, -suffix.length), compression };
  return { stem: name, compression: 'none' };
}

/** `.gz` of gzip; nothing of none. */
export function suffixOf(compression: Compression): string {
  return SUFFIXES.find(([, each]) => each === compression)?.[0] ?? '';
}
