import { archiveName, type Cluster } from './cluster.ts';
import type { Backup } from './schema/cluster-schema.ts';

const DAY_S = 86_400;

/** @see Barman, RecoveryWindow retention policies: a month is 31 days */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 31 };

/** Proofs count for so long, unless people say otherwise. */
const REVERIFY_AFTER_S = 30 * DAY_S;

/** Seconds that backups are kept for. */
export function retentionSeconds({ retention }: Pick<Backup, 'retention'>): number {
  return Number.parseInt(retention, 10) * (DAYS[retention.slice(-1)] ?? 1) * DAY_S;
}

/** Age at which a proof of a backup no longer counts, in seconds. */
export function reverifyAfterSeconds(backup: Pick<Backup, 'retention' | 'verification'>): number {
  return backup.verification.reverifyAfter ?? Math.min(REVERIFY_AFTER_S, retentionSeconds(backup));
}

/** Where proofs of a cluster's backups are remembered: beside its archive, which nobody but Barman writes to. */
export function ledgerAddress(cluster: Pick<Cluster, 'name' | 'backup'>): string | undefined {
  if (cluster.backup === 'none') return undefined;
  const { destination, verification } = cluster.backup;
  return verification.ledger ?? `${destination.replace(/\/+$/, '')}/${archiveName(cluster)}-verification/`;
}
