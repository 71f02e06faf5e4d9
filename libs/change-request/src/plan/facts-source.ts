import type { ClusterChange } from '@postgres-ha/cluster-change';
import type { FactsReading } from '@postgres-ha/cluster-facts';

/** What is known of running clusters, by `environment/cluster`. */
export type FactsSource =
  ReadonlyMap<string, FactsReading> | ((cluster: string) => FactsReading | Promise<FactsReading>);

/** Facts of each cluster that a change touches and that is there already. */
export async function factsOf(
  changes: readonly Pick<ClusterChange, 'environment' | 'cluster' | 'status'>[],
  source: FactsSource,
): Promise<ReadonlyMap<string, FactsReading>> {
  const names = changes.flatMap(({ environment, cluster, status }) =>
    cluster === undefined || status === 'added' ? [] : [`${environment}/${cluster}`],
  );
  const facts = new Map<string, FactsReading>();
  for (const name of new Set(names)) {
    facts.set(name, typeof source === 'function' ? await source(name) : (source.get(name) ?? NEVER));
  }
  return facts;
}

const NEVER: FactsReading = {
  kind: 'unknown',
  because: 'never-published',
  detail: 'It has published no facts.',
};
