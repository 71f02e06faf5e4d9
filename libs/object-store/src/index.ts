export { systemClock, type Clock } from './clock.ts';
export { openDirectoryStore, type DirectoryStoreOptions } from './directory/open-directory-store.ts';
export {
  StoreError,
  type ListedObject,
  type ObjectStat,
  type ObjectStore,
  type PutOptions,
  type ReadOptions,
  type StoreProblem,
  type WritableObjectStore,
} from './object-store.ts';
export { DEFAULT_RETRY, type RetryPolicy } from './patience.ts';
export { openS3Store } from './s3/open-s3-store.ts';
export type { S3Credentials, S3StoreOptions } from './s3/s3-access.ts';
export { secret, type Secret } from './secret.ts';
export { parseStoreAddress, type StoreAddress } from './store-address.ts';
export { compareUtf8 } from './utf8-order.ts';
