import type { IncidentSeverity } from './concern.ts';

const RANKS: Readonly<Record<IncidentSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/** Higher is worse. */
export function severityRank(severity: IncidentSeverity): number {
  return RANKS[severity];
}

export function worseOf(a: IncidentSeverity, b: IncidentSeverity): IncidentSeverity {
  return RANKS[a] >= RANKS[b] ? a : b;
}
