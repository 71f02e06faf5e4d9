import { readComment } from '../read-comment.ts';
import { differenceOn } from './compare.ts';
import { smuggled } from './plain-values.ts';
import { randomComment } from './random-comment.ts';
import { seededRandom } from './random.ts';
import { REAL_BODIES } from './real-bodies.ts';
import { shownAs } from './shown-as-text.ts';

export interface FuzzResult {
  /** What the two grammars do not agree on, texts that are not what they should be, and commands that the third reader does not show as text; at most ten. */
  readonly faults: readonly unknown[];
  /** How many comments there were of each kind of reading. */
  readonly readings: Readonly<Record<'none' | 'commands' | 'mistaken', number>>;
}

/** @param every Of so many comments with commands one is shown to the third reader, which is slow. */
export function fuzz({
  comments,
  seed,
  every,
}: {
  readonly comments: number;
  readonly seed: number;
  readonly every: number;
}): FuzzResult {
  const random = seededRandom(seed);
  const readings = { none: 0, commands: 0, mistaken: 0 };
  const faults: unknown[] = [];
  for (let comment = 0; comment < comments && faults.length < 10; comment += 1) {
    const body = randomComment(random, REAL_BODIES);
    const reading = readComment(body);
    readings[reading.kind] += 1;
    const hidden = smuggled(reading);
    if (hidden.length > 0) faults.push({ body, hidden });
    const difference = differenceOn(body, reading);
    if (difference !== undefined) faults.push(difference);
    if (reading.kind !== 'commands' || readings.commands % every !== 0) continue;
    for (const { line } of reading.commands) {
      const shown = shownAs(body, line).join(' ');
      if (!/^root paragraph (?:(?:emphasis|strong) )*text$/.test(shown)) faults.push({ body, line, shown });
    }
  }
  return { faults, readings };
}
