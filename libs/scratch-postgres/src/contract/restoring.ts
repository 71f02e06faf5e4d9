import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TarEvent, TarOrigin } from '@postgres-ha/backup-proof';
import { errorCode } from '../scratch-error.ts';
import type { Scratch } from '../scratch.ts';
import type { RequestWal, WalAnswer } from '../wal-service.ts';
import { archiveEvents } from './archive-events.ts';
import type { SourceCluster } from './source-cluster.ts';

/** Changes events on their way, or drops them. */
export type Tamper = (events: AsyncIterable<TarEvent>, origin: TarOrigin) => AsyncIterable<TarEvent>;

export interface RestoreOptions {
  readonly tamper?: Tamper | undefined;
  /** All if not given. */
  readonly archives?: readonly TarOrigin['kind'][] | undefined;
}

export async function restoreBackup(
  scratch: Scratch,
  source: Pick<SourceCluster, 'backup'>,
  { tamper = (events) => events, archives: wanted = ['data', 'tablespace'] }: RestoreOptions = {},
): Promise<void> {
  const archives: readonly (readonly [TarOrigin, string])[] = [
    ...[...source.backup.tablespaces].map(([oid, directory]) => [{ kind: 'tablespace', oid }, directory] as const),
    [{ kind: 'data' }, source.backup.data],
  ];
  for (const [origin, directory] of archives.filter(([{ kind }]) => wanted.includes(kind))) {
    await using sink = scratch.restore(origin);
    for await (const event of tamper(archiveEvents(directory), origin)) await sink.write(event);
  }
}

/** Leaves members out. */
export function without(matches: (path: string) => boolean): Tamper {
  return async function* (events) {
    let left = false;
    for await (const event of events) {
      if (event.kind === 'member') left = matches(event.member.path);
      if (!left || event.kind === 'end') yield event;
    }
  };
}

/** Serves the archive of a source, with some files changed: bytes instead of what is there, or another answer. */
export function archiveOf(
  scratch: Scratch,
  { archive }: Pick<SourceCluster, 'archive'>,
  changed: Readonly<Record<string, Uint8Array | WalAnswer>> = {},
): RequestWal {
  return async (fileName) => {
    const change = changed[fileName];
    if (change !== undefined && 'kind' in change) return change;
    const path = join(scratch.paths.spool, fileName);
    try {
      await (change === undefined ? copyFile(join(archive, fileName), path) : writeFile(path, change));
      return { kind: 'file', path };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { kind: 'absent' };
      throw error;
    }
  };
}
