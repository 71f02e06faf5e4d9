import type { Finding, Weight } from '@postgres-ha/backup-catalog';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import { overallVerdict } from './overall.ts';
import type { ArchiveReport, BackupReport, Moments } from './report.ts';
import type { BackupVerdict } from './verdict.ts';

/** Reports for the tests of what is made of a report. */

export function exampleFinding(weight: Weight, more: Partial<Finding> = {}): Finding {
  return {
    id: `a-${weight}`,
    level: 'L2',
    weight,
    object: 'pg/wals/0000000100000000/000000010000000000000007.gz',
    found: 'this',
    expected: 'that',
    remedy: 'Do something.',
    ...more,
  };
}

export function exampleBackup(
  id: string,
  verdict: BackupVerdict['kind'],
  finding: Finding = exampleFinding('damaged'),
): BackupReport {
  return {
    id,
    name: undefined,
    status: 'DONE',
    timeline: timelineId(1),
    begin: lsn(1n),
    end: lsn(2n),
    endedAt: undefined,
    sizeBytes: 1,
    compression: 'gzip',
    verdict: verdictOf(verdict, finding),
    notices: [],
    phases: [],
    proofs: [],
  };
}

function verdictOf(kind: BackupVerdict['kind'], finding: Finding): BackupVerdict {
  switch (kind) {
    case 'proven':
      return { kind, level: 'L4', upTo: { lsn: lsn(9n), timeline: timelineId(1) } };
    case 'damaged':
      return { kind, findings: [finding] };
    case 'unknown':
      return { kind, passed: 'L1', because: [exampleFinding('unknown')] };
  }
}

export function exampleReport(
  backups: readonly BackupReport[],
  {
    findings = [],
    states = ['proven'],
  }: { readonly findings?: readonly Finding[]; readonly states?: readonly Moments['state'][] } = {},
): ArchiveReport {
  return {
    store: 'a store',
    serverName: 'pg',
    startedAt: new Date('2026-11-25T00:00:00Z'),
    finishedAt: new Date('2026-11-25T00:01:00Z'),
    asked: 'L4',
    overall: overallVerdict(
      backups.map(({ verdict }) => verdict),
      findings,
    ),
    backups,
    moments: states.map((state, index) => ({
      timeline: timelineId(1),
      from: lsn(BigInt(index * 10 + 2)),
      to: lsn(BigInt(index * 10 + 12)),
      state,
    })),
    findings,
    read: { objects: 3, bytes: 3 },
  };
}
