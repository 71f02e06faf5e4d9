import type { Finding } from '@postgres-ha/backup-catalog';
import type { DataFindingId } from '../data/data-finding.ts';

/** Everything that reading, booting and replaying can find. `backup-verifier explain <id>` says more of each. */
export type ProofFindingId =
  // L2, the objects
  | 'object-gone'
  | 'object-unreadable'
  | 'object-damaged-in-store'
  | 'codec-unavailable'
  | 'archive-corrupt'
  | 'archive-truncated'
  | 'archive-trailing-bytes'
  | 'tar-damaged'
  | 'tar-incomplete'
  // L2, what a base backup holds
  | 'member-missing'
  | 'member-twice'
  | 'part-after-last'
  | 'label-differs'
  | 'control-file-damaged'
  | 'control-file-differs'
  | 'relation-map-damaged'
  | 'relation-size'
  | 'relation-part-missing'
  | 'page-damaged'
  | 'page-beyond-backup'
  // L2, WAL
  | 'wal-damaged'
  | 'wal-short'
  | 'wal-of-another-system'
  | 'wal-of-another-place'
  | 'wal-of-another-timeline'
  // L1, where no rule of the catalogue has a word for it
  | 'backup-not-recoverable'
  // L3 and L4
  | 'does-not-start'
  | 'replay-stopped-short'
  | 'wrong-timeline'
  | 'moment-not-reached'
  | 'page-damaged-after-replay'
  | 'relation-file-missing'
  // L5
  | DataFindingId
  // L3 and L4, what kept from looking
  | 'no-matching-binaries'
  | 'binaries-differ'
  | 'scratch-failed'
  | 'disk-full'
  | 'time-limit'
  | 'interrupted'
  | 'budget-spent'
  | 'not-asked-for'
  // what is remembered of earlier runs
  | 'ledger-entry-unreadable'
  | 'ledger-unavailable';

export type ProofFinding = Finding<ProofFindingId>;
