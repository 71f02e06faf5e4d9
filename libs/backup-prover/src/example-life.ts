import type { ArchivedBackup, ArchivedObject, Finding, ProofLevel, ServerCatalogue } from '@postgres-ha/backup-catalog';
import type { BackupFacts, ProofEvidence, ProofMemory } from '@postgres-ha/backup-proof';
import { lsn, segmentEnd, segmentStart, systemIdentifier, timelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedSegment } from './archived-segment.ts';
import { placeOf, presentInputs } from './evidence-inputs.ts';
import type { BackupSeen, BackupToProve } from './prove-backup.ts';
import type { Case } from './settle-backups.ts';
import type { TailSeen } from './read-tail.ts';
import type { Way } from './way.ts';

/** What happens to an archive between two runs. Numbers choose one of what is there. */
export type Event =
  | { readonly kind: 'wal'; readonly count: number }
  | { readonly kind: 'backup' }
  | { readonly kind: 'segment'; readonly at: number; readonly becomes: 'bad' | 'good' | 'gone' }
  | { readonly kind: 'base'; readonly at: number; readonly becomes: 'bad' | 'good' }
  /** A base backup changes, and the LIST does not show it. */
  | { readonly kind: 'rot'; readonly at: number }
  | { readonly kind: 'expire' };

/** An archive of one timeline whose truth is known, without a byte in it: it looks as a real one does, and whoever reads it is told the truth. */
export interface ExampleLife {
  readonly happen: (event: Event) => void;
  /** Newest first. */
  readonly cases: () => readonly Case[];
  /** Whether replay from this backup really comes to the end of that segment. */
  readonly reaches: (backupId: string, segment: number) => boolean;
  readonly bytesRead: () => number;
  /** Looks fail from now on, or do not any more. */
  readonly fail: (kind: 'none' | 'base' | 'wal') => void;
}

const SEGMENT_BYTES = 1024 * 1024;
const BASE_BYTES = 50 * SEGMENT_BYTES;
const timeline = timelineId(1);
const store = { name: 'example' } as Parameters<typeof placeOf>[1]['store'];
const server = { serverName: 'a', prefix: 'a/', histories: new Map() } as unknown as ServerCatalogue;

interface Piece {
  version: number;
  isGood: boolean;
}

export function exampleLife(): ExampleLife {
  const wal = new Map<number, Piece>([[1, { version: 0, isGood: true }]]);
  const bases = new Map<string, Piece & { readonly begin: number; readonly end: number }>();
  let newest = 1;
  let taken = 0;
  let versions = 0;
  let bytes = 0;
  let failing: 'none' | 'base' | 'wal' = 'none';

  const write = (): void => {
    newest += 1;
    wal.set(newest, { version: (versions += 1), isGood: true });
  };
  const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)];
  const change = (piece: Piece | undefined, becomes: 'bad' | 'good'): void => {
    if (piece === undefined) return;
    piece.version = versions += 1;
    piece.isGood = becomes === 'good';
  };

  function subjectOf(id: string, damaged: ReadonlySet<string>): BackupToProve | undefined {
    const base = bases.get(id);
    if (base === undefined) return undefined;
    const run = runFrom(base.begin);
    if (run < base.end) return undefined;
    const next = [...bases].find(
      ([other, { end }]) => other > id && !damaged.has(other) && end <= run && end > base.end,
    );
    const between = (from: number, to: number): readonly ArchivedSegment[] =>
      Array.from({ length: to - from + 1 }, (_, n) => segment(from + n));
    const last = next?.[1].end ?? run;
    const way = {
      path: [{ timeline, begin: lsn(0n) }],
      segments: between(base.begin, last),
      ownSegments: base.end - base.begin + 1,
      end: next === undefined ? 'archive' : 'next backup',
      first: (count: number) => between(base.begin, Math.min(base.begin + count - 1, run)),
    } as unknown as Way;
    const object = objectOf(`a/base/${id}/data.tar`, base, BASE_BYTES);
    const backup = { id, prefix: `a/base/${id}/`, info: { kind: 'missing' }, archives: [{ object }] };
    const facts = { end: segmentStart({ timeline, number: base.end }, SEGMENT_BYTES), segmentSizeBytes: SEGMENT_BYTES };
    return {
      backup: backup as unknown as ArchivedBackup,
      facts: { ...facts, timeline, systemIdentifier: systemIdentifier(7n) } as unknown as BackupFacts,
      way,
    };
  }

  function runFrom(begin: number): number {
    let last = begin - 1;
    while (wal.has(last + 1)) last += 1;
    return last;
  }

  function segment(number: number): ArchivedSegment {
    const name = String(number).padStart(24, '0');
    const object = objectOf(`a/wals/${name}`, wal.get(number) ?? { version: -1, isGood: false }, SEGMENT_BYTES);
    return { segment: { timeline, number }, name, object, others: [] };
  }

  const findingsIn = (segments: readonly ArchivedSegment[]): readonly Finding[] =>
    segments.flatMap(({ segment: { number }, object }) =>
      failing === 'wal' && number === segments.at(-1)?.segment.number
        ? [finding('unknown', object.key)]
        : wal.get(number)?.isGood === true
          ? []
          : [finding('damaged', object.key)],
    );

  function look({ backup, facts, way }: BackupToProve): BackupSeen {
    bytes += BASE_BYTES + way.segments.length * SEGMENT_BYTES;
    const base = bases.get(backup.id);
    const own: readonly Finding[] = [
      ...(failing === 'base' ? [finding('unknown', `${backup.prefix}data.tar`)] : []),
      ...(base?.isGood === true ? [] : [finding('damaged', `${backup.prefix}data.tar`)]),
      ...findingsIn(way.segments).filter(({ object }) => isIn(way.segments.slice(0, way.ownSegments), object)),
    ];
    const wayFindings = findingsIn(way.segments).filter(({ object }) =>
      isIn(way.segments.slice(way.ownSegments), object),
    );
    const fault = way.segments.findIndex(({ object }) => wayFindings.some((each) => each.object === object.key));
    const sound = fault < 0 ? way.segments : way.segments.slice(0, fault);
    const isSound = own.length === 0;
    const provenTo = endOf(sound.at(-1));
    const doubt = way.segments.findIndex(({ object }) =>
      wayFindings.some((each) => each.object === object.key && each.weight === 'unknown'),
    );
    const segments = doubt < 0 ? way.segments.length : doubt;
    const certain = way.segments.slice(0, segments);
    const damage = wayFindings.find(({ weight }) => weight === 'damaged');
    return {
      looked: new Set<ProofLevel>(isSound ? ['L0', 'L1', 'L2', 'L3', 'L4'] : ['L0', 'L1', 'L2']),
      findings: own,
      wayFindings,
      upTo: { lsn: facts.end, timeline },
      proof: {
        ...{ backupId: backup.id, path: way.path, from: facts.end },
        ...(isSound && provenTo !== undefined && { provenTo }),
        ...(!isSound && { damaged: { what: 'backup', from: facts.end, because: 'it is damaged' } }),
        ...(isSound && damage && { damaged: { what: 'wal', from: endOf(sound.at(-1)) ?? facts.end, because: 'bad' } }),
      },
      phases: [],
      sameCopies: [],
      certainWay: { segments, findings: wayFindings.filter(({ object }) => isIn(certain, object)) },
      bytes: BASE_BYTES + way.segments.length * SEGMENT_BYTES,
    };
  }

  function readTail(
    { way }: BackupToProve,
    evidence: ProofEvidence,
  ): { readonly tail: TailSeen; readonly bytes: number } {
    const known = evidence.inputs.way.count;
    const fresh = way.segments.slice(known);
    const read = (fresh.length + 1) * SEGMENT_BYTES;
    bytes += read;
    const findings = findingsIn(fresh);
    const doubt = fresh.findIndex(({ object }) =>
      findings.some((each) => each.object === object.key && each.weight === 'unknown'),
    );
    const certain = doubt < 0 ? fresh : fresh.slice(0, doubt);
    const damage = findings.filter(({ object }) => isIn(certain, object));
    const first = certain.findIndex(({ object }) => object.key === damage[0]?.object);
    const walDamage = { from: endOf(way.segments[known + first - 1]) ?? lsn(0n), because: 'bad' };
    return {
      bytes: read,
      tail: {
        kind: 'read',
        segments: known + certain.length,
        doubtful: findings.filter((each) => !damage.includes(each)),
        evidence: {
          ...evidence,
          wayFindings: [...evidence.wayFindings, ...damage],
          ...(first >= 0 && evidence.walDamage === undefined && { walDamage }),
        },
      },
    };
  }

  return {
    bytesRead: () => bytes,
    fail: (kind) => {
      failing = kind;
    },
    happen: (event) => {
      switch (event.kind) {
        case 'wal':
          for (let n = 0; n < event.count; n += 1) write();
          return;
        case 'backup': {
          write();
          const begin = newest;
          write();
          taken += 1;
          const id = `b${String(taken).padStart(4, '0')}`;
          bases.set(id, { version: (versions += 1), isGood: true, begin, end: newest });
          return;
        }
        case 'segment': {
          const number = pick([...wal.keys()], event.at);
          if (number === undefined) return;
          if (event.becomes === 'gone') wal.delete(number);
          else change(wal.get(number), event.becomes);
          return;
        }
        case 'base':
          change(pick([...bases.values()], event.at), event.becomes);
          return;
        case 'rot': {
          const base = pick([...bases.values()], event.at);
          if (base !== undefined) base.isGood = false;
          return;
        }
        case 'expire': {
          const [first, second] = bases.keys();
          if (first !== undefined && second !== undefined) bases.delete(first);
        }
      }
    },
    cases: () =>
      [...bases.keys()].toReversed().map((id): Case => ({
        id,
        place: placeOf(id, { store, server }),
        subject: (damaged) => subjectOf(id, damaged),
        present: (subject) => presentInputs(subject, { store, server }),
        look: (subject) => Promise.resolve(look(subject)),
        readTail: (subject, evidence) => Promise.resolve(readTail(subject, evidence)),
        isDamaged: (settled) => settled?.seen.findings.some(({ weight }) => weight === 'damaged') ?? false,
      })),
    reaches: (backupId, number) => {
      const base = bases.get(backupId);
      if (base?.isGood !== true) return false;
      for (let each = base.begin; each <= number; each += 1) if (wal.get(each)?.isGood !== true) return false;
      return true;
    },
  };
}

/** A memory that forgets nothing. */
export function exampleMemory(): ProofMemory & { readonly kept: readonly ProofEvidence[] } {
  const kept: ProofEvidence[] = [];
  return {
    kept,
    recall: ({ backupId }) =>
      Promise.resolve({ evidence: kept.filter(({ inputs }) => inputs.backupId === backupId), notices: [] }),
    remember: (evidence) => {
      kept.push(evidence);
      return Promise.resolve([]);
    },
  };
}

function endOf(segment: ArchivedSegment | undefined): ReturnType<typeof segmentEnd> | undefined {
  return segment && segmentEnd(segment.segment, SEGMENT_BYTES);
}

function isIn(segments: readonly ArchivedSegment[], key: string | undefined): boolean {
  return segments.some(({ object }) => object.key === key);
}

function objectOf(key: string, { version }: Piece, sizeBytes: number): ArchivedObject {
  return { key, sizeBytes, etag: String(version), lastModified: new Date(version) };
}

function finding(weight: 'damaged' | 'unknown', object: string): Finding {
  return { id: weight, level: 'L2', weight, object, found: '', expected: '', remedy: '' };
}
