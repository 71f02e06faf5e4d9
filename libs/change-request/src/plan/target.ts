import type { Problem } from '@postgres-ha/environment';
import { closest, distance } from 'fastest-levenshtein';
import type { Target } from '../intent/intent.ts';
import type { EnvironmentPaths } from './environment-index.ts';

/** The environment that a target names, or why there is none; the cluster is there too where one is named. */
export function environmentOf(
  { environment, cluster }: Target,
  index: ReadonlyMap<string, EnvironmentPaths>,
): EnvironmentPaths | readonly Problem[] {
  const paths = index.get(environment);
  if (paths === undefined) {
    return [
      unknown('environment-unknown', `environments/${environment}`, { name: environment, known: [...index.keys()] }),
    ];
  }
  if (cluster !== undefined && !paths.clusters.has(cluster)) {
    const file = `environments/${environment}/${cluster}`;
    return [unknown('cluster-unknown', file, { name: cluster, known: [...paths.clusters] })];
  }
  return paths;
}

/** So many names are told; a fleet has a thousand. */
const TOLD = 10;

function unknown(
  id: 'environment-unknown' | 'cluster-unknown',
  file: string,
  { name, known }: { readonly name: string; readonly known: readonly string[] },
): Problem {
  const what = id === 'environment-unknown' ? 'environment' : 'cluster';
  const near = known.length === 0 ? undefined : closest(name.slice(0, 100), [...known]);
  const meant = near !== undefined && distance(near, name.slice(0, 100)) <= 2 ? ` Was ${near} meant?` : '';
  const names = known.slice(0, TOLD).join(', ') + (known.length > TOLD ? ` and ${known.length - TOLD} more` : '');
  return {
    id,
    file,
    line: 1,
    column: 1,
    at: '',
    found: `no such ${what}`,
    expected: known.length === 0 ? `at least one ${what}` : `one of ${names}`,
    remedy: `Name ${what === 'cluster' ? 'a cluster' : 'an environment'} that is on the default branch.${meant}`,
  };
}
