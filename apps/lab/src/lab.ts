import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { TakenBackup } from './archive/retention.ts';
import type { Proposal } from './bot/proposal.ts';
import type { BreakKind } from './break-kind.ts';
import type { FailoverKind, FailoverRun } from './failover/failover-state.ts';
import type { CopyState, LabState, StepState } from './lab-state.ts';

/** What a running lab lets others do with it. The page has no use for `work`. */
export interface Lab extends AsyncDisposable {
  /** As it is now. States do not change: a change makes another. It survives JSON. */
  readonly state: () => LabState;
  /** The state now, and again after it changed, at most a few times a second: who reads slowly misses states, never the newest. */
  readonly changes: (signal: AbortSignal) => AsyncIterable<LabState>;
  readonly actions: LabActions;
  readonly work: LabWork;
}

/**
 * What the buttons do. Each returns at once, whether it is accepted: what comes of it is in the state.
 * Work is done one after the other, so a press while something runs waits its turn; `queued` in the state tells.
 */
export interface LabActions {
  /** Copies the archive, breaks the copy, and has it proven; the original is only read. */
  readonly breakCopy: (kind: BreakKind) => ActionAnswer;
  readonly backUpNow: () => ActionAnswer;
  readonly proveNow: () => ActionAnswer;
  /** On the database that is there for it; its backups are none of the archive's. */
  readonly failOver: (kind: FailoverKind) => ActionAnswer;
  /** What the bot would do for a comment, in this checkout. Nothing is written. */
  readonly askBot: (text: string) => ActionAnswer;
}

export type ActionAnswer =
  | { readonly kind: 'accepted' }
  /** In words for whoever pressed the button: too many wait already, or there is no backup yet. */
  | { readonly kind: 'refused'; readonly because: string };

/** The same, for who waits until it is done. Each throws when it could not be done, and when the lab ends. */
export interface LabWork {
  readonly backUp: () => Promise<TakenBackup>;
  readonly prove: () => Promise<readonly ArchiveReport[]>;
  /** @returns the copy after it was proven */
  readonly breakCopy: (kind: BreakKind) => Promise<CopyState>;
  /** @returns the run after the watchdog has said that it is over */
  readonly failOver: (kind: FailoverKind) => Promise<FailoverRun>;
  /** @returns the request with its outcome, however it ended */
  readonly askBot: (text: string) => Promise<Proposal>;
  /** Until the watchdog has nothing to say of the two servers that are there to fail over. */
  readonly pairIsSettled: () => Promise<void>;
  /** Name of each object of the archive, and of its content. */
  readonly objects: () => Promise<ReadonlyMap<string, string>>;
  /** Until so many WAL segments lie behind the end of the newest backup. @returns how many there are */
  readonly walBehindBackup: (count: number) => Promise<number>;
  readonly tellStep: (id: string, state: StepState['state']) => void;
}
