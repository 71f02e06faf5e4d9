import type { CommitsEvidence, ForkMarkEvidence, HistoryEvidence } from '../observation/evidence.ts';
import type { Instant } from '../observation/instant.ts';
import type { MemberDetails, ProbeObservation, ProbeOutcome } from '../observation/probe.ts';
import type { Spell } from './spell.ts';

/** What one observer keeps of one member: what proofs and later questions need, and no more. Newest by the observer's own instants. */
export interface MemberMemory {
  /** Whatever came of it. */
  readonly look: Look | null;
  readonly answer: ProbeObservation | null;
  readonly recovery: ProbeObservation | null;
  readonly primary: ProbeObservation | null;
  readonly refused: Look | null;
  /** The first look after its last answer as a primary that says it is none: by then it had stopped. */
  readonly end: Look | null;
  readonly rejecting: Look | null;
  readonly details: { readonly details: MemberDetails; readonly received: Instant } | null;
  /** When its position, or what it received, was last seen to move; null before two answers. */
  readonly moved: Instant | null;
  /** When it was last seen to stream as a standby. */
  readonly streamed: Instant | null;
  /** Starts of the servers that answered under its address, the one that answered last at the end. */
  readonly servers: readonly string[];
  /** When one of them last answered again after another one had: a postmaster that is gone does not come back, so that both ran. */
  readonly returned: Instant | null;
  /** Runs of its server in which it was a primary, oldest first. */
  readonly spells: readonly Spell[];
  /** Answers as a primary, some seconds apart, oldest first; the last is the newest. */
  readonly trail: readonly ProbeObservation[];
  readonly history: HistoryEvidence | null;
  /** One from some seconds before it: what both say is no passing state. */
  readonly historyBefore: HistoryEvidence | null;
  /** One for each place. */
  readonly marks: readonly ForkMarkEvidence[];
  /** The newest reading for each fork. */
  readonly commits: readonly CommitsEvidence[];
}

export interface Look {
  readonly sent: Instant;
  readonly received: Instant;
  readonly outcome: ProbeOutcome;
}

export const NOTHING_SEEN: MemberMemory = {
  look: null,
  answer: null,
  recovery: null,
  primary: null,
  refused: null,
  end: null,
  rejecting: null,
  details: null,
  moved: null,
  streamed: null,
  servers: [],
  returned: null,
  spells: [],
  trail: [],
  history: null,
  historyBefore: null,
  marks: [],
  commits: [],
};
