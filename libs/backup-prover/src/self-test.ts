import type { ArchiveSource, Recoverability, ServerCatalogue } from '@postgres-ha/backup-catalog';
import type { ProofMemory, SelfTest } from '@postgres-ha/backup-proof';
import type { ObjectStore } from '@postgres-ha/object-store';
import { plantFlippedBit, type ReadWal } from './planted/flipped-bit.ts';
import { plantHiddenSegment, type JudgeNames } from './planted/hidden-segment.ts';
import type { BackupToProve } from './prove-backup.ts';

type Plant = SelfTest['plants'][number];

/** What a run is tested with: by default the very functions that it judges with. */
export interface Checkers {
  readonly judgeNames?: JudgeNames;
  readonly readWal?: ReadWal;
}

export interface SelfTestOptions {
  readonly store: ObjectStore;
  /** Of the catalogue, whose texts are at hand. */
  readonly source: ArchiveSource;
  readonly now: Date;
  /** 0 to 1, chooses where to plant. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly checkers?: Checkers;
}

/** The self-test of one run over one archive. */
export interface RunningSelfTest {
  /** Before anything is read at L2: flips a bit of the first backup that is read, and of no other. */
  readonly beforeReading: (subject: BackupToProve) => Promise<void>;
  /** Whether everything planted so far was found. Without that nothing may be called proven, or be remembered. */
  readonly passed: () => boolean;
  /** The same memory, which takes nothing from a run that missed what was planted. */
  readonly guarding: (memory: ProofMemory | undefined) => ProofMemory | undefined;
  /** Undefined where there was nothing to plant in. */
  readonly result: () => SelfTest | undefined;
  /** As stored, that were read for it. */
  readonly bytes: () => number;
}

/**
 * Plants faults in memory, where the archive is not touched, and sees whether the run finds them: a segment is hidden from the list at once, a bit of an
 * object is flipped before anything is read. A verifier that misses either would call broken archives good.
 */
export async function beginSelfTest(
  { server, recovery }: { readonly server: ServerCatalogue; readonly recovery: Recoverability },
  { store, source, now, random, signal, checkers = {} }: SelfTestOptions,
): Promise<RunningSelfTest> {
  const plants: Plant[] = [];
  let bytes = 0;
  const hidden = await plantHiddenSegment(
    { server, recovery },
    { source, now, random, judgeNames: checkers.judgeNames },
  );
  if (hidden !== undefined) plants.push(hidden);
  let flipping: Promise<void> | undefined;
  const flip = async (subject: BackupToProve): Promise<void> => {
    const flipped = await plantFlippedBit(subject, {
      ...{ store, server, random, signal, readWal: checkers.readWal },
      onBytes: (count) => {
        bytes += count;
      },
    });
    if (flipped !== undefined) plants.push(flipped);
  };
  const passed = (): boolean => plants.every(({ found }) => found);
  return {
    beforeReading: (subject) => (flipping ??= flip(subject)),
    passed,
    guarding: (memory) =>
      memory && { ...memory, remember: (...given) => (passed() ? memory.remember(...given) : Promise.resolve([])) },
    result: () => (plants.length === 0 ? undefined : { plants }),
    bytes: () => bytes,
  };
}
