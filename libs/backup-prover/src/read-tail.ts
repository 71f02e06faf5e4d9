import type { Finding } from '@postgres-ha/backup-catalog';
import type { ProofEvidence } from '@postgres-ha/backup-proof';
import { segmentEnd } from '@postgres-ha/postgres-storage';
import type { ArchivedSegment } from './archived-segment.ts';
import { isSound, walDamage, type BackupProofOptions, type BackupToProve } from './prove-backup.ts';
import { readWal } from './read-wal.ts';
import { sameCopies } from './same-copies.ts';

export type TailSeen =
  | {
      readonly kind: 'read';
      /** With what was found in WAL that came since. */
      readonly evidence: ProofEvidence;
      /** Segments that evidence now stands for. */
      readonly segments: number;
      /** What nobody could read, and all that was found behind it. */
      readonly doubtful: readonly Finding[];
    }
  /** A segment that was sound when the evidence was made is not: nothing of it counts. */
  | { readonly kind: 'contradicted' };

/**
 * Reads WAL that came to the way of a backup since its evidence was made, without its base backup. A record goes over the edge of a segment, so the
 * last one that was read is read again.
 */
export async function readTail(
  { facts, way }: BackupToProve,
  evidence: ProofEvidence,
  options: Pick<BackupProofOptions, 'store' | 'signal' | 'server' | 'onBytes' | 'onStep'>,
): Promise<TailSeen> {
  options.onStep('wal');
  const known = evidence.inputs.way.count;
  const overlap = tailOf(way.segments, known);
  const { segments } = await readWal(overlap, {
    ...options,
    facts,
    histories: options.server.histories,
    wanted: new Set(),
    onCommit: () => undefined,
    onSegment: () => undefined,
    spool: undefined,
  });
  const again = segments.slice(0, overlap.length - (way.segments.length - known));
  const isNew = (finding: Finding): boolean => !evidence.wayFindings.some((each) => isSame(each, finding));
  if (again.some(({ findings }) => findings.some((each) => each.weight === 'damaged' && isNew(each)))) {
    return { kind: 'contradicted' };
  }
  const fresh = segments.slice(again.length);
  const doubt = [...again, ...fresh].findIndex(({ findings }) => findings.some(({ weight }) => weight === 'unknown'));
  const certain = doubt < 0 ? fresh : fresh.slice(0, Math.max(0, doubt - again.length));
  const fault = certain.find((segment) => !isSound(segment));
  const sound = fault === undefined ? certain : certain.slice(0, certain.indexOf(fault));
  const end = sound.at(-1)?.archived.segment;
  const isNewDamage = evidence.walDamage === undefined && fault?.findings.some(({ weight }) => weight === 'damaged');
  return {
    kind: 'read',
    segments: known + certain.length,
    doubtful: (doubt < 0 ? [] : segments.slice(doubt)).flatMap(({ findings }) => findings),
    evidence: {
      ...evidence,
      wayFindings: [...evidence.wayFindings, ...certain.flatMap(({ findings }) => findings)],
      ...(evidence.walDamage === undefined && end !== undefined && { readTo: segmentEnd(end, facts.segmentSizeBytes) }),
      ...(isNewDamage === true && fault !== undefined && { walDamage: walDamage(fault, facts.segmentSizeBytes) }),
      sameCopies: [
        ...evidence.sameCopies,
        ...(await sameCopies(
          fresh.map(({ archived }) => archived),
          options,
        )),
      ],
    },
  };
}

/** What is read for it. */
export function tailOf(segments: readonly ArchivedSegment[], known: number): readonly ArchivedSegment[] {
  return segments.slice(Math.max(0, known - 1));
}

function isSame(one: Finding, other: Finding): boolean {
  return one.id === other.id && one.object === other.object && one.place === other.place;
}
