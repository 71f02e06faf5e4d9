import type { ProbeObservation } from '../observation/probe.ts';
import { NOTHING_SEEN, type Look, type MemberMemory } from './member-memory.ts';
import { withNewProofs } from './pairs.ts';
import { withSighting } from './spell.ts';
import type { ObserverMemory, Watch } from './watch.ts';

/** How far apart the answers of a trail are, and how many are kept: what a pace of writing is taken from. */
const TRAIL_STEP_MS = 2_500;
const TRAIL_LENGTH = 28;
/** Servers of one address that are told apart. */
const KEPT_SERVERS = 6;

interface Seen {
  readonly observer: ObserverMemory;
  readonly member: number;
  readonly probe: ProbeObservation;
}

/** Adds what came of a probe, and what it proves together with what was seen before. */
export function learnProbe(keep: (observer: ObserverMemory) => Watch, { observer, member, probe }: Seen): Watch {
  const memory = withLook(observer.members[member] ?? NOTHING_SEEN, probe);
  const known: ObserverMemory = { ...observer, members: observer.members.with(member, memory) };
  if (probe.answer === null || probe.outcome !== 'answered' || probe.answer.inRecovery) return keep(known);
  const primaries = known.primaries.includes(member) ? known.primaries : [...known.primaries, member];
  const seen = { ...known, primaries };
  return withNewProofs(keep(seen), { observer: seen, member, probe });
}

function withLook(memory: MemberMemory, probe: ProbeObservation): MemberMemory {
  const look: Look = { sent: probe.sent, received: probe.received, outcome: probe.outcome };
  const looked: MemberMemory = {
    ...memory,
    look: newer(memory.look, look),
    refused: probe.outcome === 'refused' ? newer(memory.refused, look) : memory.refused,
    end: endWith(memory, probe, look),
    rejecting: probe.outcome === 'rejecting' ? newer(memory.rejecting, look) : memory.rejecting,
  };
  return probe.outcome === 'answered' && probe.answer !== null ? withAnswer(looked, probe) : looked;
}

function withAnswer(memory: MemberMemory, probe: ProbeObservation): MemberMemory {
  const { answer } = probe;
  if (answer === null) return memory;
  const newest = newer(memory.answer, probe);
  const streams = answer.receiver?.status === 'streaming';
  const known: MemberMemory = {
    ...memory,
    answer: newest,
    ...serversOf(memory, probe),
    moved: newest === probe && moves(memory.answer, probe) ? probe.received : memory.moved,
    streamed: streams ? Math.max(memory.streamed ?? -Infinity, probe.received) : memory.streamed,
    details:
      answer.details !== null && (memory.details === null || memory.details.received <= probe.received)
        ? { details: answer.details, received: probe.received }
        : memory.details,
  };
  if (answer.inRecovery) return { ...known, recovery: newer(memory.recovery, probe) };
  return {
    ...known,
    primary: newer(memory.primary, probe),
    spells: withSighting(memory.spells, probe),
    trail: withStep(memory.trail, probe),
  };
}

/** Looks come in any order: an answer as a primary that is newer than the end takes it back. */
function endWith({ end, primary }: MemberMemory, { outcome, answer }: ProbeObservation, look: Look): Look | null {
  if (answer !== null && !answer.inRecovery) return end !== null && end.sent < look.sent ? null : end;
  const isEnd = outcome === 'refused' || answer !== null;
  if (!isEnd || (primary !== null && look.sent < primary.sent)) return end;
  return end === null || look.sent < end.sent ? look : end;
}

/** A question that left before the last answer came tells nothing of the order: it is left out. */
function serversOf(memory: MemberMemory, { sent, received, answer }: ProbeObservation): Servers {
  const { servers, returned } = memory;
  const started = answer?.postmasterStartedAt;
  if (started === undefined || started === servers.at(-1) || sent <= (memory.answer?.received ?? -Infinity)) {
    return { servers, returned };
  }
  return {
    servers: [...servers.filter((one) => one !== started), started].slice(-KEPT_SERVERS),
    returned: servers.includes(started) ? received : returned,
  };
}

type Servers = Pick<MemberMemory, 'servers' | 'returned'>;

/** By when the question left; the answer that came later if both left at once. */
function newer<Seen extends { readonly sent: number; readonly received: number }>(a: Seen | null, b: Seen): Seen {
  if (a === null) return b;
  return b.sent > a.sent || (b.sent === a.sent && b.received > a.received) ? b : a;
}

function moves(before: ProbeObservation | null, { answer }: ProbeObservation): boolean {
  if (before?.answer === undefined || before.answer === null || answer === null) return false;
  return before.answer.lsn !== answer.lsn || before.answer.receivedLsn !== answer.receivedLsn;
}

/** The newest answer always, older ones some seconds apart. A late one is left out. */
function withStep(trail: readonly ProbeObservation[], probe: ProbeObservation): readonly ProbeObservation[] {
  const last = trail.at(-1);
  if (last !== undefined && probe.sent <= last.sent) return trail;
  const before = trail.at(-2);
  const replaces = before !== undefined && last !== undefined && last.received - before.received < TRAIL_STEP_MS;
  const steps = [...(replaces ? trail.slice(0, -1) : trail), probe];
  return steps.length > TRAIL_LENGTH ? steps.slice(1) : steps;
}
