import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupVerdict } from '@postgres-ha/backup-proof';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';

/** Reports for tests, as the verifier makes them. */

const BACKUP = 'orders/base/20261125T182819';

export const pageFinding: Finding & { readonly object: string } = {
  id: 'page-damaged',
  level: 'L2',
  weight: 'damaged',
  object: `${BACKUP}/data.tar.gz`,
  place: 'base/5/16424, block 75',
  found: 'checksum 1',
  expected: '2',
  remedy: 'Take a base backup.',
};

export const proven: BackupVerdict = {
  kind: 'proven',
  level: 'L4',
  upTo: { lsn: lsn(0x300_0148n), timeline: timelineId(1), lastCommitAt: new Date('2026-11-25T18:29:00Z') },
};

export const damaged: BackupVerdict = { kind: 'damaged', findings: [pageFinding] };

/** An archive with one backup. */
export function reportOf(verdict: BackupVerdict, more: Partial<ArchiveReport> = {}): ArchiveReport {
  return {
    store: 's3://backups/',
    serverName: 'orders',
    startedAt: new Date('2026-11-25T18:29:02Z'),
    finishedAt: new Date('2026-11-25T18:29:04Z'),
    asked: 'L4',
    overall: verdict.kind,
    backups: [
      {
        id: '20261125T182819',
        name: undefined,
        status: 'DONE',
        timeline: timelineId(1),
        begin: lsn(0x200_0028n),
        end: lsn(0x200_0100n),
        endedAt: new Date('2026-11-25T18:28:20Z'),
        sizeBytes: 3_800_000,
        compression: 'gzip',
        verdict,
        notices: [],
        phases: [],
        proofs: [],
      },
    ],
    moments: [{ timeline: timelineId(1), from: lsn(0x200_0100n), to: lsn(0x300_0148n), state: 'proven' }],
    findings: [],
    read: { objects: 12, bytes: 4_000_000 },
    ...more,
  };
}
