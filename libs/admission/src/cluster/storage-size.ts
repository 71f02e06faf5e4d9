import { parseQuantity, type Nano } from '../values/quantity.ts';
import type { Storage } from './cluster-resource.ts';

/** Bytes that a volume asks for through its claim's template; 0 where it asks for none. */
export function requestedSize({ pvcTemplate }: Storage): Nano {
  return parseQuantity(pvcTemplate?.resources?.requests?.['storage'] ?? 0) ?? (0n as Nano);
}

/**
 * The size of a volume: its `size`, else what the claim's template requests.
 *
 * @returns undefined where there is no volume, or nothing tells its size.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/api/v1/cluster_funcs.go GetSizeOrNil
 */
export function volumeSize(storage: Storage | undefined): Nano | undefined {
  if (storage === undefined) return undefined;
  if (storage.size !== undefined && storage.size !== '') return parseQuantity(storage.size);
  return storage.pvcTemplate && requestedSize(storage);
}
