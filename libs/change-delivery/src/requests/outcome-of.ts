import type { DeliveryOutcome } from '../delivery-outcome.ts';
import { isAchieved, type CommandResult } from './command-result.ts';

/** Of several commands: the first pull request that came of one, or whether any of them was refused. */
export function outcomeOf(results: readonly CommandResult[]): DeliveryOutcome {
  const refused = results.find((result) => !isAchieved(result));
  const proposed = results.find((result) => result.kind === 'proposed');
  if (refused !== undefined && proposed === undefined) return { kind: 'refused', because: refused.kind };
  if (proposed !== undefined)
    return { kind: 'proposed', pullRequest: proposed.pullRequest.number, made: proposed.made };
  const reviewed = results.find((result) => result.kind === 'reviewed');
  if (reviewed?.reading.kind === 'judged')
    return { kind: 'reviewed', pullRequest: reviewed.pullRequest.number, verdict: reviewed.reading.verdict };
  return { kind: 'answered' };
}
