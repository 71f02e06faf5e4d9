import type { ArchiveReport, Overall } from '@postgres-ha/backup-proof';
import { worst, type RunSummary } from '@postgres-ha/proof-report';
import type { RunCause } from '@postgres-ha/worker-runtime';
import type { Looked } from './told.ts';

/** A look that has ended. */
export interface EndedLook {
  readonly cause: RunCause;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly looked: Looked;
}

/** What comes of a run. Of one that was ended by us nothing is known, told or kept: the next process makes up for it. */
export type RunResult = { readonly kind: 'looked'; readonly ended: EndedLook } | { readonly kind: 'interrupted' };

/** Reports, and when the look ended that they are of. */
export interface Shown {
  readonly reports: readonly ArchiveReport[];
  /** What the reader should know first: how old this is, and whether a later look failed. */
  readonly notes: readonly string[];
  readonly finishedAt: Date;
  /** Now, that is: unknown when the last look failed, whatever the reports say. */
  readonly overall: Overall;
  /** Whether a later look failed: the first note says why. */
  readonly isStale: boolean;
  readonly now: Date;
  /** Earlier runs. */
  readonly history: readonly RunSummary[];
}

/** Of a failed look nothing is known. */
export function overallOf(looked: Looked): Overall {
  return looked.kind === 'failed' || looked.reports.length === 0 ? 'unknown' : worst(looked.reports);
}
