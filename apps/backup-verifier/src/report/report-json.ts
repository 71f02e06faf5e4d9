import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport, BackupVerdict, Moments, Phase } from '@postgres-ha/backup-proof';
import { formatLsn, type Lsn } from '@postgres-ha/postgres-storage';
import type { ReportJson } from './report-schema.ts';
import { worst } from './worst.ts';

type ArchiveJson = ReportJson['archives'][number];
type BackupJson = ArchiveJson['backups'][number];
type FindingJson = ArchiveJson['findings'][number];

/** What is known, for programs: times as ISO 8601, positions as `16/B374D848`, null where nobody knows. */
export function reportJson(reports: readonly ArchiveReport[], notes: readonly string[]): ReportJson {
  return { overall: worst(reports), archives: reports.map(archiveJson), notes: [...notes] };
}

function archiveJson(report: ArchiveReport): ArchiveJson {
  const { store, serverName, startedAt, finishedAt, asked, overall, backups, moments, findings, read } = report;
  return {
    store,
    serverName,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    asked,
    overall,
    backups: backups.map(backupJson),
    moments: moments.map(momentsJson),
    findings: findings.map(findingJson),
    read: { objects: read.objects, bytes: read.bytes },
  };
}

function backupJson(backup: BackupReport): BackupJson {
  const { id, name, status, timeline, begin, end, endedAt, sizeBytes, compression, verdict, notices, phases } = backup;
  return {
    id,
    name: name ?? null,
    status,
    timeline: timeline ?? null,
    begin: lsnJson(begin),
    end: lsnJson(end),
    endedAt: endedAt?.toISOString() ?? null,
    sizeBytes,
    compression,
    verdict: verdictJson(verdict),
    notices: notices.map(findingJson),
    phases: phases.map(phaseJson),
  };
}

function verdictJson(verdict: BackupVerdict): BackupJson['verdict'] {
  switch (verdict.kind) {
    case 'proven': {
      const { lsn, timeline, lastCommitAt } = verdict.upTo;
      const time = lastCommitAt === undefined ? {} : { lastCommitAt: lastCommitAt.toISOString() };
      return { kind: 'proven', level: verdict.level, upTo: { lsn: formatLsn(lsn), timeline, ...time } };
    }
    case 'damaged':
      return { kind: 'damaged', findings: verdict.findings.map(findingJson) };
    case 'unknown':
      return { kind: 'unknown', passed: verdict.passed, because: verdict.because.map(findingJson) };
  }
}

function momentsJson({
  timeline,
  from,
  to,
  fromTime,
  toTime,
  state,
  backupId,
  because,
}: Moments): ArchiveJson['moments'][number] {
  return {
    timeline,
    from: formatLsn(from),
    to: formatLsn(to),
    ...(fromTime !== undefined && { fromTime: fromTime.toISOString() }),
    ...(toTime !== undefined && { toTime: toTime.toISOString() }),
    state,
    ...(backupId !== undefined && { backupId }),
    ...(because !== undefined && { because }),
  };
}

function findingJson({ id, level, weight, object, place, found, expected, remedy }: Finding): FindingJson {
  return {
    id,
    level,
    weight,
    ...(object !== undefined && { object }),
    ...(place !== undefined && { place }),
    found,
    expected,
    remedy,
  };
}

function phaseJson({ name, milliseconds, bytes }: Phase): BackupJson['phases'][number] {
  return { name, milliseconds, ...(bytes !== undefined && { bytes }) };
}

function lsnJson(lsn: Lsn | undefined): string | null {
  return lsn === undefined ? null : formatLsn(lsn);
}
