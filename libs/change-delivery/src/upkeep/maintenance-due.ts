import type { Intent, Origin } from '@postgres-ha/change-request';
import type { Calendar } from '@postgres-ha/calendar';

/** A proposal to end maintenance that was meant to be over. It is a pull request: people decide. */
export interface DueProposal {
  readonly intent: Intent;
  readonly origin: Origin;
}

/**
 * Maintenance of an environment that was meant to be over by now. Its key names the time, so that a proposal which was turned down is not made
 * again, and one for a later time is.
 */
export function maintenanceDue(
  { environment, calendar }: { readonly environment: string; readonly calendar: Calendar },
  now: Date,
): readonly DueProposal[] {
  return calendar.maintenance.flatMap(({ cluster, until }): DueProposal[] => {
    if (until === undefined || until > now) return [];
    return [
      {
        intent: { kind: 'maintenance', phase: 'end', target: { environment, cluster } },
        origin: {
          kind: 'schedule',
          key: `schedule-maintenance-end-${environment}/${cluster}-${until.toISOString()}`,
          by: undefined,
          url: undefined,
          at: until,
        },
      },
    ];
  });
}
