import { expect, test } from 'vitest';
import { isLedBy } from '../scenarios/seen.ts';
import { newSeed, randomOf } from './random.ts';
import { switchoverTrial, type SwitchoverTrial } from './switchover-trial.ts';
import { openTrialPair } from './trial-pair.ts';
import { watchPair } from './watch-pair.ts';

const SWITCHOVERS = 50;
const PAIRS = 2;
const PROBE_INTERVAL_MS = 500;
/** Far beyond what a slow machine needs for one. */
const LONGEST_MS = 300_000;

test(`${SWITCHOVERS} clean switchovers, at random moments between probes, raise nothing`, async () => {
  const seed = Number(process.env['SWITCHOVER_SEED'] ?? newSeed());
  console.log(`SWITCHOVER_SEED=${seed}`);
  const trials = await Promise.all(Array.from({ length: PAIRS }, (_, number) => switchoversOfPair(number, seed)));
  const concerns = trials.flat().flatMap((trial) => trial.concerns.map((key) => ({ key, ...trial })));
  expect({ seed, concerns }).toEqual({ seed, concerns: [] });
  expect(trials.flat()).toHaveLength(SWITCHOVERS);
});

/** Under one watch, each from where the one before has left the roles. */
async function switchoversOfPair(number: number, seed: number): Promise<readonly SwitchoverTrial[]> {
  await using pair = await openTrialPair({ name: `pair${number + 1}` });
  await using watch = watchPair(pair, { probeIntervalMs: PROBE_INTERVAL_MS });
  await watch.until(isLedBy(pair.primary()), AbortSignal.timeout(LONGEST_MS));
  const trials: SwitchoverTrial[] = [];
  for (let trial = number; trial < SWITCHOVERS; trial += PAIRS) {
    const random = randomOf(seed, trial);
    const signal = AbortSignal.timeout(LONGEST_MS);
    trials.push(await switchoverTrial({ pair, watch }, { trial, random, probeIntervalMs: PROBE_INTERVAL_MS, signal }));
  }
  return trials;
}
