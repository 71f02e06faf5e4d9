import { ArchiveDamaged, CodecUnavailable } from '@postgres-ha/archive-codec';
import { TarDamaged, type ProofFinding, type ProofFindingId } from '@postgres-ha/backup-proof';
import { StoreError } from '@postgres-ha/object-store';
import { interruption } from './interruption.ts';

const ANOTHER = 'Restore from another backup, and take a new base backup now.';
const AGAIN = 'Nothing is known about this object. Mend the access and run the verification again.';

export interface FailedRead {
  /** Its key. */
  readonly object: string;
  readonly signal: AbortSignal;
}

/**
 * What a failed read of an object says: something about the archive (its bytes are wrong, or it is gone), or only that nobody could look.
 * An error that is none of these is a bug and is thrown on.
 */
export function readFailure(error: unknown, { object, signal }: FailedRead): ProofFinding {
  if (signal.aborted) return interruption(signal, 'L2', object);
  if (error instanceof ArchiveDamaged) return archiveDamaged(error, object);
  if (error instanceof TarDamaged) return tarDamaged(error, object);
  if (error instanceof CodecUnavailable) {
    return {
      id: 'codec-unavailable',
      level: 'L2',
      weight: 'unknown',
      object,
      found: `compressed by ${error.compression}, which this Node cannot read`,
      expected: 'a compression that can be read here',
      remedy: 'Run the verification with a newer Node.',
    };
  }
  if (error instanceof StoreError) return storeFailure(error, object);
  throw error;
}

function archiveDamaged({ problem, offsetBytes, message }: ArchiveDamaged, object: string): ProofFinding {
  const ids: Readonly<Record<ArchiveDamaged['problem'], ProofFindingId>> = {
    corrupt: 'archive-corrupt',
    truncated: 'archive-truncated',
    'trailing-bytes': 'archive-trailing-bytes',
  };
  return {
    id: ids[problem],
    level: 'L2',
    weight: 'damaged',
    object,
    place: `compressed byte ${offsetBytes}`,
    found: message,
    expected: 'a compressed stream that is whole, with matching checksums and nothing behind it',
    remedy: ANOTHER,
  };
}

function tarDamaged({ problem, offsetBytes, message }: TarDamaged, object: string): ProofFinding {
  const incomplete = problem === 'no-end-marker' || problem === 'member-cut-off';
  return {
    id: incomplete ? 'tar-incomplete' : 'tar-damaged',
    level: 'L2',
    weight: 'damaged',
    object,
    place: `byte ${offsetBytes} of the tar`,
    found: message,
    expected: incomplete ? 'a tar up to its two closing blocks' : 'a tar as Barman writes it',
    remedy: ANOTHER,
  };
}

function storeFailure({ problem, message }: StoreError, object: string): ProofFinding {
  if (problem === 'object-missing') {
    return {
      id: 'object-gone',
      level: 'L2',
      // it was there a moment ago: retention may have taken it, so the catalogue of the next run decides
      weight: 'unknown',
      object,
      found: 'gone since the archive was listed',
      expected: 'an object that stays while it is read',
      remedy:
        'If retention has not removed the whole backup, find out what deletes from this prefix. Run the verification again.',
    };
  }
  if (problem === 'object-damaged') {
    return {
      id: 'object-damaged-in-store',
      level: 'L2',
      weight: 'damaged',
      object,
      found: message,
      expected: 'the bytes that were stored, by the checksum that the store keeps',
      remedy: `The store has lost what it was given. ${ANOTHER}`,
    };
  }
  return {
    id: problem === 'aborted' ? 'interrupted' : 'object-unreadable',
    level: 'L2',
    weight: 'unknown',
    object,
    found: message,
    expected: 'an object that can be read',
    remedy: AGAIN,
  };
}
