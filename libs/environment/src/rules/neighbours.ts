import { archiveName, type Cluster, type Environment } from '../cluster.ts';
import type { Archive } from '../schema/cluster-schema.ts';
import { ledgerAddress } from '../verification.ts';
import { bucketFolder, foldersAbove } from './bucket-folder.ts';

/**
 * The clusters of an environment by what two of them could clash over, made once for all: a rule that looked through the whole
 * environment for each of its clusters would take a thousand times as long for a thousand clusters.
 */
export interface Neighbours {
  readonly byName: ReadonlyMap<string, Cluster>;
  /** By the place that they archive to. */
  readonly byArchive: ReadonlyMap<string | undefined, readonly Cluster[]>;
  /** By the folder of their archive, in one spelling. */
  readonly byArchiveFolder: ReadonlyMap<string | undefined, readonly Cluster[]>;
  /** By each folder that their archive lies in. */
  readonly byFolderAboveArchive: ReadonlyMap<string, readonly Cluster[]>;
  /** By the place where proofs of their backups are remembered. */
  readonly byLedger: ReadonlyMap<string | undefined, readonly Cluster[]>;
  /** By the Secret of access keys that they render. */
  readonly bySecret: ReadonlyMap<string | undefined, readonly Cluster[]>;
}

export function neighboursIn(environment: Environment): Neighbours {
  const { clusters } = environment;
  return {
    byName: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    byArchive: Map.groupBy(clusters, archivePlace),
    byArchiveFolder: Map.groupBy(clusters, archiveFolder),
    byFolderAboveArchive: byFolderAbove(clusters),
    byLedger: Map.groupBy(clusters, ledgerPlace),
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

function archiveFolder({ name, backup }: Cluster): string | undefined {
  return backup === 'none' ? undefined : bucketFolder(`${backup.destination}/${archiveName({ name, backup })}`);
}

function byFolderAbove(clusters: readonly Cluster[]): ReadonlyMap<string, readonly Cluster[]> {
  const below = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    const folder = archiveFolder(cluster);
    for (const above of folder === undefined ? [] : foldersAbove(folder)) {
      const others = below.get(above);
      if (others === undefined) below.set(above, [cluster]);
      else others.push(cluster);
    }
  }
  return below;
}

/** Where proofs of a cluster's backups are remembered, with its server, which identifies it. */
function ledgerPlace(cluster: Cluster): string | undefined {
  const address = ledgerAddress(cluster);
  if (cluster.backup === 'none' || address === undefined) return undefined;
  const folder = bucketFolder(address);
  return folder === undefined ? address : `${cluster.backup.endpoint ?? ''} ${folder}`;
}

/** Those that come before a cluster by name and remember their proofs in the same place. */
export function sharingLedger(cluster: Cluster, { byLedger }: Neighbours): readonly Cluster[] {
  const place = ledgerPlace(cluster);
  return place === undefined ? [] : earlier(cluster, byLedger.get(place));
}

/** `namespace/name` of the Secret of access keys that is rendered for a cluster. */
export function renderedSecret({ namespace, backup }: Cluster, { secrets }: Environment): string | undefined {
  if (secrets === 'existing' || backup === 'none' || !('accessKeys' in backup.credentials)) return undefined;
  return `${namespace}/${backup.credentials.accessKeys.secret}`;
}
