import type { ProbeObservation } from '../observation/probe.ts';
import { proveTwoPrimaries, type NamedSpell } from './prove-two-primaries.ts';
import type { Sighting } from './spell.ts';
import { laterId } from './transaction-id.ts';
import type { Activity, ObserverMemory, Pair, Watch } from './watch.ts';

/** Pairs that are kept; those that are over are forgotten first. */
const KEPT_PAIRS = 16;

interface Seen {
  readonly observer: ObserverMemory;
  readonly member: number;
  readonly probe: ProbeObservation;
}

/** Looks for proofs that an answer as a primary completes, and notes what it says of writing. */
export function withNewProofs(watch: Watch, seen: Seen): Watch {
  let { pairs } = watch;
  for (const other of seen.observer.primaries) {
    if (other === seen.member) continue;
    for (const [mine, theirs] of runsOf(seen, other)) pairs = withProof(pairs, watch, { seen, other, mine, theirs });
  }
  if (pairs.length > 0) pairs = pairs.map((pair) => withActivity(pair, seen));
  return pairs === watch.pairs ? watch : { ...watch, pairs };
}

function* runsOf({ observer, member, probe }: Seen, other: number): Generator<[NamedSpell, NamedSpell]> {
  const started = probe.answer?.postmasterStartedAt;
  const spell = observer.members[member]?.spells.find((one) => one.postmasterStartedAt === started);
  if (spell === undefined) return;
  for (const theirs of observer.members[other]?.spells ?? []) {
    yield [
      { member: String(member), spell },
      { member: String(other), spell: theirs },
    ];
  }
}

interface Found {
  readonly seen: Seen;
  readonly other: number;
  readonly mine: NamedSpell;
  readonly theirs: NamedSpell;
}

function withProof(pairs: readonly Pair[], watch: Watch, { seen, other, mine, theirs }: Found): readonly Pair[] {
  const found = proveTwoPrimaries(mine, theirs);
  if (found === undefined) return pairs;
  const inOrder = seen.member < other;
  const sides = inOrder ? ([mine, theirs] as const) : ([theirs, mine] as const);
  const members = inOrder ? ([seen.member, other] as const) : ([other, seen.member] as const);
  const runs = [sides[0].spell.postmasterStartedAt, sides[1].spell.postmasterStartedAt] as const;
  const same = (pair: Pair) => pair.members[0] === members[0] && pair.members[1] === members[1];
  if (pairs.some((pair) => same(pair) && pair.runs[0] === runs[0] && pair.runs[1] === runs[1])) return pairs;

  const open = pairs.find((pair) => same(pair) && !pair.settled);
  if (open !== undefined) {
    const newest = [newestRun(seen.observer, open, 0, runs[0]), newestRun(seen.observer, open, 1, runs[1])] as const;
    return pairs.map((pair) => (pair === open ? { ...pair, runs: newest } : pair));
  }
  const names = [nameAt(watch, members[0]), nameAt(watch, members[1])] as const;
  const pair: Pair = {
    key: sides
      .map(({ spell }, side) => `${names[side] ?? ''}@${spell.latest.timeline ?? '?'}`)
      .toSorted()
      .join('+'),
    members,
    runs,
    proof: {
      ...found,
      outer: nameAt(watch, Number(found.outer)),
      inner: nameAt(watch, Number(found.inner)),
    },
    observer: seen.observer.observer,
    activity: [null, null],
    fork: null,
    settled: false,
  };
  const activity = [activityOf(pair, 0, seen.observer), activityOf(pair, 1, seen.observer)] as const;
  const kept =
    pairs.length < KEPT_PAIRS ? pairs : pairs.filter((one) => one !== (pairs.find((p) => p.settled) ?? pairs[0]));
  return [...kept, { ...pair, activity }];
}

/** A late answer of a run that ended is no reason to go back to it. */
function newestRun(observer: ObserverMemory, pair: Pair, side: 0 | 1, run: string): string {
  const spells = observer.members[pair.members[side]]?.spells ?? [];
  const place = (started: string) => spells.findIndex((one) => one.postmasterStartedAt === started);
  return place(run) > place(pair.runs[side]) ? run : pair.runs[side];
}

function nameAt({ cluster }: Watch, place: number): string {
  return cluster.members[place]?.name ?? '';
}

function withActivity(pair: Pair, { observer, member, probe }: Seen): Pair {
  const side = pair.members.indexOf(member);
  const { answer } = probe;
  if ((side !== 0 && side !== 1) || pair.settled || answer === null) return pair;
  if (!(probe.sent > bothSince(pair, side, observer))) return pair;
  const id = answer.nextTransactionId;
  const before = pair.activity[side];
  const grown = widened(before, id);
  if (grown === before) return pair;
  return { ...pair, activity: side === 0 ? [grown, pair.activity[1]] : [pair.activity[0], grown] };
}

/** What the answers that are still known say. */
function activityOf(pair: Pair, side: 0 | 1, observer: ObserverMemory): Activity | null {
  const since = bothSince(pair, side, observer);
  const spell = observer.members[pair.members[side]]?.spells.find((one) => one.postmasterStartedAt === pair.runs[side]);
  const sightings: readonly Sighting[] = spell === undefined ? [] : [spell.earliest, ...spell.recent, spell.latest];
  return sightings
    .filter(({ sent }) => sent > since)
    .reduce<Activity | null>((known, { transactionId }) => widened(known, transactionId), null);
}

/** By when the other one was a primary: a question to this one that left later was answered while both were. */
function bothSince(pair: Pair, side: 0 | 1, observer: ObserverMemory): number {
  const other = side === 0 ? 1 : 0;
  const spells = observer.members[pair.members[other]]?.spells ?? [];
  const run = spells.find((one) => one.postmasterStartedAt === pair.runs[other]);
  return run?.earliest.received ?? Infinity;
}

function widened(known: Activity | null, id: string): Activity {
  if (known === null) return { lowest: id, highest: id };
  if (laterId(known.lowest, id)) return { ...known, lowest: id };
  return laterId(id, known.highest) ? { ...known, highest: id } : known;
}
