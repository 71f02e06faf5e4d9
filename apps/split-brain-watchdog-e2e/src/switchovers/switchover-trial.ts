import { setTimeout as sleep } from 'node:timers/promises';
import { caughtUp, follow, startWriter, watchPromotion, type Promotion } from '@postgres-ha/local-stack';
import { concernsOf, type StateName } from '@postgres-ha/split-brain';
import { isLedBy } from '../scenarios/seen.ts';
import type { TrialPair } from './trial-pair.ts';
import type { PairWatch } from './watch-pair.ts';

/** What happened in one clean switchover, and what the watchdog said meanwhile. Times are of `performance.now()`. */
export interface SwitchoverTrial {
  readonly from: string;
  readonly to: string;
  /** A client committed at the old primary until it stopped. */
  readonly writing: boolean;
  /** Waited before the old primary was told to stop, and between its end and the promotion. */
  readonly phaseMs: number;
  readonly gapMs: number;
  readonly stopAskedAt: number;
  readonly stoppedAt: number;
  readonly promotion: Promotion;
  /** The old primary takes connections again, as a standby. */
  readonly rejoinedAt: number;
  /** The watchdog saw both in their new roles. */
  readonly settledAt: number;
  /** In order, each as often as it was turned to. */
  readonly states: readonly StateName[];
  /** Keys of what somebody would have been told. There must be none. */
  readonly concerns: readonly string[];
}

export interface TrialOptions {
  /** Tells the ledger's writers of trials on one pair apart. */
  readonly trial: number;
  readonly random: () => number;
  readonly probeIntervalMs: number;
  readonly signal: AbortSignal;
}

const LONGEST_GAP_MS = 500;
const COMMIT_EVERY_MS = 5;

/** The watch has seen the pair as it is before, and goes on after. The phase is random: of the stop against the probes, and of the promotion against both. */
export async function switchoverTrial(
  { pair, watch }: { readonly pair: TrialPair; readonly watch: PairWatch },
  { trial, random, probeIntervalMs, signal }: TrialOptions,
): Promise<SwitchoverTrial> {
  const [from, to] = [pair.primary(), pair.standby()];
  const [old, next] = [pair.server(from), pair.server(to)];
  const [phaseMs, writing] = [random() * probeIntervalMs, random() < 0.5];
  // half of them as quick as can be, where the two primaries are the nearest in time
  const gapMs = random() < 0.5 ? 0 : random() * LONGEST_GAP_MS;
  const states: StateName[] = [];
  const concerns = new Set<string>();
  await using meanwhile = new AsyncDisposableStack();
  meanwhile.use(
    watch.listen({
      onJudgement: (judgement) => {
        if (states.at(-1) !== judgement.state) states.push(judgement.state);
        for (const { key } of concernsOf(judgement, { runbooks: null })) concerns.add(key);
      },
    }),
  );
  if (writing) meanwhile.use(await startWriter(old, { name: `switchover-${trial}`, pauseMs: COMMIT_EVERY_MS }));
  await caughtUp({ primary: old, standby: next }, { signal });
  await sleep(phaseMs, undefined, { signal });
  const stopAskedAt = performance.now();
  await old.stop('fast');
  const stoppedAt = performance.now();
  if (gapMs > 0) await sleep(gapMs, undefined, { signal });
  const promotion = await watchPromotion(next, { signal });
  pair.swap();
  await follow(old, next, { name: from, signal });
  const rejoinedAt = performance.now();
  const { at: settledAt } = await watch.until(isLedBy(to), signal);
  return {
    ...{ from, to, writing, phaseMs, gapMs, stopAskedAt, stoppedAt, promotion, rejoinedAt, settledAt, states },
    concerns: [...concerns],
  };
}
