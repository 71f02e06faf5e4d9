import { CLUSTER_FILE, ENVIRONMENT_FILE } from '@postgres-ha/rendering';
import type { RepositoryState } from './repository-state.ts';

/** The paths of one environment, by what they are. */
export interface EnvironmentPaths {
  readonly name: string;
  readonly clusters: ReadonlySet<string>;
  /** Paths of files in each folder below the environment's, and under the empty name those in its own. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** Environments by name: every folder that has an environment.yaml. Made once for a state, by one look at each path. */
export function environmentIndex({ files }: RepositoryState): ReadonlyMap<string, EnvironmentPaths> {
  const all = new Map<string, Map<string, string[]>>();
  for (const path of files.keys()) {
    const [top, environment, second, third] = path.split('/', 4);
    if (top !== 'environments' || environment === undefined || second === undefined) continue;
    const folder = third === undefined ? '' : second;
    const folders = all.get(environment) ?? new Map<string, string[]>();
    all.set(environment, folders);
    const paths = folders.get(folder);
    if (paths === undefined) folders.set(folder, [path]);
    else paths.push(path);
  }
  return new Map(
    [...all].flatMap(([name, folders]) => {
      if (!files.has(environmentPath(name))) return [];
      const clusters = [...folders.keys()].filter((folder) => folder !== '' && files.has(clusterPath(name, folder)));
      return [[name, { name, clusters: new Set(clusters.sort()), folders }] as const];
    }),
  );
}

export function environmentPath(environment: string): string {
  return `environments/${environment}/${ENVIRONMENT_FILE}`;
}

export function clusterPath(environment: string, cluster: string): string {
  return `environments/${environment}/${cluster}/${CLUSTER_FILE}`;
}
