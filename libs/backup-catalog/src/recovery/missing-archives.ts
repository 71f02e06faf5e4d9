import type { BackupInfo } from '../backup-info/backup-info.ts';
import type { ArchivedBackup } from '../catalogue.ts';
import type { ArchiveOrigin } from '../layout/object-place.ts';

/** A tar that a backup must have had. */
export interface MissingArchive {
  readonly origin: ArchiveOrigin;
  readonly part: number;
  /** Key without the suffix of the compression, which nobody knows. */
  readonly key: string;
}

/** Archives that are missing for certain: part 0 of everything that backup.info names, and parts below one that is there. */
export function missingArchives(backup: ArchivedBackup, info: BackupInfo): readonly MissingArchive[] {
  if (info.snapshots !== undefined) return [];
  const origins: readonly ArchiveOrigin[] = [
    { kind: 'data' },
    ...info.tablespaces.map(({ oid }) => ({ kind: 'tablespace' as const, oid })),
  ];
  return origins.flatMap((origin) => {
    const parts = new Set(
      backup.archives.filter((archive) => isSameOrigin(archive.origin, origin)).map(({ part }) => part),
    );
    const highest = Math.max(0, ...parts);
    return Array.from({ length: highest + 1 }, (_, part) => part)
      .filter((part) => !parts.has(part))
      .map((part) => ({ origin, part, key: archiveKey(backup.prefix, origin, part) }));
  });
}

export function isSameOrigin(a: ArchiveOrigin, b: ArchiveOrigin): boolean {
  return a.kind === 'data' ? b.kind === 'data' : b.kind === 'tablespace' && a.oid === b.oid;
}

function archiveKey(prefix: string, origin: ArchiveOrigin, part: number): string {
  const series = origin.kind === 'data' ? 'data' : String(origin.oid);
  return `${prefix}${series}${part === 0 ? '' : `_${String(part).padStart(4, '0')}`}.tar`;
}
