import { isRollout, switchesOver, type Action, type Rollout } from './action.ts';
import type { InstancePrediction } from './prediction.ts';
import type { RolloutPolicy } from './rollout-policy.ts';

/** From this many seconds on, a smart shutdown of the primary makes a pause of minutes. */
const LONG_SHUTDOWN_S = 60;

const CALM: InstancePrediction = {
  standbys: 'untouched',
  primary: 'untouched',
  podsReplaced: 'none',
  primaryFirst: false,
  writePause: 'none',
};

/** What the instances of one cluster go through when all of that is done to it. */
export function predictInstances(actions: readonly Action[], policy: RolloutPolicy): InstancePrediction {
  // Without its sidecar the primary does not hand over, whatever else asks for a new pod.
  const inPlace = actions.includes('new-sidecar');
  const prediction = worstInstances(
    actions.map((action) => predictAction(inPlace && replacesPods(action) ? 'new-sidecar' : action, policy)),
  );
  // A standby that waits for the primary does so for every restart.
  const held = policy.supervised && prediction.primaryFirst && !actions.some(replacesPods);
  return held ? { ...prediction, standbys: 'reloaded', podsReplaced: 'none' } : prediction;
}

function replacesPods(action: Action): boolean {
  return isRollout(action) && action !== 'restart' && action !== 'restart-primary-first';
}

function predictAction(action: Action, policy: RolloutPolicy): InstancePrediction {
  const alone = policy.instances < 2;
  switch (action) {
    case 'reload':
      return { ...CALM, standbys: alone ? 'untouched' : 'reloaded', primary: 'reloaded' };
    case 'reload-standbys':
      return { ...CALM, standbys: alone ? 'untouched' : 'reloaded' };
    case 'stop':
    case 'destroy':
      return {
        ...CALM,
        standbys: alone ? 'untouched' : 'stopped',
        primary: 'stopped',
        writePause: 'until-someone-acts',
      };
    case 'demote':
      return {
        ...CALM,
        standbys: alone ? 'untouched' : 'restarted',
        primary: 'restarted-in-place',
        writePause: 'until-someone-acts',
      };
    case 'major-upgrade':
      return {
        ...CALM,
        standbys: alone ? 'untouched' : 'restarted',
        primary: 'pod-replaced',
        podsReplaced: 'all',
        writePause: 'minutes',
      };
    case 'promote':
      // archive_mode is another one in a replica cluster, and needs a restart.
      return predictRollout('restart', policy);
    default:
      return isRollout(action) ? predictRollout(action, policy) : CALM;
  }
}

function predictRollout(action: Rollout, policy: RolloutPolicy): InstancePrediction {
  const alone = policy.instances < 2;
  const shutdown = policy.smartShutdownSeconds < LONG_SHUTDOWN_S ? 'seconds' : 'minutes';
  const primaryFirst = action === 'restart-primary-first';
  const standbys: InstancePrediction = alone
    ? CALM
    : {
        ...CALM,
        standbys: 'restarted',
        podsReplaced: 'standbys',
        writePause: policy.needsEveryStandby ? 'seconds' : 'none',
      };
  if (policy.supervised) return { ...standbys, primary: 'waits-for-user', primaryFirst };
  if (switchesOver(action, policy)) {
    const podsReplaced = action === 'restart' ? 'standbys' : 'all';
    return { ...standbys, primary: 'switched-over', podsReplaced, writePause: 'seconds' };
  }
  if (primaryFirst || (action === 'restart' && policy.method === 'restart'))
    return { ...standbys, primary: 'restarted-in-place', primaryFirst, writePause: shutdown };
  return { ...standbys, primary: 'pod-replaced', podsReplaced: 'all', writePause: shutdown };
}

const ORDERS = {
  standbys: ['untouched', 'reloaded', 'restarted', 'stopped'],
  // A restart in place is over when a pod is replaced for another reason, and a switchover takes the place of both.
  primary: [
    'untouched',
    'reloaded',
    'restarted-in-place',
    'pod-replaced',
    'switched-over',
    'waits-for-user',
    'stopped',
  ],
  podsReplaced: ['none', 'standbys', 'all'],
  writePause: ['none', 'seconds', 'minutes', 'until-someone-acts'],
} as const;

/** The worst of each; calm where there is none. */
export function worstInstances(predictions: readonly InstancePrediction[]): InstancePrediction {
  return predictions.reduce(
    (worst, one) => ({
      standbys: later(ORDERS.standbys, worst.standbys, one.standbys),
      primary: later(ORDERS.primary, worst.primary, one.primary),
      podsReplaced: later(ORDERS.podsReplaced, worst.podsReplaced, one.podsReplaced),
      primaryFirst: worst.primaryFirst || one.primaryFirst,
      writePause: later(ORDERS.writePause, worst.writePause, one.writePause),
    }),
    CALM,
  );
}

function later<Value>(order: readonly Value[], a: Value, b: Value): Value {
  return order.indexOf(a) < order.indexOf(b) ? b : a;
}
