import type { ProofFinding } from '../content/proof-finding.ts';
import type { EvidenceInputs, ProofEvidence } from './proof-evidence.ts';

/** Which backup, of which archive. */
export type ProofPlace = Pick<EvidenceInputs, 'archive' | 'serverName' | 'backupId'>;

/** Asked and told by whoever proves. A memory that fails takes no proof away: it says so by notices, and never throws for it. */
export interface ProofMemory {
  /** All that is kept of a backup, in no order; whether it still holds is for the asker to say. */
  readonly recall: (place: ProofPlace, options: { readonly signal: AbortSignal }) => Promise<Recalled>;
  /** @returns notices: why it was not kept */
  readonly remember: (
    evidence: ProofEvidence,
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly ProofFinding[]>;
}

export interface Recalled {
  readonly evidence: readonly ProofEvidence[];
  readonly notices: readonly ProofFinding[];
}
