import { setTimeout as sleep } from 'node:timers/promises';
import { reclone, startWriter, watchPromotion, type Promotion } from '@postgres-ha/local-stack';
import type { Judgement, Proof, StateName } from '@postgres-ha/split-brain';
import { isLedBy } from '../scenarios/seen.ts';
import type { TrialOptions } from './switchover-trial.ts';
import type { TrialPair } from './trial-pair.ts';
import { watchPair, type PairListener } from './watch-pair.ts';

/** What happened when a standby was promoted beside its primary, and when that was proven. Times are of `performance.now()`. */
export interface SplitTrial {
  readonly goneOn: string;
  readonly promoted: string;
  /** A client went on committing at the old primary. */
  readonly writing: boolean;
  readonly phaseMs: number;
  readonly promotion: Promotion;
  /** Null where it was not proven in time. */
  readonly proven: { readonly at: number; readonly state: StateName; readonly rule: Proof['rule'] } | null;
}

export interface SplitTrialOptions extends TrialOptions {
  /** Two primaries that are not proven so long after the promotion are missed. */
  readonly missedAfterMs: number;
  readonly listener?: PairListener;
}

const COMMIT_EVERY_MS = 5;

/** Each with a watch of its own, which sees a healthy pair first. The caller mends the pair. */
export async function splitTrial(pair: TrialPair, options: SplitTrialOptions): Promise<SplitTrial> {
  const { trial, random, probeIntervalMs, missedAfterMs, listener = {}, signal } = options;
  const [goneOn, promoted] = [pair.primary(), pair.standby()];
  const [phaseMs, writing] = [random() * probeIntervalMs, random() < 0.5];
  await using watch = watchPair(pair, { probeIntervalMs });
  await watch.until(isLedBy(goneOn), signal);
  await using meanwhile = new AsyncDisposableStack();
  meanwhile.use(watch.listen(listener));
  if (writing) {
    meanwhile.use(await startWriter(pair.server(goneOn), { name: `split-${trial}`, pauseMs: COMMIT_EVERY_MS }));
  }
  await sleep(phaseMs, undefined, { signal });
  const stopped = new AbortController();
  const proving = watch.until(
    (judgement) => provenIn(judgement) !== undefined,
    AbortSignal.any([signal, stopped.signal]),
  );
  const outcome = proving.catch(() => null);
  const promotion = await watchPromotion(pair.server(promoted), { signal });
  const patience = setTimeout(() => {
    stopped.abort();
  }, missedAfterMs);
  const told = await outcome;
  clearTimeout(patience);
  signal.throwIfAborted();
  const found = told === null ? undefined : provenIn(told.judgement);
  return {
    ...{ goneOn, promoted, writing, phaseMs, promotion },
    proven: told === null || found === undefined ? null : { at: told.at, ...found },
  };
}

/** The old primary becomes a standby of the new one; what only it had is gone. */
export async function mendSplit(pair: TrialPair, signal: AbortSignal): Promise<void> {
  const [loser, winner] = [pair.primary(), pair.standby()];
  await reclone(pair.server(loser), pair.server(winner), { name: loser, signal });
  pair.swap();
}

function provenIn({ conditions }: Judgement): { state: StateName; rule: Proof['rule'] } | undefined {
  for (const { state, proof } of conditions) {
    if ((state === 'dual-writing' || state === 'dual-writable') && proof !== null) return { state, rule: proof.rule };
  }
  return undefined;
}
