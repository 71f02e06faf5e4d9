/** Rungs of the proof ladder: catalogue, WAL chain, content, boot, replay, data. */
export type ProofLevel = 'L0' | 'L1' | 'L2' | 'L3' | 'L4' | 'L5';

/**
 * What a finding does to a verdict: `damaged` is proof that something cannot be restored, `unknown` that nobody can say,
 * `notice` leaves the verdict as it is.
 */
export type Weight = 'damaged' | 'unknown' | 'notice';

/** One thing that was found, with what an operator needs to act on it. */
export interface Finding<Id extends string = string> {
  /** From a closed vocabulary; `backup-verifier explain <id>` says more. */
  readonly id: Id;
  readonly level: ProofLevel;
  readonly weight: Weight;
  /** Key of the object, or of the one that is missing. */
  readonly object?: string;
  /** Place within: a member of a tar, a block of a relation, an LSN. */
  readonly place?: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}
