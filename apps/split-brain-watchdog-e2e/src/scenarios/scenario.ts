import type { WatchedCluster } from '@postgres-ha/split-brain';
import type { Expectation } from './expectation.ts';
import type { ObservedWatch } from './observed-watch.ts';
import type { Stage, StageOptions } from './stage.ts';

/** Something that happens to a cluster, and what a watchdog is to say of it. */
export interface Scenario {
  /** Of its recording: `03-promoted-beside-a-writing-primary`. The number is that of the list of scenarios in the documentation. */
  readonly name: string;
  readonly claim: string;
  readonly stage: Omit<StageOptions, 'major' | 'partitions'>;
  /** Whom the watchdog watches; the members of the stage without it. */
  readonly watched?: WatchedCluster['members'];
  /** Begins when the watchdog has seen the cluster healthy, unless it says that it begins `unseen`. */
  readonly begins?: 'healthy' | 'unseen';
  /** Injects, waits for what it must wait for, and checks what states do not show. @returns figures for people */
  readonly play: (scene: Scene) => Promise<Readonly<Record<string, string | number>> | undefined>;
  readonly expected: Expectation;
  /** Of its recording, where that is less: what an observer thinks of itself is not in it. */
  readonly replayed?: Expectation;
}

export interface Scene {
  readonly stage: Stage;
  readonly watch: ObservedWatch;
}
