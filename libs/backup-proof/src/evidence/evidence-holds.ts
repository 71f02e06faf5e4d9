import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { DataPolicy } from '../data/data-policy.ts';
import type { EvidenceInputs, ObjectsSeen, ProofEvidence } from './proof-evidence.ts';

/** What is there now. */
export interface PresentInputs extends Pick<
  EvidenceInputs,
  'archive' | 'serverName' | 'backupId' | 'systemIdentifier' | 'base' | 'wayEnd' | 'dataPolicy'
> {
  /** Segments on the way, to its end. */
  readonly segments: number;
  /** The first so many segments, also beyond the end of the way; undefined where there are not so many. */
  readonly wayOf: (segments: number) => ObjectsSeen | undefined;
  /** The histories that matter for the first so many segments. */
  readonly historiesOf: (segments: number) => ObjectsSeen;
}

/**
 * What evidence still says of what is there now.
 *
 * - `void`: nothing, something that was read is not the same any more, or it does not reach the level
 * - `whole`: everything, up to the end of the way
 * - `up to`: as far as it went; `segments` more have come since, and where the way ends with the archive they are not replayed
 */
export type EvidenceHold =
  | { readonly kind: 'void' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'up to'; readonly segments: number; readonly newWal: 'read' | 'replay' };

export interface HoldQuestion {
  readonly asked: ProofLevel;
  readonly now: Date;
  readonly data?: DataPolicy | undefined;
}

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'];
const VOID: EvidenceHold = { kind: 'void' };

/** Decides by the inputs alone: evidence holds for as long as each object that it was made from is the one in the LIST. */
export function evidenceHold(
  evidence: ProofEvidence,
  present: PresentInputs,
  { asked, now, data }: HoldQuestion,
): EvidenceHold {
  const { inputs } = evidence;
  const isSame =
    inputs.archive === present.archive &&
    inputs.serverName === present.serverName &&
    inputs.backupId === present.backupId &&
    inputs.systemIdentifier === present.systemIdentifier &&
    isSameList(inputs.base, present.base) &&
    isSameList(inputs.way, present.wayOf(inputs.way.count)) &&
    isSameList(inputs.histories, present.historiesOf(inputs.way.count));
  const isDamaged = findingsUpTo(asked, evidence).some(hasDamage);
  if (!isSame || !(isDamaged || reaches(evidence, asked))) return VOID;
  if (asked === 'L5' && !dataHolds(evidence, { present, now, data })) return VOID;
  if (inputs.way.count >= present.segments) return { kind: 'whole' };
  // What WAL must agree with came from the archives, and those are wrong: it is read together with them.
  if (isDamaged) return VOID;
  // A replay gets no further than the fault that it met before.
  const wouldReplay = isAtLeast(asked, 'L4') && present.wayEnd === 'archive' && evidence.walDamage === undefined;
  return { kind: 'up to', segments: inputs.way.count, newWal: wouldReplay ? 'replay' : 'read' };
}

/**
 * What is wrong with a backup stays wrong when less is asked; only what a policy holds against its data is left out where nobody asked for that:
 * the policy may be another by now.
 */
export function findingsUpTo(asked: ProofLevel, { findings }: Pick<ProofEvidence, 'findings'>): readonly Finding[] {
  return asked === 'L5' ? findings : findings.filter(({ level }) => level !== 'L5');
}

/** The levels up to the asked one were looked at. */
function reaches({ looked }: ProofEvidence, asked: ProofLevel): boolean {
  return LEVELS.slice(0, LEVELS.indexOf(asked) + 1).every((level) => looked.has(level));
}

function isAtLeast(level: ProofLevel, other: ProofLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(other);
}

interface DataQuestion {
  readonly present: PresentInputs;
  readonly now: Date;
  readonly data: DataPolicy | undefined;
}

/**
 * What was found of the data depends on more than the archive: on the policy, and, where the way ends with the archive, on the time and on the
 * primary. A canary that was fresh then may be stale now.
 */
function dataHolds(
  { inputs, findings, data: facts }: ProofEvidence,
  { present, now, data: policy }: DataQuestion,
): boolean {
  if (inputs.dataPolicy !== present.dataPolicy) return false;
  const isAbout = (finding: Finding): boolean => finding.level === 'L5' && hasDamage(finding);
  if (inputs.wayEnd !== present.wayEnd && findings.some(isAbout)) return false;
  if (present.wayEnd !== 'archive') return true;
  if (facts?.schemas.some(({ compared }) => compared === 'primary') === true) return false;
  if (policy?.canary === undefined) return true;
  const written = facts?.canary?.writtenAt;
  return written !== undefined && now.getTime() - written.getTime() <= policy.canary.maximalAgeSeconds * 1000;
}

function hasDamage({ weight }: Finding): boolean {
  return weight === 'damaged';
}

function isSameList(one: ObjectsSeen, other: ObjectsSeen | undefined): boolean {
  return one.count === other?.count && one.digest === other.digest;
}
