import {
  isLedBy,
  mendSplit,
  openTrialPair,
  randomOf,
  splitTrial,
  switchoverTrial,
  watchPair,
  type TrialPair,
} from '@postgres-ha/split-brain-watchdog-e2e';
import { lastKnownStates } from './peers/last-known-states.ts';
import type { SplitRecord, SwitchoverRecord, TrialRecord } from './trial-record.ts';

export interface TrialsOptions {
  readonly switchovers: number;
  readonly splits: number;
  /** Pairs that run side by side. */
  readonly pairs: number;
  readonly seed: number;
  readonly probeIntervalMs: number;
  readonly onTrial: (record: TrialRecord) => void;
}

const MISSED_AFTER_MS = 10_000;
const LONGEST_TRIAL_MS = 60_000;
/** Trials of two primaries have random numbers of their own. */
const SPLITS_FROM = 1_000_000;

/** Each pair takes the next trial when it is done with one: switchovers first, under one watch, then two primaries, each with a watch of its own. */
export async function runTrials({ pairs, switchovers, splits, ...options }: TrialsOptions): Promise<void> {
  const queue = { switchovers: counter(switchovers), splits: counter(splits) };
  const names = Array.from({ length: pairs }, (_, index) => `pair${index + 1}`);
  const running = names.map(async (name) => {
    // after a failed trial its pair is not to be trusted: the rest goes on with a new one
    while ((await switchoversOn(name, { ...options, next: queue.switchovers })) === 'again');
    while ((await splitsOn(name, { ...options, next: queue.splits })) === 'again');
  });
  await Promise.all(running);
}

function counter(count: number): () => number | undefined {
  let next = 0;
  return () => (next < count ? next++ : undefined);
}

interface OnPair extends Pick<TrialsOptions, 'seed' | 'probeIntervalMs' | 'onTrial'> {
  readonly next: () => number | undefined;
}

async function switchoversOn(name: string, options: OnPair): Promise<'done' | 'again'> {
  const { seed, probeIntervalMs, onTrial, next } = options;
  let trial = next();
  if (trial === undefined) return 'done';
  await using pair = await openTrialPair({ name });
  await using watch = watchPair(pair, { probeIntervalMs });
  const peers = { keeps: lastKnownStates('keeps'), forgets: lastKnownStates('forgets') };
  watch.listen({
    onEvent: (event) => {
      peers.keeps.see(event);
      peers.forgets.see(event);
    },
  });
  await watch.until(isLedBy(pair.primary()), AbortSignal.timeout(LONGEST_TRIAL_MS));
  for (; trial !== undefined; trial = next()) {
    const of = { trial, pair: name };
    peers.keeps.reset();
    peers.forgets.reset();
    try {
      const random = randomOf(seed, trial);
      const seen = await switchoverTrial(
        { pair, watch },
        { trial, random, probeIntervalMs, signal: AbortSignal.timeout(LONGEST_TRIAL_MS) },
      );
      onTrial({
        ...of,
        kind: 'switchover',
        outcome: seen.concerns.length === 0 ? 'quiet' : 'alarmed',
        peers: { keeps: peers.keeps.alarmedAt() !== undefined, forgets: peers.forgets.alarmedAt() !== undefined },
        ...seen,
      } satisfies SwitchoverRecord);
    } catch (error) {
      onTrial({ ...of, kind: 'switchover', outcome: 'failed', because: reasonOf(error) });
      return 'again';
    }
  }
  return 'done';
}

async function splitsOn(name: string, { next, ...options }: OnPair): Promise<'done' | 'again'> {
  let trial = next();
  if (trial === undefined) return 'done';
  await using pair = await openTrialPair({ name });
  for (; trial !== undefined; trial = next()) {
    try {
      options.onTrial({ trial, pair: name, ...(await splitOn(pair, { ...options, trial })) });
    } catch (error) {
      options.onTrial({ trial, pair: name, kind: 'split', outcome: 'failed', because: reasonOf(error) });
      return 'again';
    }
    try {
      await mendSplit(pair, AbortSignal.timeout(LONGEST_TRIAL_MS));
    } catch (error) {
      process.stderr.write(`${name} is replaced, its old primary could not be cloned: ${reasonOf(error)}\n`);
      return 'again';
    }
  }
  return 'done';
}

async function splitOn(
  pair: TrialPair,
  { seed, trial, probeIntervalMs }: Omit<OnPair, 'next'> & { readonly trial: number },
): Promise<Omit<SplitRecord, 'trial' | 'pair'>> {
  const peers = { keeps: lastKnownStates('keeps'), forgets: lastKnownStates('forgets') };
  const seen = await splitTrial(pair, {
    trial,
    random: randomOf(seed, SPLITS_FROM + trial),
    probeIntervalMs,
    missedAfterMs: MISSED_AFTER_MS,
    signal: AbortSignal.timeout(LONGEST_TRIAL_MS),
    listener: {
      onEvent: (event) => {
        peers.keeps.see(event);
        peers.forgets.see(event);
      },
    },
  });
  const after = (at: number | undefined): number | null =>
    at === undefined ? null : Math.max(0, at - seen.promotion.lastStandbyAt);
  return {
    kind: 'split',
    outcome: seen.proven === null ? 'missed' : 'proven',
    provenAfterMs: after(seen.proven?.at),
    peers: { keepsMs: after(peers.keeps.alarmedAt()), forgetsMs: after(peers.forgets.alarmedAt()) },
    ...seen,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
