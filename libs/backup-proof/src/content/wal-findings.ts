import { formatLsn, type Lsn, type SegmentEvidence, type WalProblem } from '@postgres-ha/postgres-storage';
import type { ProofFinding, ProofFindingId } from './proof-finding.ts';

const IDS: Readonly<Record<WalProblem['problem'], ProofFindingId>> = {
  short: 'wal-short',
  long: 'wal-damaged',
  magic: 'wal-damaged',
  system: 'wal-of-another-system',
  'segment-size': 'wal-of-another-system',
  address: 'wal-of-another-place',
  timeline: 'wal-of-another-timeline',
  'page-header': 'wal-damaged',
  'record-crc': 'wal-damaged',
  'record-header': 'wal-damaged',
  'records-end-early': 'wal-damaged',
};

const REMEDIES: Readonly<Partial<Record<ProofFindingId, string>>> = {
  'wal-of-another-system':
    'Two clusters archive to one prefix. Give each a server name of its own at once, and take a new base backup of both.',
  'wal-of-another-timeline':
    'An instance that was no longer the primary has archived, or an object was renamed. Look for a second primary, and take a new base backup.',
};

/**
 * What is wrong with a segment, as findings; recovery ends at the first of them.
 * @param objectAt key of the object that holds a position: a record that began in the segment before is judged where it ends
 */
export function walFindings(evidence: SegmentEvidence, objectAt: (position: Lsn) => string): readonly ProofFinding[] {
  return evidence.problems.map(({ problem, lsn, found, expected }) => {
    const id = IDS[problem];
    return {
      id,
      level: 'L2',
      weight: 'damaged',
      object: objectAt(lsn),
      place: formatLsn(lsn),
      found,
      expected,
      remedy:
        REMEDIES[id] ?? 'Nothing after this place can be restored from an older backup. Take a new base backup now.',
    };
  });
}
