import { expect, test } from 'vitest';
import { newSeed, randomOf } from '../switchovers/random.ts';
import { mendSplit } from '../switchovers/split-trial.ts';
import { openTrialPair } from '../switchovers/trial-pair.ts';
import { LOSS_SETTINGS, lossRun, prepareLosses, type LossRun } from './loss-run.ts';

const RUNS = Number(process.env['LOSS_RUNS'] ?? 12);
const PAIRS = 2;
/** Every so often the log is read to a cap only. */
const CAPPED_EACH = 6;
/** Far beyond what a slow machine needs for one. */
const LONGEST_MS = 300_000;

test(
  `the report of lost commits equals the ledgers of clients, in ${RUNS} random runs`,
  { timeout: 3_600_000 },
  async () => {
    const seed = Number(process.env['LOSS_SEED'] ?? newSeed());
    const began = performance.now();
    const runs = (await Promise.all(Array.from({ length: PAIRS }, (_, number) => runsOfPair(number, seed)))).flat();
    const lost = runs.reduce((sum, run) => sum + run.lost.length, 0);
    const capped = runs.filter(({ isCapped }) => isCapped).length;
    console.log(
      `LOSS_SEED=${seed}: ${runs.length} runs, ${capped} capped, ${lost} lost commits, ${runs.reduce((sum, run) => sum + run.inDoubt.length, 0)} in doubt, ${((performance.now() - began) / 1000).toFixed(0)} s`,
    );
    expect(runs).toHaveLength(RUNS);
    expect(lost).toBeGreaterThan(0);
  },
);

async function runsOfPair(
  number: number,
  seed: number,
): Promise<readonly (LossRun & { readonly isCapped: boolean })[]> {
  await using pair = await openTrialPair({ name: `pair${number + 1}`, settings: LOSS_SETTINGS });
  await prepareLosses(pair);
  const runs = [];
  for (let run = number; run < RUNS; run += PAIRS) {
    const isCapped = run % CAPPED_EACH === CAPPED_EACH - 1;
    const seen = await lossRun(pair, {
      ...{ run, random: randomOf(seed, run), capped: isCapped },
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    // with the seed, so that a failure can be had again
    expect({ seed, run, ...claimsOf(seen, isCapped) }).toEqual({ seed, run, ...WHOLE, atLeast: isCapped });
    runs.push({ ...seen, isCapped });
    await mendSplit(pair, AbortSignal.timeout(LONGEST_MS));
  }
  return runs;
}

const WHOLE = {
  basis: 'counted',
  unnamed: [],
  namedInVain: [],
  countedOtherwise: false,
  newestElsewhere: [],
};

function claimsOf(
  { lost, inDoubt, named, report }: LossRun,
  isCapped: boolean,
): Record<keyof typeof WHOLE | 'atLeast', unknown> {
  const allowed = new Set([...lost, ...inDoubt]);
  const found = new Set(named);
  return {
    basis: report.basis,
    // a capped list need not have all
    unnamed: isCapped ? [] : lost.filter((id) => !found.has(id)),
    namedInVain: named.filter((id) => !allowed.has(id)),
    countedOtherwise: report.commits !== named.length || (!isCapped && report.atMost !== report.commits),
    newestElsewhere: report.newest.filter(({ transactionId }) => !found.has(transactionId)),
    atLeast: report.atLeast,
  };
}
