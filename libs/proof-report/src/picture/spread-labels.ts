/** A text over a place on a lane. */
export interface Label {
  /** Where it points to, pixels. */
  readonly x: number;
  readonly text: string;
}

export interface PlacedLabel extends Label {
  /** Middle of the text. */
  readonly middle: number;
  /** 0 is nearest to the lane. */
  readonly row: number;
}

/** Text is set in whatever the machine has; this is wider than most. */
export const CHARACTER = 6.4;

/** Labels side by side and one above the other, so that none lies over another; what finds no room is left out. */
export function spreadLabels(
  labels: readonly Label[],
  { width, rows }: { readonly width: number; readonly rows: number },
): readonly PlacedLabel[] {
  const ends = Array.from({ length: rows }, (): { readonly from: number; readonly to: number }[] => []);
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    const half = (label.text.length * CHARACTER) / 2 + 4;
    const middle = Math.max(half, Math.min(width - half, label.x));
    const row = ends.findIndex((taken) => taken.every(({ from, to }) => middle + half <= from || middle - half >= to));
    if (row < 0) continue;
    ends[row]?.push({ from: middle - half, to: middle + half });
    placed.push({ ...label, middle, row });
  }
  return placed;
}
