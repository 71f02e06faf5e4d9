import type { Finding } from '@postgres-ha/backup-catalog';
import {
  passed,
  type Acknowledged,
  type ArchiveReport,
  type BackupReport,
  type BackupVerdict,
  type DataFacts,
  type LevelProof,
  type Moments,
  type Phase,
  type SelfTest,
} from '@postgres-ha/backup-proof';
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
  const { selfTest, acknowledged = [] } = report;
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
    read: {
      objects: read.objects,
      bytes: read.bytes,
      ...(read.remembered !== undefined && { remembered: read.remembered }),
    },
    selfTest: selfTest === undefined ? null : selfTestJson(selfTest),
    acknowledged: acknowledged.map(acknowledgedJson),
  };
}

function backupJson(backup: BackupReport): BackupJson {
  const { id, name, status, timeline, begin, end, endedAt, sizeBytes, compression, verdict, notices, phases } = backup;
  const { proofs, data } = backup;
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
    proofs: proofs.map(proofJson),
    ...(data !== undefined && { data: dataJson(data) }),
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

function proofJson({ level, at, verifier, remembered }: LevelProof): BackupJson['proofs'][number] {
  return { level, at: at.toISOString(), verifier, remembered };
}

function dataJson({ amcheck, assertions, canary, schemas, checksums }: DataFacts): NonNullable<BackupJson['data']> {
  return {
    ...(amcheck !== undefined && { amcheck: { ...amcheck, skipped: { ...amcheck.skipped } } }),
    assertions: assertions.map((each) => ({ ...each })),
    ...(canary !== undefined && {
      canary: { ...canary, writtenAt: canary.writtenAt.toISOString() },
    }),
    schemas: schemas.map((each) => ({ ...each })),
    ...(checksums !== undefined && { checksums: { ...checksums } }),
  };
}

function selfTestJson(selfTest: SelfTest): NonNullable<ArchiveJson['selfTest']> {
  return { passed: passed(selfTest), plants: selfTest.plants.map((each) => ({ ...each })) };
}

function acknowledgedJson({
  finding,
  object,
  until,
  reason,
  covers,
}: Acknowledged): ArchiveJson['acknowledged'][number] {
  return { finding, ...(object !== undefined && { object }), until: until.toISOString(), reason, covers };
}

function lsnJson(lsn: Lsn | undefined): string | null {
  return lsn === undefined ? null : formatLsn(lsn);
}
