import type { ClusterWatch, WatchListener } from './cluster-watch.ts';
import { watchFleet, type FleetCluster, type FleetOptions } from './watch-fleet.ts';

export interface WatchOptions extends Omit<FleetOptions, 'clusters' | 'listener'>, FleetCluster {
  readonly listener: WatchListener;
}

/** Watches one cluster alone. */
export function watchCluster({ cluster, probes, listener, ...options }: WatchOptions): ClusterWatch {
  const fleet = watchFleet({
    ...options,
    clusters: [{ cluster, probes }],
    listener: {
      onEvent: (_cluster, event) => {
        listener.onEvent?.(event);
      },
      onJudgement: (_cluster, judgement) => {
        listener.onJudgement?.(judgement);
      },
    },
  });
  const [state] = fleet.clusters;
  if (state === undefined) throw new Error('a watch of one cluster has none');
  return { ...state, [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose]() };
}
