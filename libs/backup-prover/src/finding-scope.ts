import type { CatalogFinding, CatalogFindingId } from '@postgres-ha/backup-catalog';

/** About the archive around a backup, even where they name one: they take nothing from the backup itself. */
const AROUND: ReadonlySet<CatalogFindingId> = new Set<CatalogFindingId>([
  'backup-too-old',
  'retention-not-reached',
  'retention-exceeded',
  'backup-off-latest',
  'timeline-unreachable',
  'two-writers-suspected',
  'wal-twice',
  'wal-partial-shadows',
  'wal-written-late',
]);

/** Whether a finding says something about one backup, rather than about the archive around it. */
export function isOfBackup({ id, backupId }: CatalogFinding, backup: string): boolean {
  return backupId === backup && !AROUND.has(id);
}
