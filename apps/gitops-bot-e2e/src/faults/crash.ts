import type { BotWorld } from './bot-world.ts';
import { settle, type Settled } from './settle.ts';

/** Where a process ends: before a request had its effect, or after. */
export interface Crash {
  /** Counted from the first request of the bots, from 0. */
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Brings everything to the bot; the process that makes that request ends with it, and another one starts that knows nothing. */
export async function settleWithCrash(world: BotWorld, { at, when }: Crash): Promise<Settled> {
  const { github } = world;
  const first = github.requests.length;
  let life = new AbortController();
  github.setFaults(({ index }) => {
    if (index !== first + at) return undefined;
    return { kind: 'hang', when };
  });
  world.whenHung(() => {
    life.abort(new Error('the process ended'));
    life = new AbortController();
  });
  const settled = await settle(world, { life: () => life.signal });
  github.setFaults(undefined);
  world.whenHung(undefined);
  return settled;
}
