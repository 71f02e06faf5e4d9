import { CLUSTER_FILE, ENVIRONMENT_FILE } from '@postgres-ha/rendering';
import { environmentPath, type EnvironmentPaths } from './environment-index.ts';
import type { RepositoryState } from './repository-state.ts';

/** What two states differ in, of one environment. */
export interface TouchedEnvironment {
  readonly name: string;
  /** Undefined where it is not there on that side. */
  readonly base: EnvironmentPaths | undefined;
  readonly head: EnvironmentPaths | undefined;
  /** Folders with changed files; the empty name is the environment's own. */
  readonly folders: ReadonlySet<string>;
  /** Clusters of which a file is changed, on either side. */
  readonly clusters: ReadonlySet<string>;
  /** Whether a file of the environment's own is changed, or a cluster is there on one side only: then every cluster counts. */
  readonly whole: boolean;
  /** Whether of the environment's own files environment.yaml alone is changed, and no cluster has come or gone. */
  readonly onlySaid: boolean;
}

/** Paths that are not on both sides with the same content. */
export function changedPaths(base: RepositoryState, head: RepositoryState): readonly string[] {
  const paths = new Set([...base.files.keys(), ...head.files.keys(), ...base.irregular, ...head.irregular]);
  return [...paths]
    .filter(
      (path) => base.files.get(path) !== head.files.get(path) || base.irregular.has(path) !== head.irregular.has(path),
    )
    .sort();
}

interface Sides {
  readonly base: ReadonlyMap<string, EnvironmentPaths>;
  readonly head: ReadonlyMap<string, EnvironmentPaths>;
}

/** The environments that the paths are in, by name. */
export function touchedEnvironments(paths: readonly string[], { base, head }: Sides): readonly TouchedEnvironment[] {
  const grouped = Map.groupBy(paths, (path) => path.split('/', 2)[1] ?? '');
  return [...grouped]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, inside]): readonly TouchedEnvironment[] => {
      const sides = { base: base.get(name), head: head.get(name) };
      if (sides.base === undefined && sides.head === undefined) return [];
      const folders = new Set(inside.map(folderIn));
      const is = (cluster: string) =>
        sides.base?.clusters.has(cluster) === true || sides.head?.clusters.has(cluster) === true;
      const clusters = new Set([...folders].filter(is));
      const moved = [...clusters].some((one) => sides.base?.clusters.has(one) !== sides.head?.clusters.has(one));
      const own = inside.filter((path) => folderIn(path) === '');
      const onlySaid =
        !moved && sides.base !== undefined && sides.head !== undefined && own.join() === environmentPath(name);
      return [{ name, ...sides, folders, clusters, whole: moved || own.length > 0, onlySaid }];
    });
}

function folderIn(path: string): string {
  const [, , folder = '', file] = path.split('/', 4);
  return file === undefined ? '' : folder;
}

/** Whether a file was meant to be one that people write, and is not seen as one. */
export function isMisnamed(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    (name !== CLUSTER_FILE && /^clusters?\.ya?ml$/i.test(name)) ||
    (name !== ENVIRONMENT_FILE && /^environments?\.ya?ml$/i.test(name))
  );
}
