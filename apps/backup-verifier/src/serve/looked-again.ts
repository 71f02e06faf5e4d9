import type { ProofLevel } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport } from '@postgres-ha/backup-proof';
import type { OpenFinding } from './open-finding.ts';

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'];

/**
 * Whether a report that does not have a finding any more says so by evidence. A look that failed, that ended early or that did not go that far
 * resolves nothing.
 */
export function lookedAgain(finding: OpenFinding, report: ArchiveReport): 'passed' | 'gone' | 'no' {
  if (rank(report.asked) < rank(finding.level)) return 'no';
  if (finding.backups.length === 0) return archivePassed(report, finding.level) ? 'passed' : 'no';
  const there = report.backups.filter(({ id }) => finding.backups.includes(id));
  if (there.length === 0) return archivePassed(report, 'L0') ? 'gone' : 'no';
  return there.every((backup) => backupPassed(backup, finding.level)) ? 'passed' : 'no';
}

/** The archive as a whole was looked at to this level: nothing at it or below it is unknown. */
function archivePassed({ findings, backups, overall }: ArchiveReport, level: ProofLevel): boolean {
  if (findings.some((each) => each.weight === 'unknown' && rank(each.level) <= rank(level))) return false;
  if (rank(level) <= rank('L1')) return true;
  // WAL belongs to the backups whose way leads through it.
  return overall === 'proven' || backups.every((backup) => backupPassed(backup, level));
}

function backupPassed({ verdict }: BackupReport, level: ProofLevel): boolean {
  switch (verdict.kind) {
    case 'proven':
      return rank(verdict.level) >= rank(level);
    case 'unknown':
      return verdict.passed !== 'none' && rank(verdict.passed) >= rank(level);
    case 'damaged':
      // What comes behind damage may not have been looked at.
      return verdict.findings.every((each) => rank(each.level) > rank(level));
  }
}

function rank(level: ProofLevel): number {
  return LEVELS.indexOf(level);
}
