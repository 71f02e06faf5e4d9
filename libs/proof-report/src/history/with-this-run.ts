import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { RunSummary } from './run-summary.ts';
import { summarize } from './summarize.ts';

/** Earlier runs and this one. It may have been kept already: then it is the same run, and counts once. */
export function withThisRun(reports: readonly ArchiveReport[], history: readonly RunSummary[]): readonly RunSummary[] {
  const [first] = reports;
  return first === undefined ? history : [...history, summarize(reports, { at: first.startedAt })];
}
