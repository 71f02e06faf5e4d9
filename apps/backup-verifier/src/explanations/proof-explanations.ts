import type { ProofFindingId } from '@postgres-ha/backup-proof';
import type { Explanation } from './explanation.ts';
import { CONTENT_EXPLANATIONS, type ContentFindingId } from './content-explanations.ts';
import { REPLAY_EXPLANATIONS } from './replay-explanations.ts';
import { WAL_EXPLANATIONS } from './wal-explanations.ts';

/** Everything that reading, starting and replaying can find. The compiler asks for each. */
export const PROOF_EXPLANATIONS: Readonly<Record<ProofFindingId, Explanation>> = {
  ...CONTENT_EXPLANATIONS,
  ...WAL_EXPLANATIONS,
  ...REPLAY_EXPLANATIONS,
};

export type { ContentFindingId };
