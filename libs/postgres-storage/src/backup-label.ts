import { timelineId, type TimelineId } from './identifiers.ts';
import { parseLsn, type Lsn } from './lsn.ts';

/** What a server must know to begin recovery from a backup. */
export interface BackupLabel {
  readonly kind: 'label';
  /** Where replay begins. */
  readonly startWalLocation: Lsn;
  /** Name of the segment that holds it. */
  readonly startSegment: string;
  readonly checkpointLocation: Lsn;
  readonly timeline: TimelineId;
  readonly backupFrom: 'primary' | 'standby';
  /** As the server wrote it, in its own time zone: `2026-03-01 02:00:01 UTC`. */
  readonly startTime: string;
  readonly label: string;
  /** The backup is incremental (PostgreSQL 17 and later) and is of no use without the one it is based on. */
  readonly incrementalFrom?: Lsn;
}

const SEGMENT_OF_LOCATION = /^(\S+) \(file ([0-9A-F]{24})\)$/;

/** PostgreSQL 13 says master. */
const ORIGINS: Readonly<Record<string, BackupLabel['backupFrom']>> = {
  primary: 'primary',
  master: 'primary',
  standby: 'standby',
};

/**
 * Reads `backup_label`.
 *
 * @see PostgreSQL 18, src/backend/access/transam/xlogbackup.c, build_backup_content; xlogrecovery.c, read_backup_label
 */
export function parseBackupLabel(text: string): BackupLabel | { readonly kind: 'malformed'; readonly problem: string } {
  const lines = text.split('\n');
  const valueOf = (key: string): string | undefined =>
    lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2);

  const [, startText = '', startSegment] = SEGMENT_OF_LOCATION.exec(valueOf('START WAL LOCATION') ?? '') ?? [];
  const startWalLocation = parseLsn(startText);
  if (startWalLocation === undefined || startSegment === undefined) {
    return malformed('START WAL LOCATION', valueOf('START WAL LOCATION'), 'an LSN and a segment');
  }
  const checkpointLocation = parseLsn(valueOf('CHECKPOINT LOCATION') ?? '');
  if (checkpointLocation === undefined) {
    return malformed('CHECKPOINT LOCATION', valueOf('CHECKPOINT LOCATION'), 'an LSN');
  }
  const backupFrom = valueOf('BACKUP FROM');
  if (backupFrom === undefined || !Object.hasOwn(ORIGINS, backupFrom)) {
    return malformed('BACKUP FROM', backupFrom, 'primary or standby');
  }
  const timelineText = valueOf('START TIMELINE');
  const timelineOfSegment = Number.parseInt(startSegment.slice(0, 8), 16);
  if (timelineText !== String(timelineOfSegment) || timelineOfSegment === 0) {
    return malformed('START TIMELINE', timelineText, `${timelineOfSegment}, as in the name of the segment`);
  }
  const incrementalText = valueOf('INCREMENTAL FROM LSN');
  const incrementalFrom = incrementalText === undefined ? undefined : parseLsn(incrementalText);
  if (incrementalText !== undefined && incrementalFrom === undefined) {
    return malformed('INCREMENTAL FROM LSN', incrementalText, 'an LSN');
  }
  return {
    kind: 'label',
    startWalLocation,
    startSegment,
    checkpointLocation,
    timeline: timelineId(timelineOfSegment),
    backupFrom: ORIGINS[backupFrom] ?? 'primary',
    startTime: valueOf('START TIME') ?? '',
    label: valueOf('LABEL') ?? '',
    ...(incrementalFrom === undefined ? {} : { incrementalFrom }),
  };
}

function malformed(
  key: string,
  found: string | undefined,
  expected: string,
): { readonly kind: 'malformed'; readonly problem: string } {
  const shown = found === undefined ? 'no such line' : JSON.stringify(found);
  return { kind: 'malformed', problem: `${key}: found ${shown}, expected ${expected}` };
}
