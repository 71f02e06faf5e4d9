import type { Cluster, Environment } from './cluster.ts';
import { archivePlace } from './rules/neighbours.ts';
import type { Problem } from './source/problem.ts';

/**
 * Clusters of different environments that archive to the same place: the rule `archive-shared`, which sees one environment at a time,
 * over all that are read together. Of two, the one of the later environment is told.
 */
export function sharedArchives(environments: readonly Environment[]): readonly Problem[] {
  const owners = new Map<string, Cluster>();
  const problems: Problem[] = [];
  for (const cluster of environments.flatMap(({ clusters }) => clusters)) {
    const place = archivePlace(cluster);
    if (place === undefined) continue;
    const owner = owners.get(place);
    if (owner === undefined) owners.set(place, cluster);
    else problems.push(shared(cluster, owner, place));
  }
  return problems;
}

function shared(cluster: Cluster, owner: Cluster, place: string): Problem {
  return {
    id: 'archive-shared',
    file: cluster.file,
    line: 1,
    column: 1,
    at: 'backup.destination',
    found: `${place}, where ${owner.file} archives too`,
    expected: 'a place of its own',
  };
}
