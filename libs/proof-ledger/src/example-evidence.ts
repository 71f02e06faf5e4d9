import type { ProofEvidence, ProofPlace } from '@postgres-ha/backup-proof';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';

const DIGEST = 'a'.repeat(64);

export const PLACE: ProofPlace = {
  archive: 's3://backups/prod postgres-cluster/',
  serverName: 'postgres-cluster',
  backupId: '20261125T020000',
};

/** Of a sound backup, replayed. */
export function exampleEvidence({
  place = PLACE,
  ...more
}: Partial<ProofEvidence> & { readonly place?: ProofPlace } = {}): ProofEvidence {
  const objects = { count: 2, sizeBytes: 5_000_000, first: 'base/a', last: 'base/b', digest: DIGEST };
  return {
    inputs: {
      ...place,
      systemIdentifier: '7437912345678901234',
      base: objects,
      histories: { count: 0, sizeBytes: 0, digest: DIGEST },
      way: { ...objects, count: 3 },
      wayEnd: 'archive',
    },
    at: new Date('2026-11-25T03:00:00Z'),
    verifier: 'backup-verifier 0.1.0',
    postgres: '17.10',
    looked: new Set(['L0', 'L1', 'L2', 'L3', 'L4']),
    findings: [],
    wayFindings: [],
    upTo: { lsn: lsn(0x16_b374_d848n), timeline: timelineId(2), lastCommitAt: new Date('2026-11-25T02:59:58Z') },
    provenTo: lsn(0x16_b400_0000n),
    phases: [{ name: 'content', milliseconds: 1200 }],
    sameCopies: [],
    ...more,
  };
}

export const DAMAGE = {
  id: 'page-damaged',
  level: 'L2',
  weight: 'damaged',
  object: 'base/b',
  found: 'a page with a wrong checksum',
  expected: 'pages as PostgreSQL writes them',
  remedy: 'Restore from another backup.',
} as const;
