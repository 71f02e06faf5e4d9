import type { ForkMarkEvidence, CommitsEvidence, HistoryEvidence } from '../observation/evidence.ts';
import type { Instant } from '../observation/instant.ts';
import type { MemberAnswer, MemberDetails, ProbeObservation, ProbeOutcome } from '../observation/probe.ts';
import type { ArchiveObservation, SurroundingsObservation } from '../observation/surroundings.ts';
import type { MemberView } from './judgement.ts';
import type { MemberMemory } from './member-memory.ts';
import type { Sighting, Spell } from './spell.ts';
import type { ObserverMemory, Watch } from './watch.ts';

/** What is known of a cluster at an instant: all that rows of the decision table look at. Ages are in milliseconds. */
export interface Situation {
  readonly watch: Watch;
  readonly now: Instant;
  readonly members: readonly MemberNow[];
  /** Those that are claimed to be of this cluster. */
  readonly own: readonly MemberNow[];
  /** Of these, primaries that answered freshly. */
  readonly primaries: readonly MemberNow[];
  readonly surroundings: SurroundingsObservation | null;
  readonly transition: ObserverMemory['transition'];
  readonly archives: { readonly newest: ArchiveObservation; readonly before: ArchiveObservation | null } | null;
}

export interface MemberNow {
  readonly name: string;
  readonly place: number;
  readonly claim: 'member' | 'related';
  readonly role: MemberView['role'];
  /** Of the newest look; null before the first one. */
  readonly outcome: ProbeOutcome | null;
  readonly answer: MemberAnswer | null;
  readonly answerAge: number;
  /** Answered within three intervals. */
  readonly fresh: boolean;
  readonly details: MemberDetails | null;
  /** How long its position has not been seen to move. */
  readonly stillFor: number;
  /** How long it has not been seen to stream; Infinity if it never was. */
  readonly notStreamingFor: number;
  /** How long ago its address was last seen to lead back to a server after it had led to another one. */
  readonly leadsElsewhereFor: number;
  /** Its newest answer as a primary, by the observer of which the newest is. */
  readonly lastPrimary: LastPrimary | null;
  readonly systemIdentifier: string | null;
  readonly history: HistoryEvidence | null;
  readonly historyAge: number;
  readonly historyBefore: HistoryEvidence | null;
  readonly marks: readonly ForkMarkEvidence[];
  readonly commits: readonly CommitsEvidence[];
}

export interface LastPrimary {
  readonly spell: Spell;
  readonly sighting: Sighting;
  readonly probe: ProbeObservation;
  /** By the first observer's clock. */
  readonly at: Instant;
  /** Rule R4: it is proven not to be a primary any more, or not. Nothing that is merely missing proves that. */
  readonly ended: 'in-recovery' | 'refused' | 'rejoined' | null;
  /** It was told to stop, as far as seen: it rejected connections between its last answer and its end. */
  readonly orderly: boolean;
  readonly trail: readonly ProbeObservation[];
  readonly observer: ObserverMemory;
}

/** Samples are fresh for so many intervals. */
const FRESH_INTERVALS = 3;
const FRESH_AT_LEAST_MS = 1_000;

/** Puts together what all observers saw, each by its own clock: only ages are brought together, and for nothing but absence. */
export function describeSituation(watch: Watch, now: Instant): Situation {
  const seen = watch.cluster.members.map(({ name, claim }, place) => memberNow(watch, { name, claim, place, now }));
  const primaries = seen.filter(({ claim, role, fresh }) => claim === 'member' && fresh && role === 'primary');
  const members = seen.map((member) => seenElsewhere(member, primaries));
  const own = members.filter(({ claim }) => claim === 'member');
  const told = watch.observers.find(({ surroundings }) => surroundings !== null);
  const [winner] = primaries;
  return {
    watch,
    now,
    members: winner === undefined || primaries.length > 1 ? members : members.map((member) => rejoined(member, winner)),
    own: winner === undefined || primaries.length > 1 ? own : own.map((member) => rejoined(member, winner)),
    primaries,
    surroundings: told?.surroundings ?? null,
    transition: told?.transition ?? null,
    archives: watch.observers.find(({ archives }) => archives !== null)?.archives ?? null,
  };
}

/** The clock of an observer now, from when it was heard of last. */
export function clockOf(watch: Watch, observer: ObserverMemory, now: Instant): Instant {
  return observer === watch.observers[0] ? now : observer.newest + Math.max(0, now - observer.heard);
}

interface Which {
  readonly name: string;
  readonly claim: 'member' | 'related';
  readonly place: number;
  readonly now: Instant;
}

function memberNow(watch: Watch, { name, claim, place, now }: Which): MemberNow {
  const freshMs = Math.max(FRESH_AT_LEAST_MS, FRESH_INTERVALS * watch.cluster.probeIntervalMs);
  const seen = newestOf(watch, place, now);
  const { memory, age } = seen;
  const answerAge = age(memory?.answer?.received);
  const look = memory?.look ?? null;
  const answer = memory?.answer?.answer ?? null;
  const fresh = answerAge <= freshMs;
  const lastPrimary = lastPrimaryOf(watch, place, now);
  const asked = watch.observers.find(({ members }) => members[place]?.history != null);
  const known = asked?.members[place];
  return {
    name,
    place,
    claim,
    role: roleOf({ memory, fresh, isDown: refusedFor(memory, age) <= freshMs, lastPrimary }),
    outcome: look?.outcome ?? null,
    answer,
    answerAge,
    fresh,
    details: memory?.details?.details ?? null,
    stillFor: age(memory?.moved),
    notStreamingFor: age(memory?.streamed),
    leadsElsewhereFor: age(memory?.returned),
    lastPrimary,
    systemIdentifier: answer?.systemIdentifier ?? memory?.history?.systemIdentifier ?? null,
    history: known?.history ?? null,
    historyAge:
      known?.history == null || asked === undefined ? Infinity : clockOf(watch, asked, now) - known.history.received,
    historyBefore: known?.historyBefore ?? null,
    marks: watch.observers.flatMap(({ members }) => members[place]?.marks ?? []),
    commits: watch.observers.flatMap(({ members }) => members[place]?.commits ?? []),
  };
}

interface SeenBy {
  readonly memory: MemberMemory | undefined;
  /** Of an instant of that observer. */
  readonly age: (at: Instant | null | undefined) => number;
}

/** By the observer that looked at it last. */
function newestOf(watch: Watch, place: number, now: Instant): SeenBy {
  let best: SeenBy | undefined;
  let bestAge = Infinity;
  for (const observer of watch.observers) {
    const memory = observer.members[place];
    if (memory?.look == null) continue;
    const clock = clockOf(watch, observer, now);
    const answered = memory.answer === null ? Infinity : clock - memory.answer.received;
    if (best !== undefined && answered >= bestAge) continue;
    best = { memory, age: (at) => (at == null ? Infinity : Math.max(0, clock - at)) };
    bestAge = answered;
  }
  return best ?? { memory: undefined, age: () => Infinity };
}

/** The rule R4 must hold for each observer that saw it as a primary: their clocks cannot be compared. */
function lastPrimaryOf(watch: Watch, place: number, now: Instant): LastPrimary | null {
  let newest: LastPrimary | null = null;
  let ended: LastPrimary['ended'] | undefined;
  for (const observer of watch.observers) {
    const memory = observer.members[place];
    const probe = memory?.primary;
    const spell = memory?.spells.findLast((one) => one.postmasterStartedAt === probe?.answer?.postmasterStartedAt);
    if (memory === undefined || probe == null || spell === undefined) continue;
    const end = endOf(memory, probe);
    ended = ended === undefined || end === null ? end : (ended ?? null);
    const at = now - Math.max(0, clockOf(watch, observer, now) - probe.received);
    if (newest !== null && newest.at >= at) continue;
    const orderly = memory.rejecting !== null && memory.rejecting.received > probe.received;
    newest = { spell, sighting: spell.latest, probe, at, ended: null, orderly, trail: memory.trail, observer };
  }
  return newest === null ? null : { ...newest, ended: ended ?? null };
}

function endOf({ recovery, refused }: MemberMemory, probe: ProbeObservation): LastPrimary['ended'] {
  const restarted = recovery?.answer?.postmasterStartedAt !== probe.answer?.postmasterStartedAt;
  if (recovery !== null && recovery.sent > probe.received && restarted) return 'in-recovery';
  return refused !== null && refused.sent > probe.received ? 'refused' : null;
}

/** How long ago it was refused last, unless it answered since. */
function refusedFor(memory: MemberMemory | undefined, age: SeenBy['age']): number {
  const refused = memory?.refused ?? null;
  if (refused === null || refused.sent <= (memory?.answer?.received ?? -Infinity)) return Infinity;
  return age(refused.received);
}

interface RoleFacts {
  readonly memory: MemberMemory | undefined;
  readonly fresh: boolean;
  readonly isDown: boolean;
  readonly lastPrimary: LastPrimary | null;
}

function roleOf({ memory, fresh, isDown: down, lastPrimary }: RoleFacts): MemberView['role'] {
  if (memory?.look == null) return 'unknown';
  if (down) return 'down';
  const { look, answer } = memory;
  const inRecovery = answer?.answer?.inRecovery;
  // One answer that is late is no sign; a server that says it is closing is.
  const sure = look.outcome === 'timeout' || look.sent <= (answer?.sent ?? -Infinity);
  if (inRecovery === false && fresh && sure) return 'primary';
  if (lastPrimary?.ended === null) return 'unaccounted';
  return inRecovery === true && fresh ? 'standby' : 'unknown';
}

/** The server to which its address led last answers under another one: it is accounted for, whatever the address leads to now. */
function seenElsewhere(member: MemberNow, primaries: readonly MemberNow[]): MemberNow {
  const started = member.lastPrimary?.spell.postmasterStartedAt;
  const known = primaries.some(({ answer }) => answer?.postmasterStartedAt === started);
  return member.role === 'unaccounted' && known ? { ...member, role: 'unknown' } : member;
}

/** A history that was read later and is on the winner's timeline: it is no primary of its own any more. */
function rejoined(member: MemberNow, winner: MemberNow): MemberNow {
  const { lastPrimary, history } = member;
  if (member === winner || lastPrimary?.ended !== null || history === null) return member;
  const theirs = winner.answer?.timeline;
  const later = history.observer === lastPrimary.probe.observer && history.sent > lastPrimary.probe.received;
  if (!later || theirs == null || history.timeline !== theirs || lastPrimary.sighting.timeline === theirs)
    return member;
  const role = member.role === 'unaccounted' ? 'unknown' : member.role;
  return { ...member, role, lastPrimary: { ...lastPrimary, ended: 'rejoined' } };
}
