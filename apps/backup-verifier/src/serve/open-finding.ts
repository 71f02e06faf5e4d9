import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport } from '@postgres-ha/backup-proof';
import { z } from 'zod';

const level = z.enum(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);

/** A finding that was told, until it is resolved. JSON-safe: the history keeps it. */
export const openFindingSchema = z.object({
  serverName: z.string(),
  id: z.string(),
  level,
  weight: z.enum(['damaged', 'unknown']),
  /** Key of the object that it is about; of a backup where it is about no object. */
  object: z.string(),
  found: z.string(),
  expected: z.string(),
  remedy: z.string(),
  /** Backups that it is about, in order; none where it is about the archive. */
  backups: z.array(z.string()).readonly(),
  /** When it was first told, ISO 8601. */
  since: z.iso.datetime(),
});
export type OpenFinding = Readonly<z.infer<typeof openFindingSchema>>;

/** The same thing in two runs has the same key, wherever in its object it is and in however many backups. */
export function findingKey({ serverName, id, object }: Pick<OpenFinding, 'serverName' | 'id' | 'object'>): string {
  return JSON.stringify([serverName, id, object]);
}

/** What of a report weighs, each thing once. */
export function weightyFindings({ serverName, backups, findings }: ArchiveReport, since: Date): readonly OpenFinding[] {
  const seen = new Map<string, OpenFinding>();
  const add = (finding: Finding, backup: BackupReport | undefined): void => {
    const { id, level, weight, found, expected, remedy } = finding;
    if (weight === 'notice') return;
    const object = finding.object ?? (backup === undefined ? '' : `${serverName}/base/${backup.id}`);
    const key = findingKey({ serverName, id, object });
    const before = seen.get(key);
    const about = [...(before?.backups ?? []), ...(backup === undefined ? [] : [backup.id])];
    seen.set(key, {
      ...{ serverName, id, level, object, found, expected, remedy },
      // Damage says more.
      weight: before?.weight === 'damaged' ? 'damaged' : weight,
      backups: [...new Set(about)].sort(),
      since: since.toISOString(),
    });
  };
  for (const finding of findings) add(finding, undefined);
  for (const backup of backups) for (const finding of findingsOf(backup)) add(finding, backup);
  return [...seen.values()];
}

function findingsOf({ verdict }: BackupReport): readonly Finding[] {
  switch (verdict.kind) {
    case 'proven':
      return [];
    case 'damaged':
      return verdict.findings;
    case 'unknown':
      return verdict.because;
  }
}
