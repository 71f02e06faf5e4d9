import { changedFrom, type Advanced } from './advance.ts';
import type { Incidents, Tracked } from './incidents.ts';
import { acknowledged, resolved, unseen } from './life.ts';
import { summarized } from './storm.ts';
import { summaryKey } from './summary.ts';

export interface Acknowledgement {
  readonly at: Date;
  /** Id of an incident; of a summary, for all that it names. */
  readonly id: string;
  /** Who says so, as people read it. */
  readonly by: string;
}

/** Somebody knows, and has what was lost in hand: what is sticky may end. Of an incident that is unknown, over or acknowledged nothing changes. */
export function acknowledge(incidents: Incidents, { at, id, by }: Acknowledgement): Advanced {
  const text = `Acknowledged by ${by}.`;
  const kinds = new Set(
    incidents.summaries.filter(({ incident }) => incident.id === id).map(({ incident }) => incident.concern.kind),
  );
  const isMeant = ({ incident, within }: Tracked): boolean =>
    incident.id === id || (within !== null && kinds.has(within));
  const known = (each: Tracked): Tracked => {
    if (!isMeant(each) || each.acknowledged || each.incident.status === 'resolved') return each;
    const taken = acknowledged(each, { at, text });
    return each.sightings.length > 0 ? taken : resolved(taken, { at, because: `${text} It was not seen any more.` });
  };
  const tracked = incidents.tracked.map(known);
  const summaries = incidents.summaries.map((each) =>
    each.incident.id === id && each.incident.status === 'open' && !each.acknowledged
      ? { ...each, ...acknowledged(each, { at, text }) }
      : each,
  );
  return changedFrom(incidents, summarized(incidents, { ...incidents, tracked, summaries }, at));
}

/** A source that will not look again: what only it saw is over, and said to be so for that reason; what is sticky stays until acknowledged. */
export function withdraw(
  incidents: Incidents,
  { at, source, because }: { readonly at: Date; readonly source: string; readonly because: string },
): Advanced {
  const tracked = incidents.tracked.map((each) => {
    const sightings = each.sightings.filter((sighting) => sighting.source !== source);
    if (sightings.length === each.sightings.length) return each;
    if (sightings.length > 0) return { ...each, sightings };
    if (each.incident.concern.sticky && !each.acknowledged) return unseen(each, at);
    return resolved(each, { at, because });
  });
  return changedFrom(incidents, summarized(incidents, { ...incidents, tracked }, at));
}

/**
 * Without incidents that are long over, and that every sink shows so. One of these that came back later would be new.
 * @param isShown whether all sinks show this incident as it is
 */
export function forget(
  incidents: Incidents,
  { before, isShown }: { readonly before: Date; readonly isShown: (id: string) => boolean },
): Incidents {
  const stays = ({ incident }: Tracked): boolean =>
    incident.resolvedAt === null || Date.parse(incident.resolvedAt) > before.getTime() || !isShown(incident.id);
  const tracked = incidents.tracked.filter(stays);
  const within = new Set(tracked.map((each) => (each.within === null ? '' : summaryKey(each.within))));
  const summaries = incidents.summaries.filter((each) => stays(each) || within.has(each.incident.key));
  const isSame = tracked.length === incidents.tracked.length && summaries.length === incidents.summaries.length;
  return isSame ? incidents : { ...incidents, tracked, summaries };
}
