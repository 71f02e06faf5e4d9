/** An object as a LIST shows it. */
export interface ListedObject {
  /** Whole key below the root of the store. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  /** Names this content, without quotes: changes whenever the object does. */
  readonly etag: string;
}

export interface ReadOptions {
  /**
   * First byte and, exclusive, last; without it the whole object. As with `Blob.slice`, what lies behind the end of the object is not
   * there: fewer bytes, or none, come back.
   */
  readonly range?: { readonly start: number; readonly end?: number };
  /** Refuse any other version of the object: the read fails with `object-changed`. */
  readonly etag?: string;
  readonly signal?: AbortSignal;
}

/** Where archives lie: a bucket or a directory. It only reads. */
export interface ObjectStore extends AsyncDisposable {
  /** For people; never has a credential in it. */
  readonly name: string;
  /** All objects whose key begins so, in the order of the bytes of their keys (UTF-8). */
  readonly list: (prefix: string, options?: { readonly signal?: AbortSignal }) => AsyncIterable<ListedObject>;
  /** Bytes in chunks of the source's choice. A stream that breaks is resumed where it broke, of the same version only. */
  readonly read: (key: string, options?: ReadOptions) => AsyncIterable<Uint8Array>;
  /**
   * `given-away`: a chunk that has all of its memory to itself belongs to whoever reads it, who may free it. If nothing is said, it may be
   * memory that the store keeps.
   */
  readonly chunks?: 'given-away';
  readonly stat: (key: string, options?: { readonly signal?: AbortSignal }) => Promise<ObjectStat>;
}

export interface ObjectStat extends ListedObject {
  readonly serverSideEncryption?: string;
  readonly versionId?: string;
  readonly storageClass?: string;
}

/** A store that can also be written: for what makes archives, never for what verifies them. */
export interface WritableObjectStore extends ObjectStore {
  readonly put: (
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: PutOptions,
  ) => Promise<{ readonly etag: string }>;
  /** An object that is not there is as good as removed. */
  readonly remove: (key: string, options?: { readonly signal?: AbortSignal }) => Promise<void>;
}

export interface PutOptions {
  /** Refuse to replace an object that is there: `object-exists`. */
  readonly ifAbsent?: boolean;
  /** Refuse to replace any other version of it: `object-changed`. */
  readonly etag?: string;
  readonly signal?: AbortSignal;
}

/**
 * Why an object, or the store, could not be read or written. Only `object-missing` and `object-damaged` are statements about the archive; all
 * others are looks that failed.
 *
 * - `object-damaged`: the store itself says that these are not the bytes that were stored. Two reads agreed.
 * - `clocks-differ`: the server refuses what is signed by this machine's clock; the message says by how much they differ.
 * - `object-exists`: a `put` that may not replace found an object.
 */
export type StoreProblem =
  | 'object-missing'
  | 'object-damaged'
  | 'object-changed'
  | 'object-exists'
  | 'object-archived'
  | 'access-denied'
  | 'bucket-missing'
  | 'credentials-refused'
  | 'clocks-differ'
  | 'key-needed'
  | 'unavailable'
  | 'aborted';

export class StoreError extends Error {
  readonly problem: StoreProblem;
  readonly key: string | undefined;
  constructor(
    problem: StoreProblem,
    { message, key, cause }: { readonly message: string; readonly key?: string | undefined; readonly cause?: unknown },
  ) {
    super(message, { cause });
    this.name = 'StoreError';
    this.problem = problem;
    this.key = key;
  }
}
