import type { Concern } from './concern.ts';
import type { Incident } from './incident.ts';

/** All troubles that are known, open ones and those that ended lately. JSON as it is. */
export interface Incidents {
  /** One for each key, in the order in which they came. */
  readonly tracked: readonly Tracked[];
  /** One for each kind of which many opened at once. What they stand for is tracked too, and not shown by itself. */
  readonly summaries: readonly Summary[];
  /** Openings of the last minute. */
  readonly openings: readonly { readonly at: string; readonly kind: string }[];
}

export interface Tracked {
  readonly incident: Incident;
  /** Who sees it. None in an open incident: it is waiting to be acknowledged. */
  readonly sightings: readonly Sighting[];
  /** The kind whose summary stands for it; null where it is shown by itself. */
  readonly within: string | null;
  readonly acknowledged: boolean;
  /** When it came back, or got worse again. */
  readonly returns: readonly string[];
}

export interface Summary extends Tracked {
  /** `told`: it says what its members are. `pending`: what it would say is in its sighting, and too early. `stale`: its members have changed since. */
  readonly freshness: 'told' | 'pending' | 'stale';
}

export interface Sighting {
  readonly source: string;
  /** As this source saw it last. */
  readonly concern: Concern;
  /** Complete looks since, without it; null when the last one had it. */
  readonly calm: Calm | null;
}

export interface Calm {
  readonly looks: number;
  /** Between complete looks, added up. */
  readonly ms: number;
  readonly lastAt: string;
}

export function noIncidents(): Incidents {
  return { tracked: [], summaries: [], openings: [] };
}

/** What sinks show: each open concern is in exactly one of those that are open, by itself or named in a summary. */
export function shownIncidents({ tracked, summaries }: Incidents): readonly Incident[] {
  return [...tracked.filter(({ within }) => within === null), ...summaries].map(({ incident }) => incident);
}
