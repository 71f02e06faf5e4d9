import type { ArchivedObject } from './archived-object.ts';

/** Everything whose key begins so, in any order. May be called several times. */
export type ListObjects = (prefix: string, signal?: AbortSignal) => AsyncIterable<ArchivedObject>;

/**
 * Text of a small object, decompressed by the suffix of its key. Rejects when the store could not be asked, or the object is
 * gone; gives `DamagedText` when the bytes came and are no text of that compression.
 */
export type ReadText = (object: ArchivedObject, signal?: AbortSignal) => Promise<string | DamagedText>;

/** Evidence against an object: its bytes were read and cannot be decoded. */
export interface DamagedText {
  readonly kind: 'damaged';
  readonly problem: string;
}

/** Where an archive is read from. Adapters fill it. */
export interface ArchiveSource {
  readonly list: ListObjects;
  readonly readText: ReadText;
}
