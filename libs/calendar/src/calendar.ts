import type { Environment } from '@postgres-ha/environment';

/** What an environment's calendar says, as read from `calendar` of its environment.yaml. Entries that are over may still be in it. */
export interface Calendar {
  readonly freezes: readonly Freeze[];
  readonly maintenance: readonly Maintenance[];
}

/** Until then nothing of it is changed, but by an override that is written down. Half-open: `from` belongs to it, `until` does not. */
export interface Freeze {
  /** A cluster of the environment; undefined: all of them. */
  readonly cluster: string | undefined;
  readonly from: Date;
  /** Undefined: until someone ends it. */
  readonly until: Date | undefined;
  readonly reason: string;
}

/** Work that is going on: updates of the primary wait for a person. */
export interface Maintenance {
  readonly cluster: string;
  readonly from: Date;
  /** When it is meant to be over; nothing ends by itself. */
  readonly until: Date | undefined;
  readonly reason: string;
  /** What cluster.yaml said of primaryUpdateStrategy before; undefined where it said nothing of it. */
  readonly was: 'unsupervised' | 'supervised' | undefined;
}

/** The calendar of an environment that was read. */
export function calendarOf({ calendar }: Pick<Environment, 'calendar'>): Calendar {
  return {
    freezes: calendar.freezes.map(({ cluster, from, until, reason }) => ({ cluster, from, until, reason })),
    maintenance: calendar.maintenance.map(({ cluster, from, until, reason, was }) => ({
      cluster,
      from,
      until,
      reason,
      was,
    })),
  };
}
