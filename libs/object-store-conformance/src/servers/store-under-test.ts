import type { WritableObjectStore } from '@postgres-ha/object-store';

/** What the same suite runs over. */
export interface StoreUnderTest extends AsyncDisposable {
  /** An empty store of its own, in a bucket or directory that exists. */
  readonly open: () => Promise<WritableObjectStore>;
  /** A store in a bucket or directory that does not exist. */
  readonly openMissing: () => WritableObjectStore;
}

/** Where servers differ from Amazon's; each deviation is one of the server, not of the adapter. */
export interface Abilities {
  /** Heeds conditions on PUT. */
  readonly conditionalPut: boolean;
  /** What becomes of an object `a` and one `a/b`. */
  readonly objectAndFolder: 'both' | 'refused';
  /** How it lists. Any other order than that of bytes has to be refused. */
  readonly order: 'of bytes' | 'of a language';
  /** Keys of the odd ones that it cannot hold. */
  readonly withoutKeys?: readonly string[];
}
