import {
  startObjectServer,
  startPostgres,
  startStandby,
  type ObjectServer,
  type PostgresServer,
} from '@postgres-ha/local-stack';
import { openS3Store, secret, type WritableObjectStore } from '@postgres-ha/object-store';

/** What the lab is made of. Disposal ends and removes all of it. */
export interface Stack extends AsyncDisposable {
  readonly objectServer: ObjectServer;
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  /** Where the primary's WAL and base backups go. */
  readonly archive: WritableObjectStore;
  /** Where a broken copy of the archive goes. */
  readonly openCopy: (id: string) => WritableObjectStore;
}

export interface StackOptions {
  readonly signal: AbortSignal;
  /** Told as each part runs. */
  readonly onPart: (part: 'object store' | 'primary' | 'standby') => void;
}

/** The newest major that npm brings for every platform of the project, and that CloudNativePG runs by default here. */
export const MAJOR = 17;
/** The folder of the server in the archive. */
export const SERVER_NAME = 'orders';
export const ARCHIVE_ADDRESS = 's3://backups/';
const MEBIBYTE = 1024 * 1024;

/** Small segments and a short timeout, so that WAL is seen to be archived; the usual ones are 16 MiB and five minutes. */
export const SEGMENT_BYTES: number = MEBIBYTE;
export const ARCHIVE_TIMEOUT_SECONDS = 2;

/** @throws when PostgreSQL or the object server do not start; nothing is left then */
export async function startStack({ signal, onPart }: StackOptions): Promise<Stack> {
  await using resources = new AsyncDisposableStack();
  const objectServer = resources.use(await startObjectServer({ signal }));
  for (const bucket of ['backups', 'broken-copies']) await objectServer.createBucket(bucket);
  onPart('object store');
  const archive = resources.use(openBucket(objectServer, { bucket: 'backups' }));
  const primary = resources.use(
    await startPostgres({
      major: MAJOR,
      segmentSizeBytes: SEGMENT_BYTES,
      settings: {
        archive_timeout: `${ARCHIVE_TIMEOUT_SECONDS}s`,
        max_wal_size: '64MB',
        min_wal_size: '4MB',
        jit: 'off',
      },
      archive: { store: archive, serverName: SERVER_NAME, compression: 'gzip' },
      signal,
    }),
  );
  onPart('primary');
  const standby = resources.use(await startStandby(primary, { signal }));
  onPart('standby');
  const owned = resources.move();
  return {
    objectServer,
    primary,
    standby,
    archive,
    openCopy: (id) => openBucket(objectServer, { bucket: 'broken-copies', prefix: id }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export function copyAddress(id: string): string {
  return `s3://broken-copies/${id}/`;
}

function openBucket(
  { endpoint, region, accessKeyId, secretAccessKey }: ObjectServer,
  place: { readonly bucket: string; readonly prefix?: string },
): WritableObjectStore {
  return openS3Store({
    ...place,
    endpoint,
    region,
    credentials: { kind: 'explicit', accessKeyId, secretAccessKey: secret(secretAccessKey) },
  });
}
