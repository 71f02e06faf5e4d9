import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchivedObject, ServerCatalogue, WalFile } from '@postgres-ha/backup-catalog';
import { parseTimelineId } from '@postgres-ha/postgres-storage';
import type { RequestWal, WalAnswer } from '@postgres-ha/scratch-postgres';
import { readFailure } from './read-failure.ts';
import { contentOf, type Reading } from './read-objects.ts';

export interface WalServing extends Reading {
  readonly server: ServerCatalogue;
  /** Names of segments that are not handed out, because they or one before them are not sound: the target lies before them. */
  readonly withheld: ReadonlySet<string>;
  /** Where segments that were read before are kept, under their names; further ones are put there too. */
  readonly spool: string;
}

/** Answers a recovering server from the archive: with what is there under that name, and with "absent" only if nothing is. */
export function serveWal({ server, withheld, spool, ...reading }: WalServing): RequestWal {
  return async (fileName) => {
    // A server reads ahead of what it replays, and what it is not given is not what it ends by.
    if (withheld.has(fileName)) return { kind: 'absent' };
    const path = join(spool, fileName);
    if (await isFile(path)) return { kind: 'file', path };
    const object = objectOf(fileName, server);
    return object === undefined ? { kind: 'absent' } : fetched(object, { path, reading });
  };
}

/** The object of a segment or a history; a partial segment is none. */
export function objectOf(fileName: string, { wal, histories }: ServerCatalogue): ArchivedObject | undefined {
  const [, timeline = ''] = /^([0-9A-F]{8})\.history$/.exec(fileName) ?? [];
  const id = parseTimelineId(timeline);
  return id === undefined ? wholeCopies(wal.find(fileName))[0] : histories.get(id)?.object;
}

/** The objects of a whole segment. The first is the one that Barman takes. */
export function wholeCopies(file: WalFile | undefined): readonly ArchivedObject[] {
  return (file?.copies ?? []).filter(({ isPartial }) => !isPartial).map(({ object }) => object);
}

async function fetched(
  object: ArchivedObject,
  { path, reading }: { readonly path: string; readonly reading: Reading },
): Promise<WalAnswer> {
  try {
    await using file = await open(path, 'w', 0o600);
    // on a disk that is about to be full, one write may take less than it was given
    for await (const bytes of contentOf(object, reading)) await file.appendFile(bytes);
    return { kind: 'file', path };
  } catch (error) {
    await rm(path, { force: true });
    const { weight, found } = readFailure(error, { object: object.key, signal: reading.signal });
    return { kind: weight === 'damaged' ? 'damaged' : 'failed', because: found };
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
