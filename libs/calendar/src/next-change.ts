import type { Calendar } from './calendar.ts';

/**
 * The first moment after `now` at which an entry begins, ends or is due. Before it, neither `opennessOf` nor `maintenanceOf` says another
 * `kind` than now, for any cluster.
 *
 * @returns undefined where nothing is to come
 */
export function nextChange({ freezes, maintenance }: Calendar, now: Date): Date | undefined {
  const next = [...freezes, ...maintenance]
    .flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
    .filter((moment) => moment > now)
    .reduce((first, moment) => Math.min(first, moment.getTime()), Infinity);
  return next === Infinity ? undefined : new Date(next);
}
