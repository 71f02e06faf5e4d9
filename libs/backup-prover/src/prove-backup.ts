import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchivedBackup, Finding, ProofLevel, ServerCatalogue } from '@postgres-ha/backup-catalog';
import {
  settleSuspects,
  spoilsWay,
  suspectKey,
  type BackupFacts,
  type DataFacts,
  type Phase,
  type ProofFinding,
  type Reached,
  type UnsettledRelation,
  type WayProof,
} from '@postgres-ha/backup-proof';
import { segmentEnd, segmentStart, type Lsn } from '@postgres-ha/postgres-storage';
import type { Scratch } from '@postgres-ha/scratch-postgres';
import { backupDamage } from './kept-evidence.ts';
import { replayedLevels, replaysAll, type ContentLevel } from './content-level.ts';
import type { DataPlan } from './data-plan.ts';
import { createRandomMoment } from './random-moment.ts';
import { readBaseBackup } from './read-base-backup.ts';
import type { Reading } from './read-objects.ts';
import { readWal, type SegmentSeen } from './read-wal.ts';
import { replayBackup, type ReplaySeen } from './replay-backup.ts';
import { openScratch, type ScratchRoom } from './scratch-room.ts';
import { isDamage, lookAgain, type Came } from './second-look.ts';
import { sameCopies } from './same-copies.ts';
import type { Way } from './way.ts';

export interface BackupToProve {
  readonly backup: ArchivedBackup;
  readonly facts: BackupFacts;
  readonly way: Way;
}

export interface BackupProofOptions extends Reading {
  readonly server: ServerCatalogue;
  readonly level: ContentLevel;
  readonly room: ScratchRoom | undefined;
  /** Only at L5. */
  readonly data: DataPlan | undefined;
  readonly random: () => number;
  readonly onStep: (step: 'content' | 'wal' | 'replay') => void;
}

export interface BackupSeen {
  readonly looked: ReadonlySet<ProofLevel>;
  /** About the backup itself, up to the point where it is consistent, and its replay. */
  readonly findings: readonly Finding[];
  /** About later WAL on its way. */
  readonly wayFindings: readonly Finding[];
  readonly upTo: Reached;
  readonly proof: WayProof;
  readonly phases: readonly Phase[];
  /** Segments that are there more than once with one content. */
  readonly sameCopies: readonly string[];
  /** The segments before the first that nobody could read, and what was found in those behind the backup's own. */
  readonly certainWay: CertainWay;
  /** Version of the PostgreSQL that replayed it. */
  readonly postgres?: string;
  readonly data?: DataFacts;
  /** As stored, that were read. */
  readonly bytes: number;
}

export interface CertainWay {
  readonly segments: number;
  readonly findings: readonly Finding[];
}

/** Decompressed WAL that may wait on disk for the replay. What is beyond is fetched again when the server asks for it. */
const SPOOL_BYTES = 2 * 1024 ** 3;

/** Reads a backup and the WAL on its way, each byte once, and replays them, as far as the level asks. */
export async function proveBackup(
  subject: BackupToProve,
  options: BackupProofOptions,
): Promise<Omit<BackupSeen, 'bytes'>> {
  const { backup, facts, way } = subject;
  const { level, signal, server } = options;
  const phases: Phase[] = [];
  const clock = createPhases(phases);

  const attempt = level === 'L2' ? undefined : await openScratch(options.room, { major: facts.major, signal });
  await using scratch = attempt?.kind === 'open' ? attempt.scratch : undefined;

  options.onStep('content');
  const archives = backup.archives.map(({ origin, object }) => ({ origin, object }));
  const content = await clock({ name: 'content', objects: archives.map(({ object }) => object) }, () =>
    readBaseBackup(archives, { ...options, facts, scratch }),
  );

  options.onStep('wal');
  const moment = createRandomMoment(facts.end, options.random);
  let allSound = true;
  let stopAt: bigint | undefined;
  const isOtherSize = content.control !== undefined && content.control.segmentSizeBytes !== facts.segmentSizeBytes;
  const walToRead = isOtherSize ? [] : way.segments;
  const wal = await clock({ name: 'wal', objects: walToRead.map(({ object }) => object) }, () =>
    readWal(walToRead, {
      ...options,
      // what the archives themselves are of, if backup.info says something else: WAL is not blamed for that
      facts: { ...facts, ...(content.control?.major && { ...content.control, major: content.control.major }) },
      histories: server.histories,
      wanted: new Set(content.suspects.map(suspectKey)),
      onCommit: moment.see,
      // Replay gets no further than the first fault, so a moment to stop at lies before it, and so does the commit that ends it.
      onSegment: (segment) => {
        allSound &&= isSound(segment);
        if (allSound) stopAt = moment.chosen();
      },
      spool: scratch && { directory: scratch.paths.spool, bytes: SPOOL_BYTES },
    }),
  );

  const own = wal.segments.slice(0, way.ownSegments);
  const complete = own.length === way.ownSegments && own.every(isSound) ? 'all' : 'not all';
  const found: Finding[] = [
    ...content.findings,
    ...own.flatMap(({ findings }) => findings),
    ...settleSuspects(content.suspects, { restored: wal.restored, complete }),
  ];
  const sound = soundStart(wal.segments);
  const isWhole =
    content.read === 'all archives' && complete === 'all' && found.every(({ weight }) => weight !== 'damaged');

  let replay: ReplaySeen | undefined;
  if (attempt?.kind === 'none') found.push(attempt.because);
  else if (content.notRestored !== undefined) found.push(content.notRestored);
  else if (attempt !== undefined && scratch !== undefined && isWhole) {
    options.onStep('replay');
    replay = await clock({ name: 'replay' }, () =>
      replayBackup(subject, {
        ...options,
        ...{ scratch, binaries: attempt.binaries, sound, moment: stopAt },
        ...{ held: content.held, created: wal.created },
      }),
    );
    found.push(...replay.findings);
  }
  found.push(...(await settleRelations(content.unsettled, replay?.kind === 'replayed' ? scratch : undefined)));

  const sure = await confirmed(found, content.came, options);

  return {
    looked: new Set<ProofLevel>(['L0', 'L1', 'L2', ...levelsOf(replay, level)]),
    findings: sure,
    wayFindings: wal.segments.slice(way.ownSegments).flatMap(({ findings }) => findings),
    upTo: replay?.reached ?? readUpTo(subject, sound),
    proof: wayProof(subject, { segments: wal.segments, sound, replay, findings: sure, level }),
    phases: withData(phases, replay?.data?.milliseconds),
    ...(replay?.data !== undefined && { data: replay.data.facts }),
    sameCopies: await sameCopies(walToRead, options),
    // of another segment size, none could be read by it, and none ever will
    certainWay: isOtherSize
      ? { segments: way.segments.length, findings: [] }
      : certainWay(wal.segments, way.ownSegments),
    ...(replay?.kind === 'replayed' && attempt?.kind === 'open' && { postgres: attempt.binaries.version }),
  };
}

/** Damage, if the archives that it is said of give the same bytes again; else that they do not. */
async function confirmed(
  findings: readonly Finding[],
  came: readonly Came[],
  reading: Reading,
): Promise<readonly Finding[]> {
  const damage = findings.filter(isDamage);
  if (damage.length === 0) return findings;
  const named = came.filter(({ object }) => damage.some((finding) => finding.object === object.key));
  const doubts = await lookAgain(named.length > 0 ? named : came, reading);
  return doubts.length === 0 ? findings : [...findings.filter((finding) => !isDamage(finding)), ...doubts];
}

interface TimedStep {
  readonly name: Phase['name'];
  /** That are read in it: their bytes tell how fast it was. */
  readonly objects?: readonly { readonly sizeBytes: number }[];
}

function createPhases(phases: Phase[]): <T>(step: TimedStep, act: () => Promise<T>) => Promise<T> {
  return async ({ name, objects }, act) => {
    const begun = performance.now();
    try {
      return await act();
    } finally {
      const milliseconds = Math.round(performance.now() - begun);
      const bytes = objects?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      phases.push({ name, milliseconds, ...(bytes !== undefined && { bytes }) });
    }
  };
}

export function isSound({ findings }: SegmentSeen): boolean {
  return findings.length === 0;
}

/** The segments before the first with a fault: replay gets that far. */
function soundStart(segments: readonly SegmentSeen[]): readonly SegmentSeen[] {
  const fault = segments.findIndex((segment) => !isSound(segment));
  return fault < 0 ? segments : segments.slice(0, fault);
}

function certainWay(segments: readonly SegmentSeen[], own: number): CertainWay {
  const doubt = segments.findIndex(({ findings }) => findings.some(({ weight }) => weight === 'unknown'));
  const certain = doubt < 0 ? segments : segments.slice(0, doubt);
  return { segments: certain.length, findings: certain.slice(own).flatMap(({ findings }) => findings) };
}

function levelsOf(replay: ReplaySeen | undefined, level: ContentLevel): readonly ProofLevel[] {
  if (replay?.kind !== 'replayed') return [];
  return [...replayedLevels(level), ...(replay.data?.complete === true ? (['L5'] as const) : [])];
}

/** Data is looked at in the middle of a replay, and is a step of its own. */
function withData(phases: readonly Phase[], milliseconds: number | undefined): readonly Phase[] {
  if (milliseconds === undefined) return phases;
  const others = phases.map((phase) =>
    phase.name === 'replay' ? { ...phase, milliseconds: Math.max(0, phase.milliseconds - milliseconds) } : phase,
  );
  return [...others, { name: 'data', milliseconds }];
}

function readUpTo({ facts }: BackupToProve, sound: readonly SegmentSeen[]): Reached {
  const last = sound.findLast(({ evidence }) => evidence?.lastRecord !== undefined);
  const commit = sound.findLast(({ evidence }) => evidence?.lastCommitAt !== undefined)?.evidence?.lastCommitAt;
  return {
    lsn: last?.evidence?.lastRecord ?? facts.end,
    timeline: last?.archived.segment.timeline ?? facts.timeline,
    ...(commit === undefined ? {} : { lastCommitAt: new Date(Number(commit / 1000n)) }),
  };
}

interface WayEvidence {
  readonly segments: readonly SegmentSeen[];
  readonly sound: readonly SegmentSeen[];
  readonly replay: ReplaySeen | undefined;
  readonly findings: readonly Finding[];
  readonly level: ContentLevel;
}

function wayProof(
  { facts, way, backup }: BackupToProve,
  { segments, sound, replay, findings, level }: WayEvidence,
): WayProof {
  const proof = { backupId: backup.id, path: way.path, from: facts.end };
  const ownDamage = findings.find(spoilsWay);
  if (ownDamage !== undefined) {
    return { ...proof, damaged: backupDamage({ backup, facts }, ownDamage) };
  }
  const fault = segments[sound.length];
  const isDamage = fault?.findings.some(({ weight }) => weight === 'damaged') ?? false;
  const last = sound.at(-1);
  return {
    ...proof,
    ...(replay?.kind === 'replayed' && replaysAll(level) && last !== undefined
      ? { provenTo: endOf(last, { fault, segmentSizeBytes: facts.segmentSizeBytes }) }
      : {}),
    ...(fault !== undefined && isDamage
      ? {
          damaged: {
            what: 'wal',
            ...walDamage(fault, facts.segmentSizeBytes),
          },
        }
      : {}),
  };
}

/** What is behind the last record of a segment is nothing; only if the next is damaged does it matter where the last whole record ended. */
function endOf(
  { archived, evidence }: SegmentSeen,
  { fault, segmentSizeBytes }: { readonly fault: SegmentSeen | undefined; readonly segmentSizeBytes: number },
): Lsn {
  const end = segmentEnd(archived.segment, segmentSizeBytes);
  return fault === undefined ? end : (evidence?.endOfRecords ?? end);
}

export /** Where the WAL of a way is damaged, and why. */
function walDamage(
  { archived, evidence }: SegmentSeen,
  segmentSizeBytes: number,
): { readonly from: Lsn; readonly because: string } {
  return {
    from: evidence?.problems[0]?.lsn ?? segmentStart(archived.segment, segmentSizeBytes),
    because: `${archived.object.key} is damaged`,
  };
}

/** A relation with a part missing was being dropped, if replay has dropped it. */
async function settleRelations(
  unsettled: readonly UnsettledRelation[],
  scratch: Scratch | undefined,
): Promise<readonly ProofFinding[]> {
  const findings: ProofFinding[] = [];
  for (const { file, finding } of unsettled) {
    if (scratch === undefined) findings.push(finding);
    else if (await isThere(pathOf({ file, finding }, scratch))) findings.push({ ...finding, weight: 'damaged' });
  }
  return findings;
}

const OWN_TABLESPACES = [1663, 1664];

function pathOf({ file, finding }: UnsettledRelation, { paths }: Scratch): string {
  const member = (finding.place ?? '').replace(/\.\d+$/, '');
  return OWN_TABLESPACES.includes(file.tablespace)
    ? join(paths.data, member)
    : join(paths.tablespaces, String(file.tablespace), member);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
