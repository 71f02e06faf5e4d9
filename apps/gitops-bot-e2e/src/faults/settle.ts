import type { Delivery, DeliveryOutcome } from '@postgres-ha/change-delivery';
import type { BotEvent } from '@postgres-ha/change-request';
import type { BotWorld } from './bot-world.ts';

export interface Settling {
  /** Each process that starts; the first one too. */
  readonly start?: () => Delivery;
  /** Kills the process that is at work. */
  readonly life?: () => AbortSignal;
}

/** What became of events, in the order in which they were handled for good. */
export interface Settled {
  readonly outcomes: readonly { readonly event: BotEvent; readonly outcome: DeliveryOutcome }[];
  /** Handled again because of `later`, or because a process ended. */
  readonly again: number;
}

const MOST_ATTEMPTS = 40;
const MOST_EVENTS = 60;
const AFTER_A_CRASH_MS = 5_000;

/** Brings everything that GitHub tells of to the bot, what the bot itself does too, until nothing is left to tell. */
export async function settle(world: BotWorld, settling: Settling = {}): Promise<Settled> {
  const outcomes: { readonly event: BotEvent; readonly outcome: DeliveryOutcome }[] = [];
  let again = 0;
  for (let told = world.told(); told.length > 0; told = world.told()) {
    for (const event of told.flatMap(({ events }) => events)) {
      if (outcomes.length >= MOST_EVENTS) throw new Error(`It does not come to an end: ${describe(outcomes)}`);
      const { outcome, attempts } = await settleEvent(world, event, settling);
      outcomes.push({ event, outcome });
      again += attempts - 1;
    }
  }
  return { outcomes, again };
}

/** Hands one event to bots without memory until it is not to be handled again. */
export async function settleEvent(
  world: BotWorld,
  event: BotEvent,
  { start = world.start, life }: Settling = {},
): Promise<{ readonly outcome: DeliveryOutcome; readonly attempts: number }> {
  for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
    const signal = life?.() ?? AbortSignal.timeout(60_000);
    try {
      const outcome = await start().handle(event, signal);
      if (outcome.kind !== 'later') return { outcome, attempts };
      world.pass(outcome.afterMs);
    } catch (error) {
      if (!signal.aborted) throw error;
      world.pass(AFTER_A_CRASH_MS);
    }
  }
  throw new Error(`${event.kind} is not settled after ${MOST_ATTEMPTS} attempts:\n${world.log.slice(-20).join('\n')}`);
}

function describe(outcomes: Settled['outcomes']): string {
  return outcomes.map(({ event, outcome }) => `${event.kind}: ${JSON.stringify(outcome)}`).join('\n');
}
