import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { factsPath, type ReadFacts } from '@postgres-ha/cluster-facts';
import type { GitHubRepository } from '@postgres-ha/github-api';
import type { FactsPlace } from '../config/bot-config.ts';

/** Facts from where they are published; undefined where there are none. A name that is none of a cluster has none. */
export function factsFrom(place: FactsPlace, repository: Pick<GitHubRepository, 'file'> | undefined): ReadFacts {
  return async (cluster, signal) => {
    const path = pathOf(cluster);
    if (path === undefined) return undefined;
    switch (place.kind) {
      case 'none':
        return undefined;
      case 'directory':
        try {
          return await readFile(join(place.path, path), { encoding: 'utf8', signal });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
          throw error;
        }
      case 'branch': {
        const bytes = await repository?.file({ ref: place.branch, path }, { signal });
        return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
      }
    }
  };
}

function pathOf(cluster: string): string | undefined {
  try {
    return factsPath(cluster);
  } catch {
    return undefined;
  }
}
