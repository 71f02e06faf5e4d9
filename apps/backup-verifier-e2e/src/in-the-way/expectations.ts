import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport, BackupVerdict, Moments } from '@postgres-ha/backup-proof';
import { formatSegmentName, parseSegmentName, segmentContaining, segmentStart } from '@postgres-ha/postgres-storage';
import { lsn, type Lsn } from '@postgres-ha/postgres-storage';
import type { Attempt } from './attempt.ts';
import { SEGMENT_BYTES, type GoodArchive } from './good-archive.ts';

/** What a report comes to, without what differs from run to run. */
export interface Gist {
  readonly overall: ArchiveReport['overall'];
  readonly backups: readonly (readonly [string, BackupVerdict])[];
  readonly moments: readonly Moments[];
  readonly findings: readonly Finding[];
}

export function gistOf(attempt: Attempt): Gist {
  const { overall, backups, moments, findings } = reportOf(attempt);
  return { overall, backups: backups.map(({ id, verdict }) => [id, verdict]), moments, findings };
}

/** @throws when there is none */
export function reportOf(attempt: Attempt): ArchiveReport {
  if (attempt.kind === 'report') return attempt.report;
  throw new Error(`the archive was not even listed: ${attempt.error.message}`);
}

export function backupOf(attempt: Attempt, id: string): BackupReport {
  const found = reportOf(attempt).backups.find((backup) => backup.id === id);
  if (found === undefined) throw new Error(`no word about ${id}`);
  return found;
}

/** What a report holds against the archive. */
export function accusationsOf(attempt: Attempt): readonly unknown[] {
  const { overall, backups, moments } = reportOf(attempt);
  return [
    ...(overall === 'damaged' ? ['overall: damaged'] : []),
    ...allFindings(attempt).filter(({ weight }) => weight === 'damaged'),
    ...backups.filter(({ verdict }) => verdict.kind === 'damaged'),
    ...moments.filter(({ state }) => state === 'lost'),
  ];
}

/** Reasons for not knowing. */
export function doubtsOf(attempt: Attempt): readonly Finding[] {
  return allFindings(attempt).filter(({ weight }) => weight === 'unknown');
}

function allFindings(attempt: Attempt): readonly Finding[] {
  const { backups, findings } = reportOf(attempt);
  const ofBackups = backups.flatMap(({ verdict, notices }) => [
    ...notices,
    ...(verdict.kind === 'damaged' ? verdict.findings : verdict.kind === 'unknown' ? verdict.because : []),
  ]);
  return [...findings, ...ofBackups];
}

/** Backups that are called proven although an object that belongs to them never came whole. */
export function provenUnread(attempt: Attempt, archive: GoodArchive): readonly string[] {
  const { backups } = reportOf(attempt);
  return backups
    .filter(({ verdict }) => verdict.kind === 'proven')
    .flatMap((backup) => keysOf(backup, archive).filter((key) => !attempt.delivered.has(key)));
}

/** Objects without which a backup is not consistent. */
export function keysOf(
  { id, begin, end, timeline }: BackupReport,
  { keys, serverName }: GoodArchive,
): readonly string[] {
  const own = keys.filter((key) => key.startsWith(`${serverName}/base/${id}/`));
  if (begin === undefined || end === undefined || timeline === undefined) return own;
  const first = segmentContaining(begin, timeline, SEGMENT_BYTES);
  const last = segmentContaining(lsn(end - 1n), timeline, SEGMENT_BYTES);
  const names = Array.from({ length: last.number - first.number + 1 }, (_, n) =>
    formatSegmentName({ timeline, number: first.number + n }, SEGMENT_BYTES),
  );
  const segments = keys.filter((key) => names.some((name) => key.endsWith(`/${name}.gz`)));
  const history = keys.filter((key) => timeline > 1 && key.includes('.history'));
  return [...own, ...segments, ...history];
}

/** Where the segment begins that lies under a key; undefined for any other object. */
export function segmentStartOf(key: string): Lsn | undefined {
  const segment = parseSegmentName(key.split('/').at(-1)?.replace(/\.gz$/, '') ?? '', SEGMENT_BYTES);
  return segment && segmentStart(segment, SEGMENT_BYTES);
}
