import type { DataFindingId, ProofFindingId } from '@postgres-ha/backup-proof';
import type { Explanation } from './explanation.ts';
import { CONTENT_EXPLANATIONS, type ContentFindingId } from './content-explanations.ts';
import { LEDGER_EXPLANATIONS } from './ledger-explanations.ts';
import { REPLAY_EXPLANATIONS } from './replay-explanations.ts';
import { WAL_EXPLANATIONS } from './wal-explanations.ts';

/** Everything that reading, starting and replaying can find. The compiler asks for each, as it does for what the data shows. */
export const PROOF_EXPLANATIONS: Readonly<Record<Exclude<ProofFindingId, DataFindingId>, Explanation>> = {
  ...CONTENT_EXPLANATIONS,
  ...WAL_EXPLANATIONS,
  ...REPLAY_EXPLANATIONS,
  ...LEDGER_EXPLANATIONS,
};

export type { ContentFindingId };
