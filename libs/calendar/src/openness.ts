import type { Calendar, Freeze } from './calendar.ts';
import { hasBegun, isOver } from './period.ts';

/** Whether a cluster may be changed at a moment. Undefined cluster: whether the environment as a whole may. */
export type Openness =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'frozen';
      /** Of the freezes that count at that moment, the one that ends last. */
      readonly by: Freeze;
      /** When it is open again, freezes that follow without a gap counted in; undefined: nobody has said. */
      readonly until: Date | undefined;
    };

/**
 * Whether a cluster may be changed at `now`. Freezes of the whole environment count for each of its clusters; those of one cluster do
 * not count for the environment, so ask for every cluster that a change touches.
 */
export function opennessOf(calendar: Calendar, cluster: string | undefined, now: Date): Openness {
  const freezes = calendar.freezes.filter((freeze) => freeze.cluster === undefined || freeze.cluster === cluster);
  const inForce = freezes.filter((freeze) => hasBegun(freeze, now) && !isOver(freeze, now));
  const [first, ...others] = inForce;
  if (first === undefined) return { kind: 'open' };
  const by = others.reduce((last, freeze) => (endOf(freeze) > endOf(last) ? freeze : last), first);
  const end = endOfUnion(freezes, now);
  return { kind: 'frozen', by, until: end === Infinity ? undefined : new Date(end) };
}

/** Where the freezes that hang together from `now` on come to an end, in milliseconds. */
function endOfUnion(freezes: readonly Freeze[], now: Date): number {
  let end = now.getTime();
  for (const freeze of freezes.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    if (freeze.from.getTime() > end) break;
    end = Math.max(end, endOf(freeze));
  }
  return end;
}

function endOf({ until }: Freeze): number {
  return until?.getTime() ?? Infinity;
}
