import { openDirectoryStore, openS3Store, type ObjectStore } from '@postgres-ha/object-store';
import type { Place } from './request/request.ts';

/** Opens the place for reading. Credentials are found by the AWS SDK and stay there. */
export function openStore(place: Place): ObjectStore | Promise<ObjectStore> {
  switch (place.kind) {
    case 'directory':
      return openDirectoryStore({ directory: place.directory });
    case 's3': {
      const { bucket, prefix, endpoint, region, forcePathStyle } = place;
      return openS3Store({
        bucket,
        prefix,
        ...(endpoint !== undefined && { endpoint }),
        ...(region !== undefined && { region }),
        ...(forcePathStyle !== undefined && { forcePathStyle }),
      });
    }
  }
}
