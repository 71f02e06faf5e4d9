import { mkdir } from 'node:fs/promises';
import { openDirectoryStore, openS3Store } from '@postgres-ha/object-store';
import { openLedger as openLedgerIn, type Ledger } from '@postgres-ha/proof-ledger';
import type { Place } from './request/request.ts';

/** A ledger that does not answer is done without sooner than an archive is given up. */
const ATTEMPTS = 3;

/** Opens the place for reading and writing. A directory is made where there is none; where it cannot be, the ledger says so when it is used. */
export async function openLedger(place: Place): Promise<Ledger> {
  if (place.kind === 'directory') {
    await mkdir(place.directory, { recursive: true }).catch(() => undefined);
    return openLedgerIn({ store: openDirectoryStore({ directory: place.directory }) });
  }
  const { bucket, prefix, endpoint, region, forcePathStyle } = place;
  return openLedgerIn({
    store: openS3Store({
      bucket,
      prefix,
      ...(endpoint !== undefined && { endpoint }),
      ...(region !== undefined && { region }),
      ...(forcePathStyle !== undefined && { forcePathStyle }),
      retry: { attempts: ATTEMPTS },
    }),
  });
}
