import {
  formatLsn,
  formatSegmentName,
  lsn,
  parseBackupLabel,
  segmentContaining,
  timelineId,
} from '@postgres-ha/postgres-storage';
import type { BackupEdge, BackupInfo } from '../backup-info/backup-info.ts';
import { parseBackupIdTime } from '../backup-info/barman-time.ts';
import { segmentSizeOfBackup } from '../wal/segment-size.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';

/** Whether backup.info agrees with itself, with the label in it, and with its folder. */
export function backupContradictions({ server }: JudgedServer): readonly CatalogFinding[] {
  return server.backups.flatMap(({ id, info: look }) => {
    if (look.kind !== 'read') return [];
    const { info, object } = look;
    return [...labelContradictions(id, info), ...edgeContradictions(info), ...timeContradictions(id, info)].map(
      (contradiction) =>
        catalogFinding(server, 'backup-info-contradicts', {
          weight: 'damaged',
          backupId: id,
          object: object.key,
          ...contradiction,
        }),
    );
  });
}

interface Contradiction {
  readonly place: string;
  readonly found: string;
  readonly expected: string;
}

/** The first release whose label has all that is read here. */
const LABEL_SINCE = 110000;

function labelContradictions(id: string, info: BackupInfo): readonly Contradiction[] {
  const { backupLabel, serverVersion = 0, begin, timeline } = info;
  if (backupLabel === undefined || serverVersion < LABEL_SINCE) return [];
  const label = parseBackupLabel(backupLabel);
  if (label.kind === 'malformed') {
    return [{ place: 'backup_label', found: label.problem, expected: 'a label as PostgreSQL writes it' }];
  }
  const labelId = /^Barman backup .* (\d{8}T\d{6})$/.exec(label.label)?.[1];
  return [
    differing(
      'backup_label, START WAL LOCATION',
      formatLsn(label.startWalLocation),
      begin.lsn === undefined ? undefined : `${formatLsn(begin.lsn)}, the begin_xlog`,
    ),
    differing(
      'backup_label, segment',
      label.startSegment,
      begin.segmentName === undefined ? undefined : `${begin.segmentName}, the begin_wal`,
    ),
    differing(
      'backup_label, START TIMELINE',
      String(label.timeline),
      timeline === undefined ? undefined : `${timeline}, the timeline`,
    ),
    differing('backup_label, LABEL', labelId, `${id}, the name of the folder`),
  ].flat();
}

/** A contradiction where both are there and `expected` does not begin with what was found. */
function differing(place: string, found: string | undefined, expected: string | undefined): readonly Contradiction[] {
  if (found === undefined || expected === undefined || expected.startsWith(`${found},`)) return [];
  return [{ place, found, expected }];
}

function edgeContradictions(info: BackupInfo): readonly Contradiction[] {
  const { begin, end, timeline } = info;
  const size = segmentSizeOfBackup(info);
  const bytes = size.kind === 'unknown' ? undefined : size.bytes;
  return [
    ...(bytes === undefined
      ? []
      : [...segmentContradictions('begin', begin, bytes), ...segmentContradictions('end', end, bytes)]),
    ...(begin.lsn !== undefined && end.lsn !== undefined && end.lsn <= begin.lsn
      ? [
          {
            place: 'end_xlog',
            found: formatLsn(end.lsn),
            expected: `a position behind ${formatLsn(begin.lsn)}, the begin_xlog`,
          },
        ]
      : []),
    ...(begin.segmentName !== undefined && timeline !== undefined
      ? differing(
          'begin_wal, timeline',
          String(Number.parseInt(begin.segmentName.slice(0, 8), 16)),
          `${timeline}, the timeline`,
        )
      : []),
  ];
}

function segmentContradictions(
  edge: 'begin' | 'end',
  { lsn: position, segmentName, offsetBytes }: BackupEdge,
  segmentSizeBytes: number,
): readonly Contradiction[] {
  if (position === undefined || segmentName === undefined) return [];
  const number = Number.parseInt(segmentName.slice(0, 8), 16);
  if (number === 0) return [{ place: `${edge}_wal`, found: segmentName, expected: 'a timeline above 0' }];
  // A position on the border belongs to the segment behind it, but what ends there is in the one before.
  const names = [position, ...(edge === 'end' && position > 0n ? [lsn(position - 1n)] : [])].map((each) =>
    formatSegmentName(segmentContaining(each, timelineId(number), segmentSizeBytes), segmentSizeBytes),
  );
  const offset = Number(position % BigInt(segmentSizeBytes));
  const at = `${formatLsn(position)}, the ${edge}_xlog`;
  return [
    ...(names.includes(segmentName)
      ? []
      : [{ place: `${edge}_wal`, found: segmentName, expected: `${names[0] ?? ''}, which holds ${at}` }]),
    ...(offsetBytes === undefined || offsetBytes === offset || (offset === 0 && offsetBytes === segmentSizeBytes)
      ? []
      : [{ place: `${edge}_offset`, found: String(offsetBytes), expected: `${offset}, of ${at}` }]),
  ];
}

/** The id is in the zone of the machine that made the backup, which nobody knows: up to 14 hours from UTC, and one to spare. */
const ZONE_MS = 15 * 3_600_000;

function timeContradictions(id: string, { begin, end }: BackupInfo): readonly Contradiction[] {
  const idTime = parseBackupIdTime(id);
  const begun = begin.time;
  const ended = end.time;
  return [
    ...(begun !== undefined && idTime !== undefined && Math.abs(begun.at.getTime() - idTime.getTime()) > ZONE_MS
      ? [{ place: 'begin_time', found: begun.text, expected: `about ${id}, the name of the folder` }]
      : []),
    ...(ended !== undefined && begun?.zone === ended.zone && ended.at < begun.at
      ? [{ place: 'end_time', found: ended.text, expected: `a time after ${begun.text}, the begin_time` }]
      : []),
  ];
}
