import type { Archive, ClusterIntent, Pooler } from './schema/cluster-schema.ts';
import type { EnvironmentIntent } from './schema/environment-schema.ts';
import type { KeyPath } from './source/key-path.ts';
import type { Position } from './source/yaml-source.ts';

/** A PostgreSQL cluster with every default filled in, and its place in the repository. */
export interface Cluster extends ClusterIntent {
  /** The name of its folder. */
  readonly name: string;
  /** `environments/<environment>/<cluster>`. */
  readonly directory: string;
  /** The file that people write. */
  readonly file: string;
}

/** An environment and its clusters, by name. */
export interface Environment extends EnvironmentIntent {
  readonly name: string;
  readonly directory: string;
  readonly file: string;
  readonly clusters: readonly Cluster[];
}

/** Where a cluster's intent says something: in its own file, in its environment's defaults, or (where nothing is said) its own file. */
export type LocateIntent = (path: KeyPath, part?: 'key' | 'value') => Position & { readonly file: string };

/** Name of the Service and object of a cluster's pooler. */
export function poolerName(cluster: Pick<Cluster, 'name'>, type: 'rw' | 'ro'): string {
  return `${cluster.name}-pooler-${type}`;
}

/** The poolers that a cluster asks for. */
export function poolersOf({ poolers }: Pick<Cluster, 'poolers'>): readonly (Pooler & { readonly type: 'rw' | 'ro' })[] {
  return (['rw', 'ro'] as const).flatMap((type) => {
    const pooler = poolers[type];
    return pooler === 'none' ? [] : [{ ...pooler, type }];
  });
}

/** The role of a service, which is also the name of its schema: SQL wants no hyphens. */
export function serviceRole(service: { readonly name: string }): string {
  return service.name.replaceAll('-', '_');
}

/** The folder in the object store that a cluster archives to. */
export function archiveName(cluster: Pick<Cluster, 'name' | 'backup'>): string {
  return (cluster.backup === 'none' ? undefined : cluster.backup.serverName) ?? cluster.name;
}

/** Another cluster's archive, and how to get at it. */
export interface ArchiveSource extends Archive {
  readonly serverName: string;
}

/**
 * The archive that a cluster is restored from or follows, or undefined where it has no such source.
 * A cluster of the same environment is looked up by name; rules have made sure that it exists and has backups.
 */
export function archiveSource(cluster: Cluster, environment: Environment): ArchiveSource | undefined {
  const from = cluster.restore?.from ?? cluster.replicaOf?.from;
  if (from === undefined) return undefined;
  if ('destination' in from) return from;
  const source = environment.clusters.find(({ name }) => name === from.cluster);
  if (source === undefined || source.backup === 'none') return undefined;
  return { ...source.backup, serverName: archiveName(source) };
}

/** The IAM roles by which a cluster reaches its archives, the one that it writes first. Its pods can have only one. */
export function iamRoles(cluster: Cluster, environment: Environment): readonly string[] {
  const archives = [cluster.backup === 'none' ? undefined : cluster.backup, archiveSource(cluster, environment)];
  const roles = archives.flatMap((archive) =>
    archive !== undefined && 'iamRole' in archive.credentials ? [archive.credentials.iamRole] : [],
  );
  return [...new Set(roles)];
}
