import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerCatalogue } from '@postgres-ha/backup-catalog';
import { blockKey, walFindings, type BackupFacts, type ProofFinding } from '@postgres-ha/backup-proof';
import {
  createWalReader,
  segmentStart,
  type Lsn,
  type SegmentEvidence,
  type WalReader,
} from '@postgres-ha/postgres-storage';
import type { ArchivedSegment } from './archived-segment.ts';
import { begun, type Begun } from './begun.ts';
import type { Commit } from './random-moment.ts';
import { readFailure } from './read-failure.ts';
import { contentOf, type ContentReading, type Reading } from './read-objects.ts';
import { isDamage, lookAgain, nothingYet, type Came } from './second-look.ts';
import { openSpoolFile } from './spool-file.ts';

export interface WalReading extends Reading {
  readonly facts: Pick<BackupFacts, 'major' | 'segmentSizeBytes' | 'systemIdentifier' | 'end'>;
  readonly histories: ServerCatalogue['histories'];
  /** Keys of the blocks that WAL may write anew before the end of the backup; what writes them later leaves the time in between damaged. */
  readonly wanted: ReadonlySet<string>;
  readonly onCommit: (commit: Commit) => void;
  readonly onSegment: (segment: SegmentSeen) => void;
  /** Where sound segments are kept, decompressed, for the replay that follows, up to so many bytes. */
  readonly spool: { readonly directory: string; readonly bytes: number } | undefined;
}

/** A segment after it was read. */
export interface SegmentSeen {
  readonly archived: ArchivedSegment;
  readonly findings: readonly ProofFinding[];
  readonly evidence: SegmentEvidence | undefined;
}

export interface WalSeen {
  readonly segments: readonly SegmentSeen[];
  /** Relations whose file WAL makes, as `tablespace/database/number`; `tablespace/database/0` for a database that it copies. */
  readonly created: ReadonlySet<string>;
  /** Of the wanted blocks, those that WAL writes anew as a whole. */
  readonly restored: ReadonlySet<string>;
}

/** Reads segments in the order of recovery, and judges each record of them. What is wrong with one does not end the look at the others. */
export async function readWal(segments: readonly ArchivedSegment[], reading: WalReading): Promise<WalSeen> {
  const { facts, wanted, onCommit, onSegment, spool } = reading;
  const restored = new Set<string>();
  const created = new Set<string>();
  const reader = createWalReader({
    major: facts.major,
    segmentSizeBytes: facts.segmentSizeBytes,
    systemIdentifier: facts.systemIdentifier,
    ...(wanted.size > 0 && {
      wantedBlocks: {
        until: facts.end,
        has: (spcOid, dbOid, relNumber, fork, block) => wanted.has(blockKey({ spcOid, dbOid, relNumber, fork, block })),
      },
    }),
    onFileCreation: (tablespace, database, relation) => {
      created.add(`${tablespace}/${database}/${relation}`);
    },
    onCommit: (lsn, at) => {
      onCommit({ lsn, at });
    },
  });
  const seen: SegmentSeen[] = [];
  let room = spool?.bytes ?? 0;
  await using ahead = contentsAhead(segments, reading);
  let before: SegmentReading['before'];
  for (const archived of segments) {
    const { content, came } = ahead.next();
    const keep = spool !== undefined && room >= facts.segmentSizeBytes ? spool.directory : undefined;
    const one = await readSegment(archived, { reader, content, keep, before, ...reading, came });
    before = { archived, came };
    if (keep !== undefined) room -= facts.segmentSizeBytes;
    for (const block of one.evidence?.restoredBlocks ?? []) restored.add(blockKey(block));
    seen.push(one);
    onSegment(one);
  }
  return { segments: seen, created, restored };
}

interface ContentsAhead extends AsyncDisposable {
  /** Of the first segment, then of the one behind, and so on. */
  readonly next: () => { readonly content: Begun<Uint8Array>; readonly came: Came };
}

/** Contents of segments, each begun when the one before it is read: so the store answers, and another thread inflates, meanwhile. */
function contentsAhead(segments: readonly ArchivedSegment[], reading: Reading): ContentsAhead {
  const waiting = segments.values();
  const begin = (): ReturnType<ContentsAhead['next']> | undefined => {
    const next = waiting.next();
    if (next.done === true) return undefined;
    const came = nothingYet(next.value.object);
    return { came, content: begun(contentOf(next.value.object, { ...reading, came })) };
  };
  let ahead = begin();
  return {
    next: () => {
      const content = ahead;
      if (content === undefined) throw new RangeError('no more segments');
      ahead = begin();
      return content;
    },
    [Symbol.asyncDispose]: async () => ahead?.content[Symbol.asyncDispose](),
  };
}

interface SegmentReading extends WalReading {
  readonly reader: WalReader;
  readonly content: AsyncIterable<Uint8Array>;
  readonly keep: string | undefined;
  readonly came: Came;
  readonly before: { readonly archived: ArchivedSegment; readonly came: Came } | undefined;
}

async function readSegment(
  archived: ArchivedSegment,
  { reader, content, keep, before, ...reading }: SegmentReading,
): Promise<SegmentSeen> {
  const path = keep === undefined ? undefined : join(keep, archived.name);
  const look = reading.histories.get(archived.segment.timeline)?.look;
  reader.begin(archived.segment, look?.kind === 'read' ? { history: look.history } : {});
  const failure = await streamed(archived, { reader, content, path, reading });
  const evidence = reader.end();
  // A segment that could not be read to its end has problems of its own; the read tells them better.
  const found =
    failure === undefined
      ? walFindings(evidence, objectAt(archived, before?.archived, reading.facts.segmentSizeBytes))
      : [failure];
  const doubts = found.some(isDamage)
    ? await lookAgain([...(before === undefined ? [] : [before.came]), reading.came], reading)
    : [];
  const findings = doubts.length > 0 ? doubts : found;
  if (path !== undefined && findings.length > 0) await rm(path, { force: true });
  return { archived, findings, evidence: failure === undefined && doubts.length === 0 ? evidence : undefined };
}

function objectAt(
  { segment, object }: ArchivedSegment,
  before: ArchivedSegment | undefined,
  segmentSizeBytes: number,
): (position: Lsn) => string {
  const start = segmentStart(segment, segmentSizeBytes);
  return (position) => (before !== undefined && position < start ? before.object.key : object.key);
}

interface Streaming {
  readonly reader: WalReader;
  readonly content: AsyncIterable<Uint8Array>;
  readonly path: string | undefined;
  readonly reading: ContentReading;
}

async function streamed(
  { object }: ArchivedSegment,
  { reader, content, path, reading }: Streaming,
): Promise<ProofFinding | undefined> {
  await using file = path === undefined ? undefined : await openSpoolFile(path);
  try {
    for await (const bytes of content) {
      reader.push(bytes);
      await file?.write(bytes);
    }
    return undefined;
  } catch (error) {
    return readFailure(error, { object: object.key, signal: reading.signal });
  }
}
