import type { ProofFindingId } from '@postgres-ha/backup-proof';
import type { Explanation } from './explanation.ts';

export type LedgerFindingId = Extract<ProofFindingId, 'budget-spent' | `ledger-${string}`>;

/** What can be in the way of remembering proofs, and of finding the time for new ones. */
export const LEDGER_EXPLANATIONS: Readonly<Record<LedgerFindingId, Explanation>> = {
  'budget-spent': {
    seen: 'The run had read as many bytes, or worked for as long, as --budget-bytes or --budget-time allow, before it came to this.',
    means:
      'Nothing is known of what is named. A backup that an earlier run has proven, and that nobody changed, keeps that proof, with its age.',
    did: 'It went to what was never proven first, the newest before the older, and left the rest to the next run.',
    todo: 'Nothing, if a later run comes to it. If none does, allow the runs more, or have them more often.',
  },
  'ledger-entry-unreadable': {
    seen: 'Something that is kept of an earlier run is torn, was changed, or is of another format.',
    means: 'It counts for nothing. No backup is called proven on the strength of it.',
    did: 'It passed over it, and looked at the backup again.',
    todo: 'Nothing, if it came by an interrupted write or an update: the next proof takes its place. Otherwise see who else writes there, and remove what is named.',
  },
  'ledger-unavailable': {
    seen: 'The ledger could not be read or written.',
    means:
      'The verdicts are as good as ever. What was proven in this run may not be remembered, so that the next run reads it again.',
    did: 'It went on without it.',
    todo: 'Mend the access: the ledger must be readable and writable, while the archive need only be readable.',
  },
};
