/**
 * What a running database goes through, least first.
 *
 * - `none`: nothing that serves clients does anything else than before.
 * - `reload`: a configuration is read again; no connection ends.
 * - `data-copy`: a standby is made anew from the data of another instance; the others go on.
 * - `rolling-restart`: standbys or poolers restart one after another; their connections end, the primary goes on.
 * - `switchover`: a standby becomes primary; writes pause for seconds.
 * - `primary-restart`: the primary stops and starts again in its place; nobody takes over.
 * - `downtime`: nothing of the database answers until the change is through.
 * - `irreversible`: something is lost or changed that putting the old files back does not bring back.
 */
export type Disruption =
  'none' | 'reload' | 'data-copy' | 'rolling-restart' | 'switchover' | 'primary-restart' | 'downtime' | 'irreversible';

/** Least first. */
export const DISRUPTIONS: readonly Disruption[] = [
  'none',
  'reload',
  'data-copy',
  'rolling-restart',
  'switchover',
  'primary-restart',
  'downtime',
  'irreversible',
];

/** Negative where `a` is the lesser one. */
export function compareDisruptions(a: Disruption, b: Disruption): number {
  return DISRUPTIONS.indexOf(a) - DISRUPTIONS.indexOf(b);
}

/** The worst of them; `none` of nothing. */
export function worstDisruption(disruptions: readonly Disruption[]): Disruption {
  return disruptions.reduce((worst, one) => (compareDisruptions(one, worst) > 0 ? one : worst), 'none');
}
