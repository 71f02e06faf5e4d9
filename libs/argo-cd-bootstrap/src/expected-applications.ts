import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { manifestObjects } from '@postgres-ha/testkit';

/** What the ApplicationSets should make of one environment's folder. */
export interface ExpectedEnvironment {
  readonly name: string;
  /** Names of its cluster folders. */
  readonly clusters: readonly string[];
  /** Applications that this repository is the source of, one per line of the ApplicationSets. */
  readonly ours: readonly string[];
  /** Applications of charts, from its file 00. */
  readonly charts: readonly string[];
}

export function expectedEnvironments(repository: string): readonly ExpectedEnvironment[] {
  const environments = globSync('environments/*/environment.yaml', { cwd: repository }).map((path) => dirname(path));
  return environments.toSorted().map((folder) => {
    const name = basename(folder);
    const clusters = globSync(`${folder}/*/cluster.yaml`, { cwd: repository }).map((path) => basename(dirname(path)));
    const platform = manifestObjects(readFileSync(join(repository, folder, '00-operator-install.yaml'), 'utf8'));
    return {
      name,
      clusters,
      ours: ['operators', 'platform', ...clusters].map((part) => `${name}-${part}`),
      charts: platform.filter(({ kind }) => kind === 'Application').map(({ metadata }) => `${name}-${metadata.name}`),
    };
  });
}
