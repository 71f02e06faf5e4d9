import type { BotEvent } from '@postgres-ha/change-request';
import type { BotWorld } from './bot-world.ts';
import { pullRequestsOfBot } from './claims.ts';
import { settleWithCrash, type Crash } from './crash.ts';
import type { FaultKind } from './fault.ts';
import type { Scenario } from './scenario.ts';
import { settle, settleEvent, type Settled } from './settle.ts';

/** What a run came to. */
export interface Run {
  readonly end: 'pull request' | 'none';
  /** How it differs from what it should be; empty: it does not. */
  readonly flaws: readonly string[];
  /** How many requests there were up to the end, without what was delivered again. */
  readonly requests: number;
  /** Which of them write. */
  readonly writes: readonly number[];
  /** Whether the fault happened: not to each request does each. */
  readonly met: boolean;
}

/** Lists are as they were half a day ago. */
const STALE_MS = 12 * 3_600_000;

/** A scenario with a fault at one of the requests that it takes; and the same delivery twice more. */
export async function faultyRun(
  scenario: Scenario,
  { fault, at }: { readonly fault?: FaultKind; readonly at?: number } = {},
): Promise<Run> {
  let met = false;
  const run = await ran(scenario, async (world) => {
    const { github } = world;
    const first = github.requests.length;
    github.setFaults((request) => {
      github.setLag({});
      const happens = request.index === first + (at ?? -1) ? fault?.of(request) : undefined;
      met ||= happens !== undefined;
      if (happens !== 'stale') return happens;
      github.setLag({ ms: STALE_MS });
      return undefined;
    });
    const settled = await settle(world);
    github.setFaults(undefined);
    github.setLag({});
    return settled;
  });
  return { ...run, met };
}

/** A scenario in which the process ends at one request, and another one goes on. */
export async function crashedRun(scenario: Scenario, crash: Crash): Promise<Run> {
  return ran(scenario, (world) => settleWithCrash(world, crash));
}

async function ran(scenario: Scenario, work: (world: BotWorld) => Promise<Settled>): Promise<Run> {
  await using begun = await scenario.begin();
  const { world } = begun;
  const first = world.github.requests.length;
  const { outcomes } = await work(world);
  const made = world.github.requests.slice(first);
  const event = outcomes[0]?.event;
  const repeated = event === undefined ? ['nothing was told'] : await flawsOfRepeating(world, event);
  return {
    end: pullRequestsOfBot(world).length > 0 ? 'pull request' : 'none',
    flaws: [...begun.flaws(), ...repeated],
    requests: made.length,
    writes: made.flatMap(({ method }, index) => (method === 'GET' ? [] : [index])),
    met: true,
  };
}

/** The same delivery twice more changes nothing. */
export async function flawsOfRepeating(world: BotWorld, event: BotEvent): Promise<readonly string[]> {
  const before = world.github.requests.length;
  for (let count = 0; count < 2; count++) await settleEvent(world, event);
  return world.github.requests
    .slice(before)
    .flatMap(({ method, path }) => (method === 'GET' ? [] : [`repeated, it writes: ${method} ${path}`]));
}
