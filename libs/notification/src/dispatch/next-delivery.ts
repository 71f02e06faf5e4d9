import type { Incident, IncidentSeverity } from '@postgres-ha/incident';

/** An incident that a sink did not take. */
export interface Failed {
  readonly times: number;
  readonly revision: number;
  /** Why, where it was refused for good. */
  readonly refused: string | undefined;
  /** By the clock that never goes back; a newer revision need not wait for it. */
  readonly notBefore: number;
}

export type Next =
  { readonly kind: 'deliver'; readonly incident: Incident } | { readonly kind: 'wait'; readonly ms: number };

export interface Candidates {
  /** What the sink does not show as it is, those first that wait longest. */
  readonly waiting: readonly Incident[];
  /** What it shows, and is to be shown again by then. */
  readonly fading: readonly { readonly incident: Incident; readonly due: number }[];
  readonly failures: ReadonlyMap<string, Failed>;
  readonly now: number;
  /** The sink is left alone until then. */
  readonly pauseUntil: number;
}

/** Longest that a loop sleeps when nothing is due. */
const IDLE_MS = 3_600_000;

const FIRST: readonly IncidentSeverity[] = ['critical', 'warning', 'info'];

/** What a sink gets next: what failed least often, then the worst, then what waits longest. */
export function nextOf({ waiting, fading, failures, now, pauseUntil }: Candidates): Next {
  const retryAt = ({ id, revision }: Incident): number => {
    const failed = failures.get(id);
    return failed === undefined || revision > failed.revision ? 0 : failed.notBefore;
  };
  const times = ({ id }: Incident): number => failures.get(id)?.times ?? 0;
  const all = [
    ...waiting.map((incident) => ({ incident, due: retryAt(incident) })),
    ...fading.map(({ incident, due }) => ({ incident, due: Math.max(due, retryAt(incident)) })),
  ];
  const [first] = all
    .filter(({ due }) => due <= now)
    .map(({ incident }) => incident)
    .toSorted((a, b) => times(a) - times(b) || FIRST.indexOf(a.severity) - FIRST.indexOf(b.severity));
  if (first === undefined) return { kind: 'wait', ms: Math.min(...all.map(({ due }) => due), now + IDLE_MS) - now };
  return pauseUntil > now ? { kind: 'wait', ms: pauseUntil - now } : { kind: 'deliver', incident: first };
}
