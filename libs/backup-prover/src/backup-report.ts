import type { ArchivedBackup, BackupRecovery, Compression, Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import {
  judgeBackup,
  type BackupReport,
  type BackupVerdict,
  type LevelProof,
  type Reached,
} from '@postgres-ha/backup-proof';
import { lsn } from '@postgres-ha/postgres-storage';
import type { BackupLooked } from './prove-server.ts';

/** What is said of one backup. */
export function backupReport(looked: BackupLooked): BackupReport {
  const { backup, own, seen } = looked;
  const info = backup.info.kind === 'read' ? backup.info.info : undefined;
  return {
    id: backup.id,
    name: info?.backupName,
    status: info?.statusText ?? `backup.info ${backup.info.kind}`,
    timeline: info?.timeline,
    begin: info?.begin.lsn,
    end: info?.end.lsn,
    endedAt: info?.end.time?.at,
    sizeBytes: backup.archives.reduce((sum, { object }) => sum + object.sizeBytes, 0),
    compression: compressionOf(backup),
    verdict: verdictOn(looked),
    notices: [...own, ...(seen?.findings ?? [])].filter(({ weight }) => weight === 'notice'),
    phases: seen?.phases ?? [],
    proofs: levelProofs(looked),
    ...(seen?.data !== undefined && { data: seen.data }),
  };
}

function verdictOn({ backup, recovery, asked, own, seen }: BackupLooked): BackupVerdict {
  const looked: ReadonlySet<ProofLevel> = seen?.looked ?? new Set<ProofLevel>(['L0', 'L1']);
  const findings: readonly Finding[] = [...own, ...(seen?.findings ?? [])];
  return judgeBackup({
    asked,
    looked,
    findings: recovery.kind === 'recoverable' ? findings : withReason(findings, { backup, recovery }),
    upTo: seen?.upTo ?? listedUpTo(recovery),
  });
}

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'];

/** The catalogue is looked at in each run; the rest when it was. */
function levelProofs({ asked, own, seen, look, now, verifier, recovery }: BackupLooked): readonly LevelProof[] {
  const looked: ReadonlySet<ProofLevel> = seen?.looked ?? new Set<ProofLevel>(['L0', 'L1']);
  const findings = [...own, ...(seen?.findings ?? [])].filter(({ weight }) => weight !== 'notice');
  const needed = LEVELS.slice(0, LEVELS.indexOf(asked) + 1);
  const open = needed.findIndex((level) => !looked.has(level) || findings.some((each) => each.level === level));
  const passed = open < 0 ? needed : needed.slice(0, open);
  return passed
    .filter((level) => level === 'L0' || recovery.kind === 'recoverable')
    .map((level): LevelProof => {
      const isListed = level === 'L0' || level === 'L1';
      return { level, ...(look === undefined || isListed ? { at: now, verifier, remembered: false } : look) };
    });
}

/** Whatever keeps a backup from being restored is said, even where no rule of the catalogue has a word for it. */
function withReason(
  findings: readonly Finding[],
  {
    backup,
    recovery,
  }: { readonly backup: ArchivedBackup; readonly recovery: Exclude<BackupRecovery, { kind: 'recoverable' }> },
): readonly Finding[] {
  if (findings.some(({ weight }) => weight !== 'notice')) return findings;
  const reason: Finding = {
    id: 'backup-not-recoverable',
    level: 'L1',
    weight: recovery.kind === 'unknown' ? 'unknown' : 'damaged',
    object: backup.prefix,
    found: recovery.because,
    expected: 'a finished backup with all WAL between its begin and its end',
    remedy: 'Restore from another backup.',
  };
  return [...findings, reason];
}

function listedUpTo(recovery: BackupRecovery): Reached {
  if (recovery.kind !== 'recoverable') return { lsn: lsn(0n), timeline: 1 as Reached['timeline'] };
  const { latest, intervals } = recovery;
  const main = latest.kind === 'timeline' ? intervals.find(({ timeline }) => timeline === latest.timeline) : undefined;
  const { to, timeline } = main ?? intervals[0];
  return { lsn: to, timeline };
}

function compressionOf({ archives }: ArchivedBackup): Compression | 'mixed' {
  const all = new Set(archives.map(({ compression }) => compression));
  const [only] = all;
  return all.size === 1 && only !== undefined ? only : 'mixed';
}
