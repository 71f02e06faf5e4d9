import type {
  CommitsEvidence,
  Evidence,
  ForkMarkEvidence,
  HistoryEvidence,
  NoEvidence,
  Question,
} from '../observation/evidence.ts';
import type { ArchiveObservation, SurroundingsObservation } from '../observation/surroundings.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { isTrack } from './held.ts';
import { learnProbe } from './learn-probe.ts';
import type { MemberMemory } from './member-memory.ts';
import { blankObserver, type ObserverMemory, type Watch } from './watch.ts';

/** Without any event for so long, and for so many rounds, an observer was not awake. */
const SLEEP_MS = 5_000;
const SLEEP_INTERVALS = 5;
/** Places of which fork marks and commits are kept for one member. */
const KEPT_PLACES = 8;
/** Two histories of one member confirm each other when they are so far apart. */
export const HISTORIES_APART_MS = 5_000;

/**
 * Remembers an event; judges nothing. Events may be repeated, lost, late or in any order: each counts by the instants of its own
 * observer. What is said of a member that is not watched is left out.
 */
export function learn(watch: Watch, event: WatchEvent): Watch {
  const place = watch.observers.findIndex(({ observer }) => observer === event.observer);
  const before = watch.observers[place] ?? blankObserver(event.observer, watch.cluster.members.length);
  const home = watch.observers[0];
  const isHome = home === undefined || place === 0;
  const heard = Math.max(before.heard, isHome ? event.received : home.newest);
  const seen: ObserverMemory = { ...before, newest: Math.max(before.newest, event.received), heard };
  const keep = (observer: ObserverMemory): Watch => ({
    ...watch,
    held: isHome ? heldAwake(watch, { last: before.newest, next: event.received }) : watch.held,
    observers: place < 0 ? [...watch.observers, observer] : watch.observers.with(place, observer),
  });

  switch (event.kind) {
    case 'tick':
      return keep(seen);
    case 'probe': {
      const member = watch.places.get(event.member);
      return member === undefined ? keep(seen) : learnProbe(keep, { observer: seen, member, probe: event });
    }
    case 'surroundings':
      return keep(withSurroundings(seen, event));
    case 'archive':
      return keep(withArchive(seen, event));
    case 'no-evidence':
      return failed(keep(seen), event);
    case 'history':
    case 'fork-mark':
    case 'commits': {
      const member = watch.places.get(event.member);
      const memory = member === undefined ? undefined : seen.members[member];
      if (member === undefined || memory === undefined) return keep(seen);
      const known = { ...seen, members: seen.members.with(member, withEvidence(memory, event)) };
      return answered(keep(known), event);
    }
  }
}

/**
 * An observer that was stopped, or whose machine slept, saw nothing hold meanwhile: that time does not count. Awake it hears at least its own
 * ticks. Since when people are told that something holds stays as it was.
 */
function heldAwake(
  { held, cluster }: Watch,
  { last, next }: { readonly last: number; readonly next: number },
): Watch['held'] {
  const slept = next - last;
  if (held.size === 0 || !(slept > Math.max(SLEEP_MS, SLEEP_INTERVALS * cluster.probeIntervalMs))) return held;
  return new Map([...held].map(([key, since]) => [key, isTrack(key) ? since + slept : since]));
}

function withEvidence(memory: MemberMemory, evidence: Exclude<Evidence, NoEvidence>): MemberMemory {
  switch (evidence.kind) {
    case 'history':
      return withHistory(memory, evidence);
    case 'fork-mark':
      return { ...memory, marks: withNewest(memory.marks, evidence, samePlace) };
    case 'commits':
      return { ...memory, commits: withNewest(memory.commits, evidence, sameFork) };
  }
}

function withHistory(memory: MemberMemory, evidence: HistoryEvidence): MemberMemory {
  const before = memory.history;
  if (before === null) return { ...memory, history: evidence };
  if (before.sent >= evidence.sent) return memory;
  const apart = evidence.sent - before.received >= HISTORIES_APART_MS;
  return { ...memory, history: evidence, historyBefore: apart ? before : memory.historyBefore };
}

function samePlace(a: ForkMarkEvidence, b: ForkMarkEvidence): boolean {
  return a.timeline === b.timeline && a.switchPoint === b.switchPoint;
}

function sameFork(a: CommitsEvidence, b: CommitsEvidence): boolean {
  return a.timeline === b.timeline && a.from === b.from;
}

function withNewest<Kind extends ForkMarkEvidence | CommitsEvidence>(
  known: readonly Kind[],
  evidence: Kind,
  same: (a: Kind, b: Kind) => boolean,
): readonly Kind[] {
  const before = known.find((one) => same(one, evidence));
  if (before !== undefined && before.sent > evidence.sent) return known;
  return [...known.filter((one) => one !== before), evidence].slice(-KEPT_PLACES);
}

/** The key under which a question is remembered. */
export function questionKey(question: Question): string {
  switch (question.kind) {
    case 'probe':
      return `probe ${question.members.join('+')}`;
    case 'history':
      return `history ${question.member}`;
    case 'fork-mark':
      return `fork-mark ${question.member} ${question.timeline} ${question.switchPoint}`;
    case 'commits':
      return `commits ${question.member} ${question.timeline} ${question.from}`;
  }
}

function answered(watch: Watch, evidence: Exclude<Evidence, NoEvidence>): Watch {
  const key = questionKey(evidence);
  const asked = watch.asked.get(key);
  if (asked === undefined) return watch;
  return { ...watch, asked: new Map(watch.asked).set(key, { ...asked, state: 'answered', failures: 0 }) };
}

function failed(watch: Watch, { question }: NoEvidence): Watch {
  const key = questionKey(question);
  const asked = watch.asked.get(key);
  if (asked?.state !== 'open') return watch;
  return {
    ...watch,
    asked: new Map(watch.asked).set(key, { ...asked, state: 'failed', failures: asked.failures + 1 }),
  };
}

function withSurroundings(observer: ObserverMemory, seen: SurroundingsObservation): ObserverMemory {
  if (observer.surroundings !== null && observer.surroundings.received > seen.received) return observer;
  const changing = seen.targetPrimary !== null && seen.targetPrimary !== seen.currentPrimary;
  const { transition } = observer;
  if (changing) {
    const goesOn = transition !== null && transition.until === null;
    return { ...observer, surroundings: seen, transition: goesOn ? transition : { since: seen.received, until: null } };
  }
  const ended = transition?.until === null ? { since: transition.since, until: seen.received } : transition;
  return { ...observer, surroundings: seen, transition: ended };
}

function withArchive(observer: ObserverMemory, seen: ArchiveObservation): ObserverMemory {
  const newest = observer.archives?.newest ?? null;
  if (newest !== null && newest.received >= seen.received) return observer;
  return { ...observer, archives: { newest: seen, before: newest } };
}
