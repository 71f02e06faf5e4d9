import type { RenderedState } from '@postgres-ha/cluster-change';
import {
  archiveName,
  readEnvironment,
  sharedArchives,
  type Cluster,
  type Environment,
  type Problem,
} from '@postgres-ha/environment';
import type { EnvironmentPaths } from './environment-index.ts';
import type { Reading } from './reading.ts';
import { selectedFiles } from './selection.ts';

interface States {
  readonly before: RenderedState;
  readonly after: RenderedState;
}

/**
 * Whether a change of clusters can clash with clusters that it does not touch: by where they live, by their archive, or by what others read of
 * it. Then all of the environment has to be read.
 */
export function crossesClusters({ before, after }: States, clusters: ReadonlySet<string>): boolean {
  return [...clusters].some((name) => sharedPart(before.clusters.get(name)) !== sharedPart(after.clusters.get(name)));
}

/** What a cluster shares with others, or could clash with them over. */
function sharedPart(cluster: Cluster | undefined): string {
  if (cluster === undefined) return '';
  const { namespace, backup, restore, replicaOf } = cluster;
  const archive = backup === 'none' ? backup : { ...backup, schedule: '', retention: '', compression: '', target: '' };
  return JSON.stringify({ namespace, archive, restore, replicaOf });
}

/** The clusters of an environment that archive somewhere else than before, or are new. */
export function movedArchives({ before, after }: States): Environment | undefined {
  const { environment } = after;
  const clusters = environment?.clusters.filter(
    (cluster) => archiveText(cluster) !== '' && archiveText(cluster) !== archiveText(before.clusters.get(cluster.name)),
  );
  return environment === undefined || clusters === undefined || clusters.length === 0
    ? undefined
    : { ...environment, clusters };
}

function archiveText(cluster: Cluster | undefined): string {
  if (cluster === undefined || cluster.backup === 'none') return '';
  return JSON.stringify([cluster.backup.endpoint, cluster.backup.destination, archiveName(cluster)]);
}

/**
 * Clusters of other environments that archive to the same place as those that moved: the rule archive-shared sees one environment at a time.
 * An environment is only parsed where the name of one of the buckets stands in its files.
 */
export async function archivesTaken(
  moved: readonly Environment[],
  index: ReadonlyMap<string, EnvironmentPaths>,
  reading: Reading,
): Promise<readonly Problem[]> {
  if (moved.length === 0) return [];
  const buckets = new Set(moved.flatMap(({ clusters }) => clusters).flatMap(bucketOf));
  const others: Environment[] = [];
  for (const [name, paths] of index) {
    const files = await selectedFiles(paths, 'all', reading);
    const texts = [files.environment, ...files.clusters.map(({ file }) => file)].map(({ bytes }) => decoded(bytes));
    if (!texts.some((text) => [...buckets].some((bucket) => text.includes(bucket)))) continue;
    const other = readEnvironment(files);
    // Its own errors are its own matter: where it cannot be read, nothing is known to be shared.
    if (other.kind === 'refused') continue;
    const movedHere = new Set(moved.find((one) => one.name === name)?.clusters.map((cluster) => cluster.name));
    const clusters = other.environment.clusters.filter((cluster) => !movedHere.has(cluster.name));
    others.push({ ...other.environment, clusters });
  }
  const files = new Set(moved.flatMap(({ clusters }) => clusters).map(({ file }) => file));
  // Of two, the later one is told: so those that moved come last.
  return sharedArchives([...others, ...moved]).filter(({ file }) => files.has(file));
}

function bucketOf({ backup }: Cluster): readonly string[] {
  const bucket = backup === 'none' ? undefined : /^s3:\/\/[^/]+/.exec(backup.destination)?.[0];
  return bucket === undefined ? [] : [bucket];
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
