import type { ArchivedObject } from '@postgres-ha/backup-catalog';

/** How large an archive is made. */
export interface LargeArchive {
  readonly segments: number;
  readonly backups: number;
  readonly timelines: number;
}

const SEGMENT_BYTES = 2 ** 24;
const MINUTE_MS = 60_000;
const SERVER = 'databases/postgres-cluster/';

/** Objects of an archive as a LIST gives them, in the order of their keys, made while they are asked for. */
export function* largeArchive(archive: LargeArchive): Generator<ArchivedObject> {
  for (let index = 0; index < archive.backups; index += 1) {
    const folder = `${SERVER}base/${backupId(archive, index)}/`;
    yield objectOf(`${folder}backup.info`, { at: segmentOf(archive, index) + 1, sizeBytes: 1500 });
    yield objectOf(`${folder}data.tar.gz`, { at: segmentOf(archive, index), sizeBytes: 2 ** 30 });
    yield objectOf(`${folder}data_0001.tar.gz`, { at: segmentOf(archive, index), sizeBytes: 2 ** 29 });
  }
  for (let timeline = 1; timeline <= archive.timelines; timeline += 1) {
    if (timeline > 1)
      yield objectOf(`${SERVER}wals/${hex(timeline)}.history`, {
        at: switchOf(archive, timeline),
        sizeBytes: 60 * timeline,
      });
    const last = timeline === archive.timelines ? archive.segments : switchOf(archive, timeline + 1) - 1;
    for (let number = switchOf(archive, timeline); number <= last; number += 1) {
      yield objectOf(`${SERVER}wals/${folderAndName(timeline, number)}.gz`, { at: number, sizeBytes: 4_000_000 });
    }
    if (timeline < archive.timelines)
      yield objectOf(`${SERVER}wals/${folderAndName(timeline, last + 1)}.partial.gz`, {
        at: last + 1,
        sizeBytes: 9000,
      });
  }
}

/** The text of what is read of it. */
export function textOf(archive: LargeArchive, key: string): string {
  const timeline = /\/([0-9A-F]{8})\.history$/.exec(key)?.[1];
  if (timeline !== undefined) return historyText(archive, Number.parseInt(timeline, 16));
  const id = key.split('/').at(-2) ?? '';
  const index = Array.from({ length: archive.backups }, (_, each) => backupId(archive, each)).indexOf(id);
  return backupInfoText(archive, { id, number: segmentOf(archive, index) });
}

function historyText(archive: LargeArchive, timeline: number): string {
  return Array.from(
    { length: timeline - 1 },
    (_, index) => `${index + 1}\t${lsnText(switchOf(archive, index + 2), 4096)}\tno recovery target specified\n`,
  ).join('\n');
}

function backupInfoText(
  archive: LargeArchive,
  { id, number }: { readonly id: string; readonly number: number },
): string {
  const timeline =
    Array.from({ length: archive.timelines }, (_, index) => index + 1).findLast(
      (each) => switchOf(archive, each) < number,
    ) ?? 1;
  const begin = folderAndName(timeline, number).slice(17);
  const label = `START WAL LOCATION: ${lsnText(number, 40)} (file ${begin})\\nCHECKPOINT LOCATION: ${lsnText(number, 96)}\\nBACKUP METHOD: streamed\\nBACKUP FROM: standby\\nSTART TIME: 2026-01-01 00:00:00 UTC\\nLABEL: Barman backup cloud ${id}\\nSTART TIMELINE: ${timeline}\\n`;
  const fields = {
    backup_label: `'${label}'`,
    begin_offset: 40,
    begin_time: timeText(number),
    begin_wal: begin,
    begin_xlog: lsnText(number, 40),
    cluster_size: 5 * 2 ** 30,
    end_offset: 336,
    end_time: timeText(number + 1),
    end_wal: folderAndName(timeline, number + 1).slice(17),
    end_xlog: lsnText(number + 1, 336),
    status: 'DONE',
    systemid: '7430000000000000001',
    tablespaces: 'None',
    timeline,
    version: 170010,
    xlog_segment_size: SEGMENT_BYTES,
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** The segment in which a backup begins; backups are spread evenly, and none begins where a timeline does. */
function segmentOf({ segments, backups }: LargeArchive, index: number): number {
  return Math.floor((index * (segments - 10)) / backups) + 11;
}

/** The first segment of a timeline. */
function switchOf({ segments, timelines }: LargeArchive, timeline: number): number {
  return Math.floor(((timeline - 1) * segments) / timelines) + 1;
}

function backupId(archive: LargeArchive, index: number): string {
  return timeText(segmentOf(archive, index)).slice(0, 19).replace(' ', 'T').replaceAll(/[-:]/g, '');
}

function timeText(number: number): string {
  return new Date(timeMs(number)).toISOString().replace('T', ' ').replace('Z', '+00:00');
}

function timeMs(number: number): number {
  return Date.UTC(2026, 0, 1) + number * MINUTE_MS;
}

function objectOf(key: string, { at, sizeBytes }: { readonly at: number; readonly sizeBytes: number }): ArchivedObject {
  const etag = hex(at * 2_654_435_761)
    .repeat(4)
    .toLowerCase();
  return { key, sizeBytes, lastModified: new Date(timeMs(at)), etag };
}

function folderAndName(timeline: number, number: number): string {
  const folder = `${hex(timeline)}${hex(Math.floor(number / 256))}`;
  return `${folder}/${folder}${hex(number % 256)}`;
}

function lsnText(number: number, offset: number): string {
  const low = (number % 256) * SEGMENT_BYTES + offset;
  return `${Math.floor(number / 256)
    .toString(16)
    .toUpperCase()}/${low.toString(16).toUpperCase()}`;
}

function hex(value: number): string {
  return (value % 2 ** 32).toString(16).toUpperCase().padStart(8, '0');
}
