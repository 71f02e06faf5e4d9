import type { ProofFinding } from '@postgres-ha/backup-proof';

/** What a run may spend. */
export interface Budget {
  /** As stored, that may be read. */
  readonly bytes?: number;
  /** Since the run began; what was begun is ended. */
  readonly seconds?: number;
}

export interface Purse {
  /** Whether so much may still be read, and there is time to begin. */
  readonly affords: (bytes: number) => boolean;
  readonly spend: (bytes: number) => void;
  /** Why something was left. */
  readonly left: (work: { readonly bytes: number; readonly object: string }) => ProofFinding;
}

export function openPurse({ bytes, seconds }: Budget, elapsedMs: () => number): Purse {
  let spent = 0;
  const isLate = (): boolean => seconds !== undefined && elapsedMs() >= seconds * 1000;
  return {
    affords: (wanted) => !isLate() && (bytes === undefined || spent + wanted <= bytes),
    spend: (read) => {
      spent += read;
    },
    left: (work) => ({
      id: 'budget-spent',
      level: 'L2',
      weight: 'unknown',
      object: work.object,
      found: isLate()
        ? `left unread: the ${seconds ?? 0} seconds of this run were over`
        : `left unread: ${work.bytes} bytes, of ${bytes ?? 0} that a run may read ${Math.max(0, (bytes ?? 0) - spent)} were left`,
      expected: 'a run that may read everything that is new',
      remedy: 'The next run goes on here. If it never comes to it, give the runs more: --budget-bytes, --budget-time.',
    }),
  };
}
