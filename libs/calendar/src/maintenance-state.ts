import type { Calendar, Maintenance } from './calendar.ts';
import { hasBegun, isOver } from './period.ts';

/** Whether people are at work on a cluster. An entry ends when it is removed: until then its updates wait, overdue or not. */
export type MaintenanceState =
  | { readonly kind: 'active'; readonly maintenance: Maintenance }
  /** It was meant to be over at `since`, and nobody ended it. */
  | { readonly kind: 'overdue'; readonly maintenance: Maintenance; readonly since: Date }
  /** None has begun; this one is the next. */
  | { readonly kind: 'planned'; readonly maintenance: Maintenance }
  | { readonly kind: 'none' };

/** How maintenance of a cluster stands at `now`: of several entries the most pressing, active before overdue before planned. */
export function maintenanceOf(calendar: Calendar, cluster: string, now: Date): MaintenanceState {
  const entries = calendar.maintenance
    .filter((entry) => entry.cluster === cluster)
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
  const begun = entries.filter((entry) => hasBegun(entry, now));
  const active = begun.find((entry) => !isOver(entry, now));
  if (active !== undefined) return { kind: 'active', maintenance: active };
  const [overdue] = begun;
  if (overdue?.until !== undefined) return { kind: 'overdue', maintenance: overdue, since: overdue.until };
  const planned = entries.find((entry) => !hasBegun(entry, now));
  return planned === undefined ? { kind: 'none' } : { kind: 'planned', maintenance: planned };
}
