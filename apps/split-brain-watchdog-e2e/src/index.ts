export { isLedBy } from './scenarios/seen.ts';
export { newSeed, randomOf } from './switchovers/random.ts';
export { mendSplit, splitTrial, type SplitTrial, type SplitTrialOptions } from './switchovers/split-trial.ts';
export { switchoverTrial, type SwitchoverTrial, type TrialOptions } from './switchovers/switchover-trial.ts';
export { openTrialPair, TRIAL_MAJOR, type TrialPair, type TrialPairOptions } from './switchovers/trial-pair.ts';
export {
  watchPair,
  type PairListener,
  type PairWatch,
  type Told,
  type WatchPairOptions,
} from './switchovers/watch-pair.ts';
