import { archiveName, type Cluster, type Environment } from '../cluster.ts';
import type { Archive } from '../schema/cluster-schema.ts';

/**
 * The clusters of an environment by what two of them could clash over, made once for all: a rule that looked through the whole
 * environment for each of its clusters would take a thousand times as long for a thousand clusters.
 */
export interface Neighbours {
  readonly byName: ReadonlyMap<string, Cluster>;
  /** By the place that they archive to. */
  readonly byArchive: ReadonlyMap<string | undefined, readonly Cluster[]>;
  /** By the Secret of access keys that they render. */
  readonly bySecret: ReadonlyMap<string | undefined, readonly Cluster[]>;
}

export function neighboursIn(environment: Environment): Neighbours {
  const { clusters } = environment;
  return {
    byName: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    byArchive: Map.groupBy(clusters, archivePlace),
    bySecret: Map.groupBy(clusters, (cluster) => renderedSecret(cluster, environment)),
  };
}

/** Those that come before a cluster by name: of two that clash, the later one is told. */
export function earlier(cluster: Cluster, others: readonly Cluster[] = []): readonly Cluster[] {
  return others.filter(({ name }) => name < cluster.name);
}

/** `destination/serverName` of a cluster's archive, which identifies it. */
export function archivePlace(cluster: Cluster): string | undefined {
  return cluster.backup === 'none' ? undefined : placeOf(cluster.backup, archiveName(cluster));
}

export function placeOf(
  { destination, endpoint }: Pick<Archive, 'destination' | 'endpoint'>,
  serverName: string,
): string {
  return `${endpoint === undefined ? '' : `${endpoint} `}${destination.replace(/\/+$/, '')}/${serverName}`;
}

/** `namespace/name` of the Secret of access keys that is rendered for a cluster. */
export function renderedSecret({ namespace, backup }: Cluster, { secrets }: Environment): string | undefined {
  if (secrets === 'existing' || backup === 'none' || !('accessKeys' in backup.credentials)) return undefined;
  return `${namespace}/${backup.credentials.accessKeys.secret}`;
}
