import { GitHubError } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { NOTHING_DONE, type UpkeepReport } from './upkeep-report.ts';

type Counted = Exclude<keyof UpkeepReport, 'failed'>;

/** Does one thing after the other. One that fails keeps no other from being done; a limit of GitHub's ends them all. */
export interface Tally {
  readonly count: (what: Counted, by?: number) => void;
  /** @throws GitHubError `rate-limited`, or the signal's reason */
  readonly attempt: (name: string, act: () => Promise<void>) => Promise<void>;
  readonly report: () => UpkeepReport;
}

export function openTally({ signal, options }: Desk): Tally {
  let report = NOTHING_DONE;
  return {
    count: (what, by = 1) => {
      report = { ...report, [what]: report[what] + by };
    },
    attempt: async (name, act) => {
      try {
        await act();
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof GitHubError && error.problem === 'rate-limited') throw error;
        options.log('warn', 'upkeep-failed', { name, error });
        report = {
          ...report,
          failed: [...report.failed, `${name}: ${error instanceof Error ? error.message : String(error)}`],
        };
      }
    },
    report: () => report,
  };
}
