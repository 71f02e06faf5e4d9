import { formatTimelineId, parseTimelineHistory, timelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedObject } from './archived-object.ts';
import { parseBackupInfo } from './backup-info/parse-backup-info.ts';
import type {
  ArchivedBackup,
  BackupArchive,
  BackupInfoLook,
  HistoryFile,
  HistoryLook,
  KeepMark,
  ServerCatalogue,
} from './catalogue.ts';
import { byKey } from './layout/list-shelves.ts';
import { folderKeys, type BackupFolder, type ServerShelf } from './layout/server-shelf.ts';
import type { TextLook, TextReader } from './text-reader.ts';

export interface ReadServerOptions {
  readonly read: TextReader;
  /** Looks at the folder of a backup again, because its backup.info went away under our eyes. */
  readonly relist: (id: string) => Promise<void>;
}

/** Reads backup.info, keep marks and histories of what was listed of a server. */
export async function readServer(shelf: ServerShelf, options: ReadServerOptions): Promise<ServerCatalogue> {
  const { prefix } = shelf;
  const backups = await Promise.all([...shelf.folders.keys()].map(async (id) => readBackup(shelf, id, options)));
  const histories = await Promise.all(
    [...shelf.histories].map(async ([timeline, copies]) => readHistory(timeline, [...copies.values()], options)),
  );
  const wal = shelf.wal.build();
  return {
    serverName: prefix.replace(/\/$/, '').split('/').at(-1) ?? '',
    prefix,
    backups: backups.filter((backup) => backup !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1)),
    wal,
    labels: [...shelf.labels.values()]
      .sort((a, b) => byKey(a.object, b.object))
      .map(({ object, place: { timeline, log, part, offset } }) => ({
        object,
        segmentName: formatTimelineId(timelineId(timeline)) + [log, part].map(hex8).join(''),
        offsetBytes: offset,
      })),
    histories: new Map(
      histories
        .filter((file) => file !== undefined)
        .sort((a, b) => a.timeline - b.timeline)
        .map((file) => [file.timeline, file]),
    ),
    objectCount: wal.objectCount + objectsBeside(shelf),
  };
}

/** All objects that are no segments. */
function objectsBeside({ folders, histories, labels }: ServerShelf): number {
  const sizes = [
    ...[...folders.values()].map((folder) => folderKeys(folder).length),
    ...[...histories.values()].map((copies) => copies.size),
  ];
  return sizes.reduce((sum, size) => sum + size, labels.size);
}

function hex8(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}

async function readBackup(
  shelf: ServerShelf,
  id: string,
  options: ReadServerOptions,
): Promise<ArchivedBackup | undefined> {
  const info = await readInfo(shelf, id, options);
  const folder = shelf.folders.get(id);
  return (
    folder && {
      id,
      prefix: `${shelf.prefix}base/${id}/`,
      info,
      archives: [...folder.archives.values()].sort(byPlace),
      keep: await readKeep(folder, options),
      others: [...folder.others.values()].sort(byKey),
      isVanishing: shelf.vanishing.has(id),
    }
  );
}

async function readInfo(shelf: ServerShelf, id: string, { read, relist }: ReadServerOptions): Promise<BackupInfoLook> {
  const object = shelf.folders.get(id)?.info;
  if (object === undefined) return { kind: 'missing' };
  const look = await read(object);
  if (look.kind !== 'gone') return infoLook(look);
  const because = await relist(id).then(
    () => 'it was deleted and written again while it was read',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const again = shelf.folders.get(id)?.info;
  if (again === undefined) return { kind: 'missing' };
  const second: TextLook = again.etag === object.etag ? { kind: 'gone' } : await read(again);
  return second.kind === 'gone' ? { kind: 'unreadable', object: again, because } : infoLook(second);
}

function infoLook(look: Exclude<TextLook, { kind: 'gone' }>): BackupInfoLook {
  if (look.kind !== 'text') return look;
  const { object, text } = look;
  const result = parseBackupInfo(text);
  return result.kind === 'malformed'
    ? { kind: 'malformed', object, problems: result.problems }
    : { kind: 'read', object, info: result.info };
}

async function readKeep({ keep }: BackupFolder, { read }: ReadServerOptions): Promise<KeepMark | undefined> {
  if (keep === undefined) return undefined;
  const look = await read(keep);
  switch (look.kind) {
    case 'gone':
      return undefined;
    case 'unreadable':
      return look;
    case 'damaged':
      return { kind: 'unreadable', object: keep, because: look.problem };
    case 'text':
      return {
        kind: 'kept',
        object: look.object,
        target: look.text.trim() === 'standalone' ? 'standalone' : 'full',
      };
  }
}

async function readHistory(
  number: number,
  copies: readonly ArchivedObject[],
  { read }: ReadServerOptions,
): Promise<HistoryFile | undefined> {
  const timeline = timelineId(number);
  const looks = await Promise.all(copies.toSorted(byKey).map(async (copy) => read(copy)));
  const [best, ...others] = looks.filter((look) => look.kind !== 'gone');
  if (best === undefined) return undefined;
  const contradictedBy = others.filter(
    (look) => look.kind === 'text' && best.kind === 'text' && look.text !== best.text,
  );
  return {
    timeline,
    object: best.object,
    look: historyLook(best, timeline),
    contradictedBy: contradictedBy.map(({ object }) => object),
  };
}

function historyLook(look: Exclude<TextLook, { kind: 'gone' }>, timeline: HistoryFile['timeline']): HistoryLook {
  if (look.kind !== 'text') return look;
  const result = parseTimelineHistory(timeline, look.text);
  return result.kind === 'history' ? { kind: 'read', history: result.history } : result;
}

function byPlace(a: BackupArchive, b: BackupArchive): number {
  return oidOf(a) - oidOf(b) || a.part - b.part || byKey(a.object, b.object);
}

function oidOf({ origin }: BackupArchive): number {
  return origin.kind === 'data' ? 0 : origin.oid;
}
