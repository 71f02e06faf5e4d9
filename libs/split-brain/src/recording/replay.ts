import { judge } from '../judgement/judge.ts';
import type { Judgement } from '../judgement/judgement.ts';
import { learn } from '../judgement/learn.ts';
import { beginWatch } from '../judgement/watch.ts';
import type { Instant } from '../observation/instant.ts';
import type { Recording } from './read-recording.ts';

export interface ReplayOptions {
  /** Events that were learnt later are left out. */
  readonly upTo?: Instant;
  /** `changes` leaves out judgements that say the same as the one before; `all` has one for each event. */
  readonly yields?: 'changes' | 'all';
}

/**
 * Judges a recording again as it was judged live: each event is learnt in its order, and judged at the latest instant that any event
 * so far had. Questions are not asked: what was answered to them is in the recording.
 */
export function* replay(
  recording: Recording,
  { upTo = Infinity, yields = 'changes' }: ReplayOptions = {},
): Generator<Judgement, void, undefined> {
  let watch = beginWatch(recording.header.cluster);
  let now = -Infinity;
  let before: string | undefined;
  for (const event of recording.events) {
    if (event.received > upTo) continue;
    now = Math.max(now, event.received);
    const judged = judge(learn(watch, event), now);
    watch = judged.watch;
    const said = sayingOf(judged.judgement);
    if (yields === 'all' || said !== before) yield judged.judgement;
    before = said;
  }
}

/** What a judgement says, without what moves all the time. */
function sayingOf({ state, conditions }: Judgement): string {
  return JSON.stringify([
    state,
    conditions.map(({ state: each, severity, members, key, proof, fork }) => [
      ...[each, severity, members, key],
      ...[proof === null, fork],
    ]),
  ]);
}
