import { beginWatch, judge, learn, type WatchedCluster } from '@postgres-ha/split-brain';
import type { Judge } from './judge-cluster.ts';

/** The engine of `libs/split-brain`, with what it knows of one cluster. */
export function engine(cluster: WatchedCluster): Judge {
  let watch = beginWatch(cluster);
  return {
    learn: (event) => {
      watch = learn(watch, event);
    },
    judge: (now) => {
      const judged = judge(watch, now);
      watch = judged.watch;
      return judged.judgement;
    },
  };
}
