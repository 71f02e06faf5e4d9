/** The branch that facts are published on: one commit, replaced by each publication, with no ancestor in common with what people write. */
export const FACTS_BRANCH = 'postgres-ha-facts';

const CLUSTER = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Path of a cluster's facts on that branch: `production/orders.json`.
 *
 * @param cluster `environment/cluster`, two Kubernetes names
 * @throws RangeError where it is anything else: no path is made of what nobody has read
 */
export function factsPath(cluster: string): string {
  if (!CLUSTER.test(cluster)) throw new RangeError('A cluster is named environment/cluster, by two Kubernetes names.');
  return `${cluster}.json`;
}
