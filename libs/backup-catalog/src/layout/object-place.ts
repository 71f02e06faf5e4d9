import type { Compression } from '../archived-object.ts';
import { splitCompression } from './compression-suffix.ts';

/** Whose files an archive holds: PGDATA, or a tablespace by its OID. */
export type ArchiveOrigin = { readonly kind: 'data' } | { readonly kind: 'tablespace'; readonly oid: number };

/** What an object is, by its key. `server` is the key up to `base/` or `wals/`, with its slash; empty at the root. */
export type ObjectPlace =
  | {
      readonly kind: 'archive';
      readonly server: string;
      readonly backupId: string;
      readonly origin: ArchiveOrigin;
      /** 0 of `data.tar`, 1 of `data_0001.tar`. */
      readonly part: number;
      readonly compression: Compression;
    }
  | { readonly kind: 'backup-info' | 'keep' | 'beside-backup'; readonly server: string; readonly backupId: string }
  | { readonly kind: 'wal'; readonly server: string; readonly file: WalFilePlace }
  /** An empty object that stands for a folder. */
  | { readonly kind: 'folder' }
  | { readonly kind: 'stray' };

/** Segment numbers need the segment size; names do not. `log` and `part` are the second and third eight digits. */
export type WalFilePlace =
  | { readonly kind: 'history'; readonly timeline: number; readonly compression: Compression }
  | {
      readonly kind: 'segment' | 'partial';
      readonly timeline: number;
      readonly log: number;
      readonly part: number;
      readonly compression: Compression;
    }
  | {
      readonly kind: 'backup-label';
      readonly timeline: number;
      readonly log: number;
      readonly part: number;
      readonly offset: number;
      readonly compression: Compression;
    };

/**
 * Says what an object of a Barman Cloud archive is.
 * @see Barman 3.19 `cloud.py` (`CloudUploadController`, `CloudBackupCatalog`, `CloudWalUploader`) and `xlog.py` (`hash_dir`)
 */
export function placeOf(key: string): ObjectPlace {
  if (key.endsWith('/')) return { kind: 'folder' };
  const match = /^(.*\/|)(base|wals)\/(.+)$/.exec(key);
  if (match === null) return { kind: 'stray' };
  const [, server = '', area, rest = ''] = match;
  return area === 'wals' ? walPlace(server, rest) : basePlace(server, rest);
}

const BACKUP_ID = /^\d{8}T\d{6}$/;
const ARCHIVE = /^(data|[1-9]\d{0,9})(?:_(\d{4,6}))?\.tar$/;

function basePlace(server: string, rest: string): ObjectPlace {
  const slash = rest.indexOf('/');
  const backupId = rest.slice(0, slash);
  const name = rest.slice(slash + 1);
  if (slash <= 0) return { kind: 'stray' };
  if (name === 'backup.info') return { kind: 'backup-info', server, backupId };
  if (!BACKUP_ID.test(backupId)) return { kind: 'stray' };
  if (name === 'annotations/keep') return { kind: 'keep', server, backupId };
  const { stem, compression } = splitCompression(name);
  const match = ARCHIVE.exec(stem);
  if (match === null || Number(match[2]) === 0) return { kind: 'beside-backup', server, backupId };
  const [, series = '', part = '0'] = match;
  const origin: ArchiveOrigin = series === 'data' ? { kind: 'data' } : { kind: 'tablespace', oid: Number(series) };
  return { kind: 'archive', server, backupId, origin, part: Number(part), compression };
}

const WAL_FILE =
  /^(?:([0-9A-F]{16})\/)?([0-9A-F]{8})(?:\.(history)|([0-9A-F]{8})([0-9A-F]{8})(?:\.(partial)|\.([0-9A-F]{8})\.backup)?)$/;
/** 1 MiB is the smallest segment: 4096 of them are 4 GiB. */
export const MAX_SEGMENTS_PER_LOG = 4096;

function walPlace(server: string, rest: string): ObjectPlace {
  const { stem, compression } = splitCompression(rest);
  const match = WAL_FILE.exec(stem);
  if (match === null) return { kind: 'stray' };
  const [, folder, timelineText = '', history, logText = '', partText = '', partial, offsetText] = match;
  const timeline = Number.parseInt(timelineText, 16);
  if (timeline === 0) return { kind: 'stray' };
  if (history !== undefined) {
    return folder === undefined
      ? { kind: 'wal', server, file: { kind: 'history', timeline, compression } }
      : { kind: 'stray' };
  }
  const log = Number.parseInt(logText, 16);
  const part = Number.parseInt(partText, 16);
  if (folder !== timelineText + logText || part >= MAX_SEGMENTS_PER_LOG) return { kind: 'stray' };
  const place = { timeline, log, part, compression };
  if (offsetText === undefined) {
    return { kind: 'wal', server, file: { kind: partial === undefined ? 'segment' : 'partial', ...place } };
  }
  return { kind: 'wal', server, file: { kind: 'backup-label', ...place, offset: Number.parseInt(offsetText, 16) } };
}
