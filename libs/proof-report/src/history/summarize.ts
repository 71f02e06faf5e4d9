import type { Finding } from '@postgres-ha/backup-catalog';
import { passed, type ArchiveReport, type BackupReport, type Reached } from '@postgres-ha/backup-proof';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { distinctFindings } from '../report/distinct-findings.ts';
import { newestProofs } from '../report/newest-proofs.ts';
import { isFarther } from '../report/reached.ts';
import type { RunSummary, ServerSummary } from './run-summary.ts';

/** What is kept of a run. @param at when it began */
export function summarize(reports: readonly ArchiveReport[], { at }: { readonly at: Date }): RunSummary {
  return { version: 1, at: at.toISOString(), servers: reports.map(serverSummary) };
}

export function serverSummary(report: ArchiveReport): ServerSummary {
  const { serverName, asked, overall, startedAt, finishedAt, backups, moments, read, selfTest, acknowledged } = report;
  const newest = backups.at(-1);
  const reached = replayedTo(backups);
  const restored = backups.findLast(({ phases }) => phases.some(({ name }) => name === 'replay'));
  const canary = backups.findLast(({ data }) => data?.canary !== undefined)?.data?.canary;
  const [until] = (acknowledged ?? []).map((each) => each.until).toSorted((a, b) => a.getTime() - b.getTime());
  return {
    serverName,
    asked,
    overall,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ...(reached !== undefined && {
      recoverableTo: {
        lsn: formatLsn(reached.lsn),
        timeline: reached.timeline,
        ...(reached.lastCommitAt !== undefined && { lastCommitAt: reached.lastCommitAt.toISOString() }),
      },
    }),
    proofs: Object.fromEntries(
      newestProofs(report).map(({ level, at, remembered }) => [level, { at: at.toISOString(), remembered }]),
    ),
    ...(newest !== undefined && {
      newestBackup: {
        sizeBytes: newest.sizeBytes,
        ...(newest.endedAt !== undefined && { endedAt: newest.endedAt.toISOString() }),
      },
    }),
    backups: {
      proven: withVerdict(backups, 'proven'),
      damaged: withVerdict(backups, 'damaged'),
      unknown: withVerdict(backups, 'unknown'),
    },
    lostStretches: moments.filter(({ state }) => state === 'lost').length,
    read: { objects: read.objects, bytes: read.bytes, remembered: read.remembered ?? 0 },
    ...(restored !== undefined && {
      measured: {
        backupId: restored.id,
        sizeBytes: restored.sizeBytes,
        phases: restored.phases.map((phase) => ({ ...phase })),
      },
    }),
    ...(canary !== undefined && { canaryAgeSeconds: canary.ageSeconds }),
    findings: byWeight(distinctFindings(report).map(({ finding }) => finding)),
    ...(until !== undefined && { acknowledgedUntil: until.toISOString() }),
    selfTest: selfTest === undefined ? 'absent' : passed(selfTest) ? 'passed' : 'failed',
  };
}

/** The farthest that some backup is proven to be replayed to. What is only listed or read is less. */
export function replayedTo(backups: readonly BackupReport[]): Reached | undefined {
  return backups
    .flatMap(({ verdict }) =>
      verdict.kind === 'proven' && (verdict.level === 'L4' || verdict.level === 'L5') ? [verdict.upTo] : [],
    )
    .reduce<Reached | undefined>(
      (best, each) => (best === undefined || isFarther(each, best) ? each : best),
      undefined,
    );
}

function withVerdict(backups: readonly BackupReport[], kind: BackupReport['verdict']['kind']): number {
  return backups.filter(({ verdict }) => verdict.kind === kind).length;
}

function byWeight(findings: readonly Finding[]): ServerSummary['findings'] {
  const of = (asked: Finding['weight']): number => findings.filter(({ weight }) => weight === asked).length;
  return { damaged: of('damaged'), unknown: of('unknown'), notice: of('notice') };
}
