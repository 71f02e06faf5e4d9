import type { ClusterChange } from '@postgres-ha/cluster-change';
import type { ClusterFacts, FactsReading } from '@postgres-ha/cluster-facts';
import type { Cluster } from '@postgres-ha/environment';
import { nameOf, type Situation } from './rule.ts';

/** A cluster that a change touches, as it was and is to be. */
export interface TouchedCluster {
  /** `production/orders`. */
  readonly name: string;
  readonly change: ClusterChange;
  readonly before: Cluster | undefined;
  readonly after: Cluster | undefined;
  /** Undefined where it is new: nothing runs yet. */
  readonly reading: FactsReading | undefined;
}

export interface KnownCluster extends TouchedCluster {
  readonly facts: ClusterFacts;
}

/** Why a rule about running clusters has nothing to look at. */
export const NOTHING_RUNS = 'No running cluster is touched.';

/** Clusters whose applied objects change; what all clusters of an environment stand on is none. */
export function touchedClusters({ changes, states, facts }: Situation): readonly TouchedCluster[] {
  return changes.flatMap((change) => {
    const { environment, cluster } = change;
    if (cluster === undefined) return [];
    const own = states.find(({ before, after }) => (after.environment ?? before.environment)?.name === environment);
    const name = nameOf(change);
    const [before, after] = [own?.before.clusters.get(cluster), own?.after.clusters.get(cluster)];
    return [{ name, change, before, after, reading: facts.get(name) }];
  });
}

/** Those of which it is known how they are. */
export function knownClusters(situation: Situation): readonly KnownCluster[] {
  return touchedClusters(situation).flatMap((touched) =>
    touched.reading?.kind === 'known' ? [{ ...touched, facts: touched.reading.facts }] : [],
  );
}

/** Names of those of which it is not. */
export function blindSpots(situation: Situation): readonly string[] {
  return touchedClusters(situation)
    .filter(({ reading }) => reading?.kind === 'unknown')
    .map(({ name }) => name);
}
