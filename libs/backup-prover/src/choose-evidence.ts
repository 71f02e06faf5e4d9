import {
  evidenceHold,
  type EvidenceHold,
  type HoldQuestion,
  type PresentInputs,
  type ProofEvidence,
} from '@postgres-ha/backup-proof';

/** Evidence, and what it still says. */
export interface Held {
  readonly evidence: ProofEvidence;
  readonly hold: Exclude<EvidenceHold, { kind: 'void' }>;
}

/** The newest that says anything: a later look has the last word, whatever it found. Of one look, what came further. */
export function chooseEvidence(
  all: readonly ProofEvidence[],
  { present, question }: { readonly present: PresentInputs; readonly question: HoldQuestion },
): Held | undefined {
  const held = all.flatMap((evidence): readonly Held[] => {
    const hold = evidenceHold(evidence, present, question);
    return hold.kind === 'void' ? [] : [{ evidence, hold }];
  });
  return held.toSorted(newestFirst)[0];
}

function newestFirst({ evidence: a }: Held, { evidence: b }: Held): number {
  return b.at.getTime() - a.at.getTime() || b.inputs.way.count - a.inputs.way.count;
}

/** Whether it is so old that it is looked at again. A clock that jumped makes the future as doubtful as the past. */
export function isTooOld(
  { at }: ProofEvidence,
  { now, olderThanSeconds }: { readonly now: Date; readonly olderThanSeconds: number | undefined },
): boolean {
  return olderThanSeconds !== undefined && Math.abs(now.getTime() - at.getTime()) > olderThanSeconds * 1000;
}
