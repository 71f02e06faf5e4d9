import type { ListedObject } from '@postgres-ha/object-store';

/** What is chosen from when something is to be broken. Keys begin with the server's folder. */
export interface ArchiveView {
  readonly newestBackup: BackupView;
  /** Segments that lie behind the newest backup's end, oldest first: without them its later moments are lost. */
  readonly segments: readonly SegmentView[];
  /** Path in the data directory, and in the tar, of a table that nobody writes to. */
  readonly quietFile: string;
}

export interface BackupView {
  readonly id: string;
  /** Key of the tar of the data directory. */
  readonly tar: string;
  /** Name of the segment in which it ends. */
  readonly endSegment: string;
}

export interface SegmentView {
  readonly name: string;
  readonly key: string;
}

const SEGMENT = /\/wals\/[0-9A-F]{16}\/([0-9A-F]{24})(?:\.gz)?$/;

/** The segment that an object holds, if it holds one. */
export function segmentOf(key: string): string | undefined {
  return SEGMENT.exec(key)?.[1];
}

export function viewArchive(
  objects: readonly Pick<ListedObject, 'key'>[],
  { backup, quietFile }: { readonly backup: BackupView; readonly quietFile: string },
): ArchiveView {
  const segments = objects
    .flatMap(({ key }) => {
      const name = segmentOf(key);
      return name === undefined || name <= backup.endSegment ? [] : [{ name, key }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { newestBackup: backup, segments, quietFile };
}
