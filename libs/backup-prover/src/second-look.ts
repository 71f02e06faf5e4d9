import { crc32 } from 'node:zlib';
import type { ArchivedObject, Finding } from '@postgres-ha/backup-catalog';
import type { ProofFinding } from '@postgres-ha/backup-proof';
import { readFailure } from './read-failure.ts';
import type { Reading } from './read-objects.ts';

/** What came of an object, as it is stored, so far. */
export interface Came {
  readonly object: ArchivedObject;
  readonly bytes: () => number;
  readonly sum: () => number;
  readonly add: (chunk: Uint8Array) => void;
}

export function nothingYet(object: ArchivedObject): Came {
  let bytes = 0;
  let sum = 0;
  return {
    object,
    bytes: () => bytes,
    sum: () => sum,
    add: (chunk) => {
      bytes += chunk.length;
      sum = crc32(chunk, sum);
    },
  };
}

export function isDamage({ weight }: Finding): boolean {
  return weight === 'damaged';
}

/**
 * Damage is said of bytes that come twice. What was changed on the way here, by a machine or a network between, is no fault of the archive:
 * where an object gives other bytes when it is read again, or cannot be read again, nothing is known of it.
 * @returns a finding for each such object
 */
export async function lookAgain(came: readonly Came[], reading: Reading): Promise<readonly ProofFinding[]> {
  const findings: ProofFinding[] = [];
  for (const first of came) {
    const doubt = await doubtOf(first, reading);
    if (doubt !== undefined) findings.push(doubt);
  }
  return findings;
}

async function doubtOf(
  { object, bytes, sum }: Came,
  { store, signal, onBytes }: Reading,
): Promise<ProofFinding | undefined> {
  const again = nothingYet(object);
  try {
    const range = { start: 0, end: bytes() };
    for await (const chunk of store.read(object.key, { range, etag: object.etag, signal })) {
      again.add(chunk);
      onBytes?.(chunk.length);
    }
  } catch (error) {
    return readFailure(error, { object: object.key, signal });
  }
  if (again.bytes() === bytes() && again.sum() === sum()) return undefined;
  return {
    id: 'object-unreadable',
    level: 'L2',
    weight: 'unknown',
    object: object.key,
    found: 'other bytes when it was read again: they are changed on the way here',
    expected: 'the same bytes from one read to the next',
    remedy:
      'Find out what changes bytes between the store and this machine, use HTTPS, and run the verification again.',
  };
}
