import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { Progress, ProveArchive, ProveOptions } from '@postgres-ha/backup-prover';
import type { ObjectStore } from '@postgres-ha/object-store';
import type { Ledger } from '@postgres-ha/proof-ledger';
import type { RunningProof } from '../lab-state.ts';
import { PROOF_LEVEL } from '../proof-level.ts';
import { SHOP_POLICY } from './shop-policy.ts';

export interface Verifier {
  readonly proveArchive: ProveArchive;
  readonly scratch: NonNullable<ProveOptions['scratch']>;
  readonly now: () => Date;
  readonly random: () => number;
  /** What was proven of the archive; copies are looked at anew, as they are broken. */
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
}

export interface ProofOf {
  /** `archive`, or the id of a copy: nobody writes to that any more, so nothing of it is still on its way. */
  readonly of: string;
  readonly onRunning: (running: RunningProof | null) => void;
}

/** Has an archive proven, and tells how far that is. @throws when it cannot be looked at */
export async function proveStore(
  store: ObjectStore,
  { of, onRunning }: ProofOf,
  { proveArchive, scratch, now, random, ledger, signal }: Verifier,
): Promise<readonly ArchiveReport[]> {
  const startedAt = now();
  let running: RunningProof = {
    of,
    startedAt: startedAt.toISOString(),
    step: 'listing',
    backupId: null,
    doneBytes: 0,
    totalBytes: 0,
  };
  onRunning(running);
  const digestKey = await ledger.digestKey({ signal });
  try {
    return await proveArchive({
      store,
      prefix: '',
      level: PROOF_LEVEL,
      backups: 'all',
      ...(of === 'archive' ? { memory: ledger } : { settlingSeconds: 0 }),
      data: SHOP_POLICY,
      ...(digestKey !== undefined && { digestKey }),
      scratch,
      now: startedAt,
      random,
      signal,
      onProgress: (progress) => {
        running = runningAfter(running, progress);
        onRunning(running);
      },
    });
  } finally {
    onRunning(null);
  }
}

export function runningAfter(running: RunningProof, progress: Progress): RunningProof {
  if (progress.kind !== 'backup') return running;
  const { step, backupId, doneBytes, totalBytes } = progress;
  return { ...running, step, backupId, doneBytes, totalBytes };
}
