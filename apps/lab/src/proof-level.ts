import type { ProofLevel } from '@postgres-ha/backup-catalog';

/** How far the lab has everything proven. */
export const PROOF_LEVEL: ProofLevel = 'L5';
