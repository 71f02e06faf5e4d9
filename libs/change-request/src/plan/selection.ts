import type { EnvironmentFiles } from '@postgres-ha/environment';
import { clusterPath, environmentPath, type EnvironmentPaths } from './environment-index.ts';
import type { Reading } from './reading.ts';

/** Of which clusters the files are needed: of those that are named, or of all. */
export type Wanted = ReadonlySet<string> | 'all';

/**
 * The files of an environment that people write, as far as they say something about the wanted clusters: theirs, the environment's, those of
 * clusters whose names stand in one of these, and so on. A cluster can be made from another one, or follow it, and is judged with it.
 */
export async function selectedFiles(
  { name, clusters }: EnvironmentPaths,
  wanted: Wanted,
  reading: Reading,
): Promise<EnvironmentFiles> {
  const pathOf = (cluster: string) => clusterPath(name, cluster);
  const chosen = new Set([...clusters].filter((cluster) => wanted === 'all' || wanted.has(cluster)));
  const environment = environmentPath(name);
  const files = new Map(await reading.read([environment, ...[...chosen].map(pathOf)]));
  let unseen = [...files.values()];
  while (chosen.size < clusters.size && unseen.length > 0) {
    const words = new Set(unseen.flatMap((bytes) => decoded(bytes).match(NAMES) ?? []));
    const named = [...clusters].filter((cluster) => !chosen.has(cluster) && words.has(cluster));
    const found = await reading.read(named.map(pathOf));
    for (const cluster of named) chosen.add(cluster);
    for (const [path, bytes] of found) files.set(path, bytes);
    unseen = [...found.values()];
  }
  const source = (path: string) => ({ path, bytes: files.get(path) ?? new Uint8Array() });
  return {
    name,
    environment: source(environment),
    clusters: [...chosen].sort().map((cluster) => ({ name: cluster, file: source(pathOf(cluster)) })),
  };
}

/** What can be the name of a cluster. */
const NAMES = /[a-z0-9-]+/g;

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
