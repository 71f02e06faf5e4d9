import type { Finding } from '@postgres-ha/backup-catalog';

/** What can be said of a run itself, and of what people wrote down about it. */
export type RunFindingId = 'self-test-failed' | 'acknowledgement-expired' | 'acknowledgement-unused';

export type RunFinding = Finding<RunFindingId>;
