import type { ProofLevel } from '@postgres-ha/backup-catalog';
import type { ProofFinding } from '@postgres-ha/backup-proof';

/** What was not finished when the run was told to stop: nothing is known of it. */
export function interruption({ reason }: AbortSignal, level: ProofLevel, object?: string): ProofFinding {
  const isTime = reason instanceof DOMException && reason.name === 'TimeoutError';
  return {
    id: isTime ? 'time-limit' : 'interrupted',
    level,
    weight: 'unknown',
    ...(object !== undefined && { object }),
    found: isTime ? 'the time for this run was over' : 'the run was interrupted',
    expected: 'a look to its end',
    remedy: isTime ? 'Give the run more time: --timeout.' : 'Run the verification again.',
  };
}
