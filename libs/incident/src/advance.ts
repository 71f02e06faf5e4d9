import type { Concern } from './concern.ts';
import type { Incident } from './incident.ts';
import { shownIncidents, type Incidents, type Sighting, type Tracked } from './incidents.ts';
import { begin, isFlapping, resolved, see, unseen } from './life.ts';
import { PACE, RESOLVE_AFTER, type ResolveAfter } from './pace.ts';
import { severityRank } from './severity.ts';
import { placeOf, recentOpenings, summarized, withOpening } from './storm.ts';

/** What one source saw at one moment: all that it has to say of what it watches. */
export interface Look {
  readonly at: Date;
  /** Whoever looked, by a name that stays: what it does not see any more it ends for itself alone. */
  readonly source: string;
  readonly concerns: readonly Concern[];
  /** Whether it saw all that it watches. One that did not opens and changes incidents, and ends none. */
  readonly complete: boolean;
  /** Three looks over 15 s when left out. */
  readonly resolveAfter?: ResolveAfter;
}

/** What is known now, and which of it sinks are to show anew. */
export interface Advanced {
  readonly incidents: Incidents;
  readonly changed: readonly Incident[];
}

/** Takes a look into what is known. The same look a second time changes nothing, and the order of its concerns makes no difference. */
export function advance(incidents: Incidents, look: Look): Advanced {
  const { at, source } = look;
  const time = at.toISOString();
  const seen = byKey(look.concerns);
  let openings = recentOpenings(incidents, at);
  const placed = (kind: string, among: readonly Tracked[]): string | null => {
    const within = placeOf(kind, { tracked: among, openings, at });
    openings = withOpening(openings, { at: time, kind });
    return within;
  };
  const known = new Set<string>();
  const anew = new Set<string>();
  let tracked = mapped(incidents.tracked, (each) => {
    const concern = seen.get(each.incident.key);
    if (concern === undefined) return missed(each, look);
    known.add(concern.key);
    const next = see(each, concern, { at, source });
    if (next.incident !== each.incident && next.incident.openedAt === time) anew.add(concern.key);
    return next;
  });
  if (tracked !== incidents.tracked) tracked = moved(tracked, { anew, placed });
  // The worst first: if not all can be told by themselves, these are.
  const fresh = [...seen.values()].filter(({ key }) => !known.has(key)).toSorted(byWeight);
  for (const concern of fresh) {
    const within = placed(concern.kind, tracked);
    tracked = [...tracked, { ...begin(concern, { at, source }), within }];
  }
  const isSame = tracked === incidents.tracked && openings === incidents.openings;
  const next = summarized(incidents, isSame ? incidents : { ...incidents, tracked, openings }, at);
  return next === incidents ? { incidents, changed: [] } : changedFrom(incidents, next);
}

interface Moving {
  /** Keys of what was opened anew, long after it was over. */
  readonly anew: ReadonlySet<string>;
  readonly placed: (kind: string, among: readonly Tracked[]) => string | null;
}

/** What is another kind of trouble now, or is opened anew, belongs elsewhere than to the summary that stood for it. */
function moved(tracked: readonly Tracked[], { anew, placed }: Moving): readonly Tracked[] {
  const isAnew = ({ incident }: Tracked): boolean => anew.has(incident.key);
  const standing = anew.size === 0 ? tracked : tracked.filter((each) => !isAnew(each));
  return mapped(tracked, (each) => {
    const { kind } = each.incident.concern;
    if (each.within === null || (each.within === kind && !isAnew(each))) return each;
    return { ...each, within: placed(kind, standing) };
  });
}

/** @returns what of `after` is not shown as it was in `before` */
export function changedFrom(before: Incidents, after: Incidents): Advanced {
  const revisions = new Map(shownIncidents(before).map(({ id, revision }) => [id, revision]));
  return {
    incidents: after,
    changed: shownIncidents(after).filter(({ id, revision }) => revisions.get(id) !== revision),
  };
}

/** A look that does not have it, of a source that may have seen it. */
function missed(tracked: Tracked, look: Look): Tracked {
  const index = tracked.sightings.findIndex(({ source }) => source === look.source);
  const sighting = tracked.sightings[index];
  if (sighting === undefined) return tracked;
  const calmer = calmed(sighting, look);
  if (calmer === sighting) return tracked;
  if (!isOver(calmer, tracked, look)) return { ...tracked, sightings: tracked.sightings.with(index, calmer) };
  if (tracked.sightings.length > 1) return { ...tracked, sightings: tracked.sightings.toSpliced(index, 1) };
  const { looks, ms } = calmer.calm ?? { looks: 0, ms: 0 };
  if (tracked.incident.concern.sticky && !tracked.acknowledged) return unseen(tracked, look.at);
  const over = ms === 0 ? '' : ` over ${Math.round(ms / 1000)} s`;
  return resolved(tracked, {
    at: look.at,
    because: `Not seen in ${looks === 1 ? 'a complete look' : `${looks} complete looks`}${over}.`,
  });
}

function calmed(sighting: Sighting, { at, complete }: Look): Sighting {
  const { calm } = sighting;
  const lastAt = at.toISOString();
  if (calm === null) return complete ? { ...sighting, calm: { looks: 1, ms: 0, lastAt } } : sighting;
  if (calm.lastAt === lastAt) return sighting;
  // What passed before a look that failed does not count.
  if (!complete) return { ...sighting, calm: { ...calm, lastAt } };
  const passed = Math.max(0, at.getTime() - Date.parse(calm.lastAt));
  return { ...sighting, calm: { looks: calm.looks + 1, ms: calm.ms + passed, lastAt } };
}

function isOver({ calm }: Sighting, tracked: Tracked, { at, resolveAfter = RESOLVE_AFTER }: Look): boolean {
  if (calm === null) return false;
  const ms = isFlapping(tracked, at) ? Math.max(resolveAfter.ms, PACE.flappingCalmMs) : resolveAfter.ms;
  return calm.looks >= resolveAfter.looks && calm.ms >= ms;
}

/** Of several with one key the worst counts. */
function byKey(concerns: readonly Concern[]): ReadonlyMap<string, Concern> {
  const seen = new Map<string, Concern>();
  for (const concern of concerns) {
    const other = seen.get(concern.key);
    if (other === undefined || byWeight(concern, other) < 0) seen.set(concern.key, concern);
  }
  return seen;
}

function byWeight(a: Concern, b: Concern): number {
  const [textA, textB] = [`${a.key}\n${JSON.stringify(a)}`, `${b.key}\n${JSON.stringify(b)}`];
  return severityRank(b.severity) - severityRank(a.severity) || (textA < textB ? -1 : textA > textB ? 1 : 0);
}

/** The same array where nothing changed: there may be thousands, and hundreds of looks a second. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined;
  items.forEach((item, index) => {
    const next = change(item);
    if (next === item) return;
    changed ??= [...items];
    changed[index] = next;
  });
  return changed ?? items;
}
