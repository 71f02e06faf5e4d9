import type { Concern, IncidentSeverity } from './concern.ts';

/** One trouble from its first sight to its end. JSON as it is: times are ISO 8601 in UTC. */
export interface Incident {
  /** 16 hexadecimal digits from the concern's key: the same in every sink, after every restart. */
  readonly id: string;
  readonly key: string;
  readonly status: 'open' | 'resolved';
  /** Grows with each change that sinks are to show. */
  readonly revision: number;
  /** Of this opening. One that comes back soon keeps it; one that comes back later has a new one, and sinks may begin anew. */
  readonly openedAt: string;
  readonly changedAt: string;
  readonly resolvedAt: string | null;
  /** How often it was opened since `openedAt`: more than once when it came back soon. */
  readonly openings: number;
  /** Of now, and the worst it was in this opening. */
  readonly severity: IncidentSeverity;
  readonly worst: IncidentSeverity;
  /** As it was when sinks were last to be told. */
  readonly concern: Concern;
  /** Oldest first; each is told once by sinks that have a thread. */
  readonly timeline: readonly TimelineEntry[];
}

export interface TimelineEntry {
  /** In order, without gaps. From 1; once a timeline is full its oldest entries go, and it begins with a higher one. */
  readonly number: number;
  readonly at: string;
  readonly kind: 'opened' | 'worse' | 'better' | 'changed' | 'resolved' | 'reopened' | 'acknowledged' | 'flapping';
  readonly text: string;
}
