import { createPageCheck, type PageCheck } from '@postgres-ha/postgres-storage';
import type { TarEvent, TarMember, TarOrigin } from '../tar/tar-event.ts';
import type { BackupFacts } from './backup-facts.ts';
import { partFindings } from './part-order.ts';
import { keptMember, smallFileFindings, type ControlFacts, type SmallFile } from './small-files.ts';
import type { ProofFinding } from './proof-finding.ts';
import { createRelationPages, type RelationPages } from './relation-pages.ts';
import { relationFile, type RelationFile } from './relation-file.ts';
import { createRelationSizes, type UnsettledRelation } from './relation-sizes.ts';
import type { SuspectBlock } from './suspect-blocks.ts';

/** What the archives of one base backup hold, once all were read to their end. */
export interface BaseBackupContent {
  readonly findings: readonly ProofFinding[];
  /** Blocks that only replay can mend: damage, unless WAL from begin to end of the backup writes each of them anew. */
  readonly suspects: readonly SuspectBlock[];
  readonly unsettled: readonly UnsettledRelation[];
  /** Of the control file, where it could be read: what WAL belongs to, whatever backup.info says. */
  readonly control: ControlFacts | undefined;
  /** Whether the archives held a file of a relation, or nothing at all of its directory. */
  readonly held: (origin: TarOrigin, path: string) => 'file' | 'directory only' | 'nothing';
  readonly members: number;
  readonly pages: number;
  /** Pages whose content is replaced by replay and was not judged. */
  readonly pagesRepairedByReplay: number;
}

/** Takes the tar events of one archive of the backup. */
export interface ArchiveCheck {
  readonly take: (event: TarEvent) => void;
}

export interface BaseBackupCheck {
  /** @param object key of the archive, for findings */
  readonly archive: (origin: TarOrigin, object: string) => ArchiveCheck;
  /** After the last archive. With one that could not be read, what is missing is not held against the backup. */
  readonly end: (read: 'all archives' | 'not all archives') => BaseBackupContent;
}

/** PostgreSQL's own; other block sizes need a server compiled for them, and are said to be unknown. */
const BLOCK_SIZE_BYTES = 8192;

/**
 * Judges what a base backup holds while it streams by: its pages, its members, and whether it is the backup that backup.info describes.
 * Archives may be read one after the other or at the same time. It keeps small files, and of relations only what is longer than 1 GiB.
 */
export function createBaseBackupCheck(facts: BackupFacts): BaseBackupCheck {
  const pageCheck = createPageCheck({
    blockSizeBytes: BLOCK_SIZE_BYTES,
    dataChecksums: facts.dataChecksums !== 'off',
    backupStart: facts.begin,
    backupEnd: facts.end,
  });
  const state: State = {
    facts,
    pageCheck,
    findings: [],
    suspects: [],
    smallFiles: [],
    dataObjects: [],
    unlogged: new Set(),
    sizes: createRelationSizes(BLOCK_SIZE_BYTES),
    seen: new Map(),
    counts: { members: 0, pages: 0, repaired: 0 },
  };
  return {
    archive: (origin, object) => archiveCheck(state, origin, object),
    end: (read) => content(state, read),
  };
}

interface State {
  readonly facts: BackupFacts;
  readonly pageCheck: PageCheck;
  readonly findings: ProofFinding[];
  readonly suspects: SuspectBlock[];
  readonly smallFiles: SmallFile[];
  /** Keys of the archives of PGDATA. */
  readonly dataObjects: string[];
  /** Relations with an init fork: their other forks are emptied when the server starts. */
  readonly unlogged: Set<string>;
  readonly sizes: ReturnType<typeof createRelationSizes>;
  /** Directory, then names in it: each member may come once, and each database must be whole. */
  readonly seen: Map<string, Set<string>>;
  readonly counts: { members: number; pages: number; repaired: number };
}

type Reading =
  | { readonly kind: 'pages'; readonly pages: RelationPages }
  | { readonly kind: 'kept'; readonly path: string; readonly chunks: Uint8Array[] }
  | { readonly kind: 'passed' };

function archiveCheck(state: State, origin: TarOrigin, object: string): ArchiveCheck {
  let reading: Reading = { kind: 'passed' };
  if (origin.kind === 'data') state.dataObjects.push(object);
  return {
    take: (event) => {
      switch (event.kind) {
        case 'member':
          reading = open(state, event.member, { origin, object });
          return;
        case 'content':
          if (reading.kind === 'pages') reading.pages.take(event.bytes);
          // not `slice`: that of Node's Buffer copies nothing
          else if (reading.kind === 'kept') reading.chunks.push(new Uint8Array(event.bytes));
          return;
        case 'member-end':
          close(state, reading, { origin, object });
          reading = { kind: 'passed' };
          return;
        case 'end':
          return;
        default:
          event satisfies never;
      }
    },
  };
}

function open(state: State, member: TarMember, { origin, object }: Place): Reading {
  state.counts.members += 1;
  noteOnce(state, member, { origin, object });
  if (member.kind !== 'file') return { kind: 'passed' };
  const file = relationFile(origin, member.path);
  if (file !== undefined) {
    if (file.fork === 3) state.unlogged.add(relationKey(file));
    state.sizes.note(file, { sizeBytes: member.sizeBytes, object, member: member.path });
    return { kind: 'pages', pages: createRelationPages(state.pageCheck, { file, object, member: member.path }) };
  }
  return keptMember(origin, member) ? { kind: 'kept', path: member.path, chunks: [] } : { kind: 'passed' };
}

interface Place {
  readonly origin: TarOrigin;
  readonly object: string;
}

function close(state: State, reading: Reading, { origin, object }: Place): void {
  if (reading.kind === 'kept') {
    state.smallFiles.push({ origin, object, path: reading.path, bytes: joined(reading.chunks) });
  }
  if (reading.kind !== 'pages') return;
  const { pages, repaired, findings, suspects } = reading.pages.end();
  state.counts.pages += pages;
  state.counts.repaired += repaired;
  state.findings.push(...findings);
  state.suspects.push(...suspects);
}

function noteOnce(state: State, { path, kind }: TarMember, { origin, object }: Place): void {
  const whole = wholePath(origin, path);
  const slash = whole.lastIndexOf('/') + 1;
  const directory = whole.slice(0, slash);
  const names = state.seen.get(directory) ?? new Set();
  state.seen.set(directory, names);
  const name = whole.slice(slash);
  if (kind === 'file' && names.has(name)) {
    state.findings.push({
      id: 'member-twice',
      level: 'L2',
      weight: 'damaged',
      object,
      place: path,
      found: 'a file that another archive of this backup, or this one, holds as well',
      expected: 'every file once: Barman never divides or repeats one',
      remedy:
        'One of the archives belongs to another backup. Restore from another backup, and find out what writes to this prefix.',
    });
  }
  names.add(name);
}

function wholePath(origin: TarOrigin, path: string): string {
  return origin.kind === 'data' ? path : `${origin.oid}:${path}`;
}

function heldIn(seen: State['seen'], path: string): ReturnType<BaseBackupContent['held']> {
  const slash = path.lastIndexOf('/') + 1;
  const names = seen.get(path.slice(0, slash));
  if (names === undefined) return 'nothing';
  return names.has(path.slice(slash)) ? 'file' : 'directory only';
}

function content(state: State, read: 'all archives' | 'not all archives'): BaseBackupContent {
  const { facts, findings, smallFiles, dataObjects, seen, counts } = state;
  const small = smallFileFindings(smallFiles, { facts });
  const missing = read === 'all archives' ? partFindings({ dataObjects, smallFiles, seen }) : [];
  const usable = (suspect: SuspectBlock): boolean =>
    !state.unlogged.has(relationKey(suspect.file)) && !(suspect.problem === 'checksum' && small.checksums === 'off');
  return {
    findings: small.blockSize === 'other' ? small.findings : [...findings, ...small.findings, ...missing],
    suspects: small.blockSize === 'other' ? [] : state.suspects.filter(usable),
    unsettled: read === 'all archives' ? state.sizes.unsettled() : [],
    control: small.control,
    held: (origin, path) => heldIn(seen, wholePath(origin, path)),
    members: counts.members,
    pages: counts.pages,
    pagesRepairedByReplay: counts.repaired,
  };
}

function relationKey({ tablespace, database, relation }: RelationFile): string {
  return `${tablespace}/${database}/${relation}`;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
