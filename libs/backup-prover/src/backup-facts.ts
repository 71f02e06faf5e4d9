import type { ArchivedBackup, Finding } from '@postgres-ha/backup-catalog';
import type { BackupFacts } from '@postgres-ha/backup-proof';
import type { PostgresMajor } from '@postgres-ha/postgres-storage';

export type FactsLook =
  { readonly kind: 'facts'; readonly facts: BackupFacts } | { readonly kind: 'unknown'; readonly because: Finding };

const MAJORS: readonly PostgresMajor[] = [13, 14, 15, 16, 17, 18];

/** What the content of a backup must agree with, from its backup.info. */
export function backupFacts({ id, prefix, info: look }: ArchivedBackup): FactsLook {
  const unknown = (found: string, expected: string): FactsLook => ({
    kind: 'unknown',
    because: {
      id: 'backup-info-incomplete',
      level: 'L2',
      weight: 'unknown',
      object: `${prefix}backup.info`,
      found,
      expected,
      remedy: 'Prove this backup by a restore on a server of its kind.',
    },
  });
  if (look.kind !== 'read') return unknown(`a backup.info that is ${look.kind}`, 'one that can be read');
  const { info } = look;
  const { systemIdentifier, serverVersion, timeline, segmentSizeBytes, begin, end, tablespaces } = info;
  const needed = { systemid: systemIdentifier, version: serverVersion, timeline, xlog_segment_size: segmentSizeBytes };
  const [absent] =
    Object.entries({ ...needed, begin_xlog: begin.lsn, end_xlog: end.lsn }).find(([, value]) => value === undefined) ??
    [];
  const major = MAJORS.find((each) => each === Math.floor((serverVersion ?? 0) / 10_000));
  if (major === undefined) return unknown(`version ${serverVersion ?? 'None'}`, 'PostgreSQL 13 to 18');
  if (
    systemIdentifier === undefined ||
    timeline === undefined ||
    segmentSizeBytes === undefined ||
    begin.lsn === undefined ||
    end.lsn === undefined
  ) {
    return unknown(`no ${absent ?? 'begin or end'}`, 'a value for it');
  }
  const facts: BackupFacts = {
    id,
    systemIdentifier,
    major,
    timeline,
    begin: begin.lsn,
    end: end.lsn,
    segmentSizeBytes,
    dataChecksums: info.dataChecksums ?? 'unknown',
    label: info.backupLabel,
    tablespaces,
  };
  return { kind: 'facts', facts };
}
