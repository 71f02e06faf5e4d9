import type { Moments } from '@postgres-ha/backup-proof';
import type { Scale } from './scale.ts';

/** A stretch as it is drawn: pixels from the left end of its lane. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: Moments['state'];
  /** As they were reported; several where they are too small to be drawn one by one. */
  readonly moments: readonly [Moments, ...Moments[]];
}

/** Narrower than this is not seen. */
const NARROWEST: Readonly<Record<Moments['state'], number>> = { proven: 2, unproven: 2, lost: 5 };
/** With more stretches than this they are drawn by column. */
const MOST = 160;
const COLUMN = 4;
const WORST_FIRST = ['lost', 'unproven', 'proven'] as const;

/** Stretches of one timeline over a lane so many pixels wide. Damage is never too small to be seen. */
export function stretchesOf(moments: readonly Moments[], scale: Scale, width: number): readonly Stretch[] {
  const placed = moments.map((each): Stretch => {
    const { from, to } = scale.edges(each);
    return { from: from * width, to: Math.max(from, to) * width, state: each.state, moments: [each] };
  });
  const drawn = placed.length > MOST ? byColumn(placed, width) : placed;
  return drawn.map((stretch) => widened(stretch, width));
}

function widened(stretch: Stretch, width: number): Stretch {
  const least = NARROWEST[stretch.state];
  if (stretch.to - stretch.from >= least) return stretch;
  const from = Math.max(0, Math.min(width - least, (stretch.from + stretch.to - least) / 2));
  return { ...stretch, from, to: from + least };
}

/** Of each column the worst that is in it; columns of one state are one stretch. */
function byColumn(placed: readonly Stretch[], width: number): readonly Stretch[] {
  const last = Math.max(0, Math.ceil(width / COLUMN) - 1);
  const columns = new Map<number, Moments[]>();
  for (const { from, to, moments } of placed) {
    const begin = Math.min(last, Math.floor(from / COLUMN));
    const end = Math.max(begin, Math.min(last, Math.ceil(to / COLUMN) - 1));
    for (let column = begin; column <= end; column += 1) {
      const inside = columns.get(column) ?? [];
      inside.push(moments[0]);
      columns.set(column, inside);
    }
  }
  const stretches: Stretch[] = [];
  for (const [column, inside] of [...columns].toSorted(([a], [b]) => a - b)) {
    const state = WORST_FIRST.find((each) => inside.some((one) => one.state === each)) ?? 'proven';
    const shown = inside.filter((each) => each.state === state);
    const before = stretches.at(-1);
    if (before?.state === state && before.to === column * COLUMN) {
      const [first, ...others] = before.moments;
      const more = shown.filter((each) => each !== before.moments.at(-1));
      stretches[stretches.length - 1] = { ...before, to: (column + 1) * COLUMN, moments: [first, ...others, ...more] };
      continue;
    }
    const [first, ...others] = shown;
    if (first === undefined) continue;
    stretches.push({ from: column * COLUMN, to: (column + 1) * COLUMN, state, moments: [first, ...others] });
  }
  return stretches;
}
