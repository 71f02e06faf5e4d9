import { EXPLANATIONS, type Explanation } from '@postgres-ha/environment';
import type { Drift } from './rendering.ts';

/** How rendered files can differ from what they are rendered from. */
export const DRIFT_EXPLANATIONS: Readonly<Record<Drift['kind'], Explanation>> = {
  missing: {
    id: 'missing-file',
    level: 'error',
    summary: 'this rendered file is missing',
    detail:
      'Argo CD applies what is committed, so what is not rendered does not happen. Run `npm run render` and commit.',
    source: 'apps/render',
  },
  edited: {
    id: 'edited-file',
    level: 'error',
    summary: 'this rendered file differs from what its environment says',
    detail:
      'Either it was edited by hand, and the next rendering would undo that; or what it is rendered from has changed since. Say the change in cluster.yaml or environment.yaml, run `npm run render` and commit.',
    source: 'apps/render',
  },
  extra: {
    id: 'extra-file',
    level: 'error',
    summary: 'nothing renders this file any more',
    detail:
      'Its cluster or a part of it is gone from Git, but Argo CD would go on applying the file. `npm run render` removes it; what holds data in Kubernetes stays, because it is protected from pruning.',
    source: 'apps/render',
  },
};

/** Faults of the folders, which come before any file is read. */
const FOLDERS: readonly Explanation[] = [
  folder(
    'environment-unknown',
    'There is no such environment.',
    'An environment is a folder below environments/ that has an environment.yaml.',
  ),
  folder(
    'environment-file-missing',
    'A folder below environments/ has no environment.yaml.',
    'Add the file, or remove the folder. `postgres-ha init <env>/<cluster>` makes both files.',
  ),
  folder(
    'symbolic-link',
    'Symbolic links are not followed.',
    'What a link leads to is not in Git at this place, and may be outside of the repository. Put the file itself there.',
  ),
  folder(
    'file-name',
    'A file is named almost like cluster.yaml.',
    'Only a file of exactly that name makes a cluster; with another the cluster would silently not be rendered.',
  ),
  folder(
    'foreign-file',
    'Something stands where a rendered file belongs and does not say that it was rendered.',
    'Rendered files begin with a header; without it a file may be someone’s own work, and is never written over.',
  ),
  folder(
    'cluster-exists',
    'There is such a cluster already.',
    '`postgres-ha init` starts new clusters and never touches a file that exists.',
  ),
];

/** Everything that a command of this app can find, by id. */
export const ALL_EXPLANATIONS: readonly Explanation[] = [
  ...FOLDERS,
  ...EXPLANATIONS,
  ...Object.values(DRIFT_EXPLANATIONS),
];

function folder(id: string, summary: string, detail: string): Explanation {
  return { id, level: 'error', summary, detail, source: 'apps/render' };
}
