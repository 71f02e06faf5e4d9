import type { Concern } from './concern.ts';
import { differenceInWords, differenceOf } from './difference.ts';
import { incidentId } from './fingerprint.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import type { Sighting, Tracked } from './incidents.ts';
import { msSince, PACE } from './pace.ts';
import { severityRank, worseOf } from './severity.ts';

/** What happens to one incident. Each change adds one entry to its timeline and one to its revision. */
interface Change {
  readonly at: Date;
  readonly kind: TimelineEntry['kind'];
  readonly text: string;
  readonly with?: Partial<Incident>;
}

/** A key that was never seen, or is forgotten. */
export function begin(concern: Concern, { at, source }: { readonly at: Date; readonly source: string }): Tracked {
  const time = at.toISOString();
  const { key, severity, title } = concern;
  return {
    incident: {
      id: incidentId(key),
      key,
      status: 'open',
      revision: 1,
      openedAt: time,
      changedAt: time,
      resolvedAt: null,
      openings: 1,
      severity,
      worst: severity,
      concern,
      timeline: [{ number: 1, at: time, kind: 'opened', text: title }],
    },
    sightings: [{ source, concern, calm: null }],
    within: null,
    acknowledged: false,
    returns: [],
  };
}

/** A source sees it, for the first time, again or still. */
export function see(
  tracked: Tracked,
  concern: Concern,
  { at, source }: { readonly at: Date; readonly source: string },
): Tracked {
  const isUnseen = tracked.sightings.length === 0;
  const seen = withSighting(tracked, { source, concern, calm: null });
  const { incident } = tracked;
  const shown = shownConcern(seen, incident.concern);
  if (incident.status === 'resolved') return isSoon(incident, at) ? reopened(seen, shown, at) : anew(seen, shown, at);
  const sticky = incident.concern.sticky && !shown.sticky ? { ...shown, sticky: true } : shown;
  if (isUnseen) return returned(seen, sticky, { at, kind: 'worse', text: `Seen again: ${shown.title}` });
  const next = compared(seen, sticky, at);
  const before = tracked.sightings.find((sighting) => sighting.source === source);
  const isNews = next !== seen || before?.calm !== null || !isEqual(before.concern, concern);
  return isNews ? next : tracked;
}

function isEqual(one: Concern, other: Concern): boolean {
  return one === other || (one.severity === other.severity && differenceOf(one, other) === 'none');
}

/** It ends now, whoever saw it last. */
export function resolved(tracked: Tracked, { at, because }: { readonly at: Date; readonly because: string }): Tracked {
  const { incident } = tracked;
  const concern = { ...shownConcern(tracked, incident.concern), sticky: incident.concern.sticky };
  return changed({ ...tracked, sightings: [] }, concern, {
    at,
    kind: 'resolved',
    text: because,
    with: { status: 'resolved', resolvedAt: at.toISOString() },
  });
}

/** Not seen any more; that alone does not end it. */
export function unseen(tracked: Tracked, at: Date): Tracked {
  const concern = { ...shownConcern(tracked, tracked.incident.concern), sticky: true };
  const text = 'Not seen any more. It stays open until somebody acknowledges it.';
  return changed({ ...tracked, sightings: [] }, concern, { at, kind: 'better', text });
}

export function acknowledged(tracked: Tracked, { at, text }: { readonly at: Date; readonly text: string }): Tracked {
  return changed({ ...tracked, acknowledged: true }, tracked.incident.concern, { at, kind: 'acknowledged', text });
}

export function isFlapping({ returns }: Tracked, at: Date): boolean {
  return recent(returns, at).length >= PACE.flappingReturns;
}

/** Of what its sources saw, the worst; the first by name where several are as bad. */
function shownConcern({ sightings }: Tracked, otherwise: Concern): Concern {
  const [worst] = sightings.toSorted(
    (a, b) => severityRank(b.concern.severity) - severityRank(a.concern.severity) || (a.source < b.source ? -1 : 1),
  );
  return worst?.concern ?? otherwise;
}

function withSighting(tracked: Tracked, sighting: Sighting): Tracked {
  const at = tracked.sightings.findIndex(({ source }) => source === sighting.source);
  const sightings = at < 0 ? [...tracked.sightings, sighting] : tracked.sightings.with(at, sighting);
  return { ...tracked, sightings };
}

function isSoon({ resolvedAt }: Incident, at: Date): boolean {
  // A clock that was set back makes it sooner, not later.
  return resolvedAt === null || at.getTime() - Date.parse(resolvedAt) <= PACE.reopenMs;
}

function reopened(tracked: Tracked, concern: Concern, at: Date): Tracked {
  const { openings } = tracked.incident;
  return returned({ ...tracked, acknowledged: false }, concern, {
    at,
    kind: 'reopened',
    text: `Came back: ${concern.title}`,
    with: { status: 'open', resolvedAt: null, openings: openings + 1 },
  });
}

function anew(tracked: Tracked, concern: Concern, at: Date): Tracked {
  return changed({ ...tracked, acknowledged: false, returns: [] }, concern, {
    at,
    kind: 'opened',
    text: concern.title,
    with: { status: 'open', resolvedAt: null, openings: 1, openedAt: at.toISOString(), worst: concern.severity },
  });
}

/** Counts, and says so when it is too often. */
function returned(tracked: Tracked, concern: Concern, change: Change): Tracked {
  const { at } = change;
  const returns = [...recent(tracked.returns, at), at.toISOString()];
  const begins = !isFlapping(tracked, at) && returns.length >= PACE.flappingReturns;
  const often = `Came back ${returns.length} times within an hour: it is told less often, and stays open until it was not seen for ten minutes. ${concern.title}`;
  return changed({ ...tracked, returns }, concern, begins ? { ...change, kind: 'flapping', text: often } : change);
}

function recent(returns: readonly string[], at: Date): readonly string[] {
  return returns.filter((each) => msSince(each, at) <= PACE.flappingWindowMs);
}

/** Told when it matters, and not more often than people can read. */
function compared(tracked: Tracked, concern: Concern, at: Date): Tracked {
  const { incident } = tracked;
  const [before, now] = [severityRank(incident.severity), severityRank(concern.severity)];
  const waited = msSince(incident.changedAt, at);
  const isDue = (ms: number): boolean => waited >= (isFlapping(tracked, at) ? PACE.flappingMs : ms);
  const graded = `${concern.title} (${concern.severity}, was ${incident.severity})`;
  if (now > severityRank(incident.worst)) return changed(tracked, concern, { at, kind: 'worse', text: graded });
  if (now > before) {
    return isDue(PACE.wordsMs) ? returned(tracked, concern, { at, kind: 'worse', text: graded }) : tracked;
  }
  if (now < before) {
    return isDue(PACE.betterMs) ? changed(tracked, concern, { at, kind: 'better', text: graded }) : tracked;
  }
  if (!isDue(PACE.wordsMs)) return tracked;
  const difference = differenceOf(incident.concern, concern);
  if (difference === 'none' || !isDue(difference === 'words' ? PACE.wordsMs : PACE.numbersMs)) return tracked;
  return changed(tracked, concern, { at, kind: 'changed', text: differenceInWords(incident.concern, concern) });
}

function changed(tracked: Tracked, concern: Concern, { at, kind, text, with: more = {} }: Change): Tracked {
  const { incident } = tracked;
  const time = at.toISOString();
  const number = (incident.timeline.at(-1)?.number ?? 0) + 1;
  const timeline = [...incident.timeline, { number, at: time, kind, text }].slice(-PACE.timelineEntries);
  const { severity } = concern;
  const worst = worseOf(incident.worst, severity);
  const revision = incident.revision + 1;
  return {
    ...tracked,
    incident: { ...incident, severity, worst, concern, ...more, revision, changedAt: time, timeline },
  };
}
