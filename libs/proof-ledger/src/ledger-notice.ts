import type { ProofFinding } from '@postgres-ha/backup-proof';
import type { StoreError } from '@postgres-ha/object-store';

/** What is kept there counts for nothing. */
export function entryUnreadable(object: string, because: string): ProofFinding {
  return {
    id: 'ledger-entry-unreadable',
    level: 'L0',
    weight: 'notice',
    object,
    found: because,
    expected: 'an entry as this version of the ledger writes it',
    remedy: 'It counts for nothing, and the backup is looked at again. If it stays, remove it.',
  };
}

/** The run goes on without. */
export function ledgerUnavailable(doing: string, { message }: Pick<StoreError, 'message'>): ProofFinding {
  return {
    id: 'ledger-unavailable',
    level: 'L0',
    weight: 'notice',
    found: `${doing}: ${message}`,
    expected: 'a ledger that can be read and written',
    remedy: 'Mend the access to the ledger. Until then nothing is remembered from one run to the next.',
  };
}
