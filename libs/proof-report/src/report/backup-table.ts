import type { ArchiveReport, BackupReport } from '@postgres-ha/backup-proof';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { table } from './layout.ts';
import { ageInWords, atTime, bytesInWords } from './words.ts';

const HEAD = ['BACKUP', 'AGE', 'SIZE', 'TIMELINE', 'VERDICT', 'LEVEL', 'UP TO'] as const;
const NUMBERS: ReadonlySet<number> = new Set([1, 2, 3]);

/** A line for each backup, oldest first. */
export function backupTable({ backups, startedAt }: ArchiveReport): readonly string[] {
  if (backups.length === 0) return [];
  return table([HEAD, ...backups.map((backup) => row(backup, startedAt))], NUMBERS);
}

function row({ id, endedAt, sizeBytes, timeline, verdict }: BackupReport, now: Date): readonly string[] {
  return [
    id,
    endedAt === undefined ? '–' : ageInWords(now.getTime() - endedAt.getTime()),
    bytesInWords(sizeBytes),
    timeline === undefined ? '–' : String(timeline),
    verdictOf(verdict),
    levelOf(verdict),
    verdict.kind === 'proven' ? reach(verdict.upTo) : '–',
  ];
}

/** Below L4 nothing was replayed, and nothing is proven but that no fault was found. */
function verdictOf(verdict: BackupReport['verdict']): string {
  return verdict.kind === 'proven' && verdict.level !== 'L4' && verdict.level !== 'L5' ? 'no fault' : verdict.kind;
}

/** Where the damage was found, or up to where nothing was. */
function levelOf(verdict: BackupReport['verdict']): string {
  switch (verdict.kind) {
    case 'proven':
      return verdict.level;
    case 'damaged':
      return verdict.findings[0].level;
    case 'unknown':
      return verdict.passed === 'none' ? '–' : verdict.passed;
  }
}

function reach({
  lsn,
  lastCommitAt,
}: {
  readonly lsn: Parameters<typeof formatLsn>[0];
  readonly lastCommitAt?: Date;
}): string {
  return lastCommitAt === undefined ? formatLsn(lsn) : `${formatLsn(lsn)}  ${atTime(lastCommitAt)}`;
}
