import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentFiles } from '@postgres-ha/environment';
import type { EnvironmentPair } from '@postgres-ha/cluster-change';
import type { GitRevision } from '@postgres-ha/git-checkout';
import { CLUSTER_FILE, ENVIRONMENT_FILE } from '@postgres-ha/rendering';

/** The environments that differ from a revision, with the clusters that differ. */
export function environmentPairs(root: string, revision: GitRevision): readonly EnvironmentPair[] {
  const names = new Set([...revision.changed].map((path) => path.split('/')[1] ?? ''));
  return [...names]
    .filter((name) => name !== '')
    .sort()
    .flatMap((name) => {
      const then = treeAt(revision, name);
      const now = treeOnDisk(root, name);
      const has = (tree: Tree) => tree.has(`environments/${name}/${ENVIRONMENT_FILE}`);
      if (!has(then) && !has(now)) return [];
      const shared = [...revision.changed].some(
        (path) => path.split('/').length === 3 && path.startsWith(`environments/${name}/`),
      );
      const touched = touchedClusters(name, revision.changed);
      const all = [...new Set([...then.clusters, ...now.clusters])].sort();
      const clusters = all.filter((cluster) => isShared(name, revision) || touched.has(cluster));
      // What all stand on, such as their namespaces, follows from all of them.
      const files = (tree: Tree) => (has(tree) ? selected(name, tree, shared ? all : clusters) : undefined);
      return [{ name, shared, clusters, before: files(then), after: files(now) }];
    });
}

/** A change of `environment.yaml` may change every cluster. */
function isShared(name: string, { changed }: GitRevision): boolean {
  return changed.has(`environments/${name}/${ENVIRONMENT_FILE}`);
}

function touchedClusters(name: string, changed: ReadonlySet<string>): ReadonlySet<string> {
  const parts = [...changed].map((path) => path.split('/'));
  return new Set(
    parts.flatMap(([, environment, cluster, file]) =>
      environment === name && file !== undefined ? [cluster ?? ''] : [],
    ),
  );
}

/** One side of a comparison. */
interface Tree {
  readonly has: (path: string) => boolean;
  /** Names of the clusters of the environment. */
  readonly clusters: readonly string[];
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
}

function treeAt({ files, read }: GitRevision, name: string): Tree {
  const prefix = `environments/${name}/`;
  const clusters = [...files.keys()]
    .filter((path) => path.startsWith(prefix) && path.endsWith(`/${CLUSTER_FILE}`) && path.split('/').length === 4)
    .map((path) => path.split('/')[2] ?? '');
  return { has: (path) => files.has(path), clusters, read };
}

function treeOnDisk(root: string, name: string): Tree {
  const directory = join(root, 'environments', name);
  const clusters = existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, CLUSTER_FILE)))
        .map((entry) => entry.name)
    : [];
  return {
    has: (path) => existsSync(join(root, path)),
    clusters,
    read: (paths) => new Map(paths.map((path) => [path, readFileSync(join(root, path))])),
  };
}

/** The touched clusters and those whose names stand in their files: a cluster can be made from another one. */
function selected(name: string, tree: Tree, touched: readonly string[]): EnvironmentFiles {
  const environmentFile = `environments/${name}/${ENVIRONMENT_FILE}`;
  const pathOf = (cluster: string) => `environments/${name}/${cluster}/${CLUSTER_FILE}`;
  const there = new Set(tree.clusters);
  const own = touched.filter((cluster) => there.has(cluster));
  const first = tree.read([environmentFile, ...own.map(pathOf)]);
  const text = [...first.values()].map((bytes) => Buffer.from(bytes).toString('utf8')).join('\n');
  const chosen = new Set(own);
  const named =
    own.length === tree.clusters.length
      ? []
      : tree.clusters.filter((cluster) => !chosen.has(cluster) && text.includes(cluster));
  const files = new Map([...first, ...tree.read(named.map(pathOf))]);
  const source = (path: string) => ({ path, bytes: files.get(path) ?? new Uint8Array() });
  return {
    name,
    environment: source(environmentFile),
    clusters: [...own, ...named].sort().map((cluster) => ({ name: cluster, file: source(pathOf(cluster)) })),
  };
}
