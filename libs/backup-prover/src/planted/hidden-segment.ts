import {
  catalogFindings,
  readCatalog,
  recoverableIntervals,
  type ArchivedBackup,
  type ArchivedObject,
  type ArchiveSource,
  type Finding,
  type Recoverability,
  type ServerCatalogue,
} from '@postgres-ha/backup-catalog';
import type { SelfTest } from '@postgres-ha/backup-proof';
import type { ArchivedSegment } from '../archived-segment.ts';
import { wayFrom, type Way } from '../way.ts';

/** What the names of the objects of a server show. */
export type JudgeNames = (server: ServerCatalogue, now: Date) => readonly Finding[];

export interface HidingOptions {
  readonly source: ArchiveSource;
  readonly now: Date;
  readonly random: () => number;
  readonly judgeNames?: JudgeNames | undefined;
}

/**
 * Lists the way of the newest backup that can be restored once more, from memory, without one of its segments: the catalogue must name it.
 * @returns undefined where no backup has a way, or its texts could not be read
 */
export async function plantHiddenSegment(
  { server, recovery }: { readonly server: ServerCatalogue; readonly recovery: Recoverability },
  { source, now, random, judgeNames = byNames }: HidingOptions,
): Promise<SelfTest['plants'][number] | undefined> {
  const newest = recovery.backups.findLast((each) => each.kind === 'recoverable');
  const backup = server.backups.find(({ id }) => id === newest?.backupId);
  const way = newest?.kind === 'recoverable' ? wayFrom(newest, { server, damaged: new Set() }) : undefined;
  if (backup?.info.kind !== 'read' || way === undefined) return undefined;
  const hidden = chosenSegment(way, random);
  if (hidden === undefined) return undefined;
  const listed = { ...source, list: listing({ server, backup, way, hidden }) };
  const { servers } = await readCatalog(listed, { destination: destinationOf(server), serverName: server.serverName });
  const [again] = servers;
  const findings = again === undefined ? [] : judgeNames(again, now);
  return { kind: 'hidden-segment', object: hidden.object.key, found: findings.some((each) => names(each, hidden)) };
}

function byNames(server: ServerCatalogue, now: Date): readonly Finding[] {
  return catalogFindings(server, { now }, recoverableIntervals(server));
}

/** Behind the last segment nothing is missing: it is hidden only where the backup itself needs it. */
function chosenSegment({ segments, ownSegments }: Way, random: () => number): ArchivedSegment | undefined {
  const candidates = Math.max(segments.length - 1, Math.min(ownSegments, segments.length));
  return segments[Math.floor(random() * candidates)];
}

const TIMELINE_DIGITS = 8;

/** A hole has the name of its first segment; on which timeline it should have been is not always told. */
function names({ weight, place = '' }: Finding, { name }: ArchivedSegment): boolean {
  return weight !== 'notice' && place.slice(TIMELINE_DIGITS) === name.slice(TIMELINE_DIGITS);
}

function destinationOf({ prefix, serverName }: ServerCatalogue): string {
  return prefix.slice(0, -`${serverName}/`.length);
}

interface Listed {
  readonly server: ServerCatalogue;
  readonly backup: ArchivedBackup;
  readonly way: Way;
  readonly hidden: ArchivedSegment;
}

/** Made as it is walked, since a way may be long. */
function listing({ server, backup, way, hidden }: Listed): ArchiveSource['list'] {
  function* all(): Generator<ArchivedObject> {
    if (backup.info.kind !== 'missing') yield backup.info.object;
    for (const { object } of backup.archives) yield object;
    yield* backup.others;
    for (const { object } of server.histories.values()) yield object;
    for (const segment of way.segments) {
      if (segment !== hidden) yield* [segment.object, ...segment.others];
    }
  }
  return async function* (prefix) {
    await Promise.resolve();
    for (const object of all()) if (object.key.startsWith(prefix)) yield object;
  };
}
