import { readCatalog, type ArchiveSource } from '@postgres-ha/backup-catalog';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { ObjectStore } from '@postgres-ha/object-store';
import { findPostgresBinaries, removeAbandonedScratch } from '@postgres-ha/scratch-postgres';
import { starts } from './content-level.ts';
import { planData } from './data-plan.ts';
import { keepingTexts } from './keeping-texts.ts';
import type { ProveOptions } from './options.ts';
import { proveServer } from './prove-server.ts';
import { readText } from './read-text.ts';
import type { ScratchRoom } from './scratch-room.ts';

/**
 * Proves what can be restored from an archive, up to the asked level. It reads; it never writes to the store. One report per server name, none
 * if nothing lies there.
 *
 * @throws StoreError when the archive cannot even be listed: then nothing is known of it
 */
export async function proveArchive(options: ProveOptions): Promise<readonly ArchiveReport[]> {
  const { store, prefix, serverName, signal } = options;
  const room = await scratchRoom(options);
  const data = await planData(options);
  const source = keepingTexts(archiveSource(options));
  const catalogue = await readCatalog(source, {
    destination: prefix,
    ...(serverName !== undefined && { serverName }),
    signal,
  });
  const reports: ArchiveReport[] = [];
  for (const server of catalogue.servers) {
    reports.push(await proveServer({ server, catalogue, source, room, data }, options));
  }
  return serverName !== undefined && reports.length === 0 ? [withoutBackup({ store, serverName, options })] : reports;
}

/** What a run that was killed has left behind goes first. */
async function scratchRoom({ level, scratch, signal }: ProveOptions): Promise<ScratchRoom | undefined> {
  if (scratch === undefined || !starts(level)) return undefined;
  await removeAbandonedScratch(scratch.parent, { signal });
  return { parent: scratch.parent, binaries: await findPostgresBinaries(scratch.binaries, { signal }) };
}

function archiveSource({ store, onProgress, signal }: ProveOptions): ArchiveSource {
  return {
    list: async function* (prefix) {
      let objects = 0;
      for await (const object of store.list(prefix, { signal })) {
        objects += 1;
        if (objects % 1000 === 0) onProgress?.({ kind: 'listing', objects });
        yield object;
      }
      onProgress?.({ kind: 'listing', objects });
    },
    readText: (object) => readText(object, { store, signal }),
  };
}

interface Nothing {
  readonly store: ObjectStore;
  readonly serverName: string;
  readonly options: ProveOptions;
}

function withoutBackup({ store, serverName, options: { now, level } }: Nothing): ArchiveReport {
  return {
    store: store.name,
    serverName,
    startedAt: now,
    finishedAt: now,
    asked: level,
    overall: 'damaged',
    backups: [],
    moments: [],
    findings: [
      {
        id: 'no-backup',
        level: 'L0',
        weight: 'damaged',
        found: `no object below ${serverName}/`,
        expected: 'base backups and WAL',
        remedy: 'Look whether the name of the server and the address of the archive are right, and make a backup now.',
      },
    ],
    read: { objects: 0, bytes: 0 },
  };
}
