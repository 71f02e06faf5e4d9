import type { Concern } from './concern.ts';
import { differenceOf } from './difference.ts';
import type { Incidents, Summary, Tracked } from './incidents.ts';
import { begin, resolved, see } from './life.ts';
import { msSince, PACE } from './pace.ts';
import { severityRank } from './severity.ts';
import { summaryOf } from './summary.ts';

/** Sees its members; no look has this name, as its own are given by whoever looks. */
const SOURCE = '';

/**
 * Where an incident belongs that opens now: to itself (null), or to the summary of its kind. The first of a kind is always told by itself, so that
 * nothing else is buried under a storm.
 */
export function placeOf(
  kind: string,
  { tracked, openings, at }: Pick<Incidents, 'tracked' | 'openings'> & { readonly at: Date },
): string | null {
  const lasts = tracked.some(
    ({ within, incident }) => within === kind && msSince(incident.openedAt, at) <= PACE.stormLastsMs,
  );
  if (lasts) return kind;
  const isKnown = openings.some((each) => each.kind === kind);
  return isKnown && openings.length >= PACE.stormOpenings ? kind : null;
}

/** Of each kind no more are kept than it takes to see a storm. */
export function withOpening(
  openings: Incidents['openings'],
  opening: Incidents['openings'][number],
): Incidents['openings'] {
  const same = openings.filter(({ kind }) => kind === opening.kind);
  const [oldest] = same;
  const kept = same.length < PACE.stormOpenings ? openings : openings.filter((each) => each !== oldest);
  return [...kept, opening];
}

/** Openings that still count. */
export function recentOpenings({ openings }: Incidents, at: Date): Incidents['openings'] {
  const recent = openings.filter((each) => msSince(each.at, at) <= PACE.stormWindowMs);
  return recent.length === openings.length ? openings : recent;
}

/** Brings the summaries up to date with what they stand for. @param before as it was before this look */
export function summarized(before: Incidents, incidents: Incidents, at: Date): Incidents {
  const { tracked, summaries } = incidents;
  const kinds = changedKinds(before.tracked, tracked);
  const known = new Set(summaries.map(({ incident }) => incident.concern.kind));
  const kept = summaries.map((summary) => {
    const isStale = summary.freshness === 'stale' || kinds.has(summary.incident.concern.kind);
    return isStale ? refreshed(summary, tracked, at) : retold(summary, at);
  });
  const begun = [...kinds]
    .filter((kind) => !known.has(kind))
    .flatMap((kind): readonly Summary[] => {
      const members = membersOf(kind, tracked);
      if (members === undefined) return [];
      return [{ ...begin(summaryOf(kind, members), { at, source: SOURCE }), freshness: 'told' }];
    });
  const isSame = begun.length === 0 && kept.every((each, index) => each === summaries[index]);
  return isSame ? incidents : { ...incidents, summaries: [...kept, ...begun] };
}

/** Kinds whose summaries have other members now, or members that have changed. */
function changedKinds(before: readonly Tracked[], now: readonly Tracked[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  if (before === now) return kinds;
  now.forEach((each, index) => {
    const old = before[index];
    if (each.incident === old?.incident && each.within === old.within) return;
    for (const within of [each.within, old?.within]) if (within !== null && within !== undefined) kinds.add(within);
  });
  return kinds;
}

/** A storm changes it with every look: what is too early to be told is not put into words either. */
function refreshed(summary: Summary, tracked: readonly Tracked[], at: Date): Summary {
  const { concern, status, worst, changedAt } = summary.incident;
  const members = membersOf(concern.kind, tracked);
  if (members === undefined) {
    if (status === 'resolved') return summary.freshness === 'told' ? summary : { ...summary, freshness: 'told' };
    const because = 'All that it stood for is over, or is told by itself.';
    return { ...resolved(summary, { at, because }), freshness: 'told' };
  }
  const isWorse = members.some(({ incident }) => severityRank(incident.severity) > severityRank(worst));
  const isEarly = status === 'open' && !isWorse && msSince(changedAt, at) < PACE.wordsMs;
  if (isEarly) return summary.freshness === 'stale' ? summary : { ...summary, freshness: 'stale' };
  return shownAs(summary, summaryOf(concern.kind, members), at);
}

function retold(summary: Summary, at: Date): Summary {
  const [seen] = summary.sightings;
  const { severity, changedAt } = summary.incident;
  if (summary.freshness !== 'pending' || seen === undefined) return summary;
  // Words are told by then; only that it is less bad takes longer.
  const isEarly =
    severityRank(seen.concern.severity) < severityRank(severity) && msSince(changedAt, at) < PACE.betterMs;
  if (isEarly) return summary;
  const next = see(summary, seen.concern, { at, source: SOURCE });
  return next.incident === summary.incident ? summary : { ...next, freshness: 'told' };
}

function shownAs(summary: Summary, concern: Concern, at: Date): Summary {
  const next = see(summary, concern, { at, source: SOURCE });
  const { incident } = next;
  const isTold =
    incident !== summary.incident ||
    (incident.severity === concern.severity && differenceOf(incident.concern, concern) === 'none');
  return { ...next, freshness: isTold ? 'told' : 'pending' };
}

function membersOf(kind: string, tracked: readonly Tracked[]): readonly [Tracked, ...Tracked[]] | undefined {
  const [first, ...others] = tracked.filter(({ within, incident }) => within === kind && incident.status === 'open');
  return first === undefined ? undefined : [first, ...others];
}
