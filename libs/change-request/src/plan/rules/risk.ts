import { compareDisruptions } from '@postgres-ha/change-impact';
import type { ClusterChange } from '@postgres-ha/cluster-change';

/**
 * Whether a change is one that nobody should make blindly: the primary restarts in its place, the database is down, something is lost for
 * good, instances go, or writes pause for minutes or more.
 */
export function isRisky({ status, impact: { disruption, prediction } }: ClusterChange): boolean {
  if (status === 'added') return false;
  return (
    status === 'removed' ||
    compareDisruptions(disruption, 'primary-restart') >= 0 ||
    prediction.instancesRemoved > 0 ||
    prediction.writePause === 'minutes' ||
    prediction.writePause === 'until-someone-acts'
  );
}

/** Whether something that serves clients restarts, moves or goes. */
export function isDisruptive(change: ClusterChange): boolean {
  const { status, impact } = change;
  return status !== 'added' && (isRisky(change) || compareDisruptions(impact.disruption, 'data-copy') >= 0);
}
