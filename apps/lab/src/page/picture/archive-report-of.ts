import type { ArchiveReport, BackupReport, BackupVerdict, Moments } from '@postgres-ha/backup-proof';
import { type Lsn, parseLsn, timelineId } from '@postgres-ha/postgres-storage';
import type { ArchiveJson, BackupJson } from '../parts/verdict-words.ts';

/** The report of which this is the JSON, as far as a picture of what can be restored needs it: what was seen of data, planted or acknowledged is left out. */
export function archiveReportOf({
  startedAt,
  finishedAt,
  backups,
  moments,
  read,
  ...same
}: ArchiveJson): ArchiveReport {
  return {
    store: same.store,
    serverName: same.serverName,
    asked: same.asked,
    overall: same.overall,
    findings: same.findings as ArchiveReport['findings'],
    startedAt: new Date(startedAt),
    finishedAt: new Date(finishedAt),
    backups: backups.map(backupOf),
    moments: moments.map(momentsOf),
    read: { objects: read.objects, bytes: read.bytes },
  };
}

function backupOf(json: BackupJson): BackupReport {
  const { id, name, status, timeline, begin, end, endedAt, sizeBytes, compression, verdict, proofs } = json;
  return {
    id,
    status,
    sizeBytes,
    compression,
    name: name ?? undefined,
    timeline: timeline === null ? undefined : timelineId(timeline),
    begin: begin === null ? undefined : positionOf(begin),
    end: end === null ? undefined : positionOf(end),
    endedAt: endedAt === null ? undefined : new Date(endedAt),
    verdict: verdictOf(verdict),
    notices: [],
    phases: [],
    proofs: proofs.map((proof) => ({ ...proof, at: new Date(proof.at) })),
  };
}

function verdictOf(verdict: BackupJson['verdict']): BackupVerdict {
  // the schema says the same, but for `undefined` and an empty list
  if (verdict.kind !== 'proven') return verdict as unknown as BackupVerdict;
  const { lsn, timeline, lastCommitAt } = verdict.upTo;
  const time = lastCommitAt === undefined ? {} : { lastCommitAt: new Date(lastCommitAt) };
  return {
    kind: 'proven',
    level: verdict.level,
    upTo: { lsn: positionOf(lsn), timeline: timelineId(timeline), ...time },
  };
}

function momentsOf({
  timeline,
  from,
  to,
  fromTime,
  toTime,
  state,
  backupId,
  because,
}: ArchiveJson['moments'][number]): Moments {
  return {
    timeline: timelineId(timeline),
    from: positionOf(from),
    to: positionOf(to),
    state,
    ...(fromTime !== undefined && { fromTime: new Date(fromTime) }),
    ...(toTime !== undefined && { toTime: new Date(toTime) }),
    ...(backupId !== undefined && { backupId }),
    ...(because !== undefined && { because }),
  };
}

/** @throws for what no report says */
function positionOf(text: string): Lsn {
  const position = parseLsn(text);
  if (position === undefined) throw new Error(`${text} is no position in the WAL; a report says 16/B374D848`);
  return position;
}
