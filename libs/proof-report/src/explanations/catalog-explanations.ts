import { FINDING_KINDS, type CatalogFindingId } from '@postgres-ha/backup-catalog';
import { BACKUP_CONSEQUENCES } from './catalog-backups.ts';
import { WAL_CONSEQUENCES } from './catalog-wal.ts';
import type { Explanation } from './explanation.ts';

/** What a finding of the catalogue means for restores, and what the verifier did. What is seen, and what to do, the catalogue says itself. */
export type Consequence = Pick<Explanation, 'means' | 'did'>;

const CONSEQUENCES: Readonly<Record<CatalogFindingId, Consequence>> = { ...BACKUP_CONSEQUENCES, ...WAL_CONSEQUENCES };

/** Everything that a listing and the small files beside the backups can show. The compiler asks for each. */
export const CATALOG_EXPLANATIONS: Readonly<Record<CatalogFindingId, Explanation>> = Object.fromEntries(
  Object.entries(CONSEQUENCES).map(([id, consequence]) => {
    const { meaning, remedy } = FINDING_KINDS[id as CatalogFindingId];
    return [id, { seen: meaning, ...consequence, todo: remedy }];
  }),
) as Record<CatalogFindingId, Explanation>;
