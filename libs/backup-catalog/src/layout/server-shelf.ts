import type { ArchivedObject } from '../archived-object.ts';
import type { BackupArchive } from '../catalogue.ts';
import { createWalArchiveBuilder, type WalArchiveBuilder } from '../wal/wal-archive.ts';
import type { ObjectPlace, WalFilePlace } from './object-place.ts';

/** What was listed of one server, sorted into its places; nothing is read yet. */
export interface ServerShelf {
  readonly prefix: string;
  readonly folders: Map<string, BackupFolder>;
  readonly wal: WalArchiveBuilder;
  readonly histories: Map<number, Map<string, ArchivedObject>>;
  readonly labels: Map<string, { readonly object: ArchivedObject; readonly place: LabelPlace }>;
  /** Ids of backups of which objects vanished between two looks. */
  readonly vanishing: Set<string>;
}

type LabelPlace = Extract<WalFilePlace, { kind: 'backup-label' }>;

/** Objects of `base/<id>/`, by key. */
export interface BackupFolder {
  info?: ArchivedObject;
  keep?: ArchivedObject;
  readonly archives: Map<string, BackupArchive>;
  readonly others: Map<string, ArchivedObject>;
}

export function createServerShelf(prefix: string): ServerShelf {
  return {
    prefix,
    folders: new Map(),
    wal: createWalArchiveBuilder(`${prefix}wals/`),
    histories: new Map(),
    labels: new Map(),
    vanishing: new Set(),
  };
}

/** Puts an object where it belongs. */
export function shelve(
  shelf: ServerShelf,
  place: Exclude<ObjectPlace, { kind: 'stray' | 'folder' }>,
  object: ArchivedObject,
): void {
  if (place.kind === 'wal') shelveWal(shelf, place.file, object);
  else shelveBackup(shelf, place, object);
}

function shelveBackup(
  { folders }: ServerShelf,
  place: Exclude<ObjectPlace, { kind: 'stray' | 'folder' | 'wal' }>,
  object: ArchivedObject,
): void {
  const folder: BackupFolder = folders.get(place.backupId) ?? { archives: new Map(), others: new Map() };
  folders.set(place.backupId, folder);
  switch (place.kind) {
    case 'backup-info':
      folder.info = object;
      return;
    case 'keep':
      folder.keep = object;
      return;
    case 'archive': {
      const { origin, part, compression } = place;
      folder.archives.set(object.key, { object, origin, part, compression });
      return;
    }
    case 'beside-backup':
      folder.others.set(object.key, object);
      return;
  }
}

function shelveWal({ wal, histories, labels }: ServerShelf, file: WalFilePlace, object: ArchivedObject): void {
  switch (file.kind) {
    case 'segment':
    case 'partial':
      wal.add(file, object);
      return;
    case 'history': {
      const copies = histories.get(file.timeline) ?? new Map<string, ArchivedObject>();
      histories.set(file.timeline, copies.set(object.key, object));
      return;
    }
    case 'backup-label':
      labels.set(object.key, { object, place: file });
      return;
  }
}

/** Keys that a folder has. */
export function folderKeys({ info, keep, archives, others }: BackupFolder): readonly string[] {
  return [info, keep]
    .flatMap((object) => (object === undefined ? [] : [object.key]))
    .concat(...archives.keys(), ...others.keys());
}
