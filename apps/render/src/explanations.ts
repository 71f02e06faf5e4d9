import { RULES } from '@postgres-ha/admission';
import { IMPACT_RULE } from '@postgres-ha/cluster-change';
import { HAZARDS, IMPACT_RULES, PRESENCE_RULES } from '@postgres-ha/change-impact';
import { EXPLANATIONS, type Explanation } from '@postgres-ha/environment';
import { OPERATOR_RULE } from '@postgres-ha/rendering';
import { EDIT_EXPLANATIONS } from './edit-explanations.ts';
import type { Drift } from '@postgres-ha/rendering';

/** What is put before the id of a rule about changes. */

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

/** What is learnt only by asking. */
const SERVER: readonly Explanation[] = [
  {
    id: 'server-refused',
    level: 'error',
    summary: 'The cluster in KUBECONFIG would refuse the object.',
    detail:
      'It was asked by server-side dry run, with all of its webhooks and with what is there now: storage that is larger already, another owner of a field, a policy of the cluster. The message is its own.',
    source: 'Kubernetes: server-side dry run',
  },
];

/** What CloudNativePG itself would refuse, or complain about. */
const OPERATOR: readonly Explanation[] = RULES.map(({ id, kind, level, versions, summary, remedy, source }) => ({
  id: OPERATOR_RULE + id,
  level,
  summary,
  detail: `${remedy} CloudNativePG ${versions} judges every ${kind ?? 'object'} so.`,
  source,
}));

/** What changes do to a running database, and which of them must not be made together. */
const IMPACT: readonly Explanation[] = [
  ...HAZARDS.map(({ id, level, summary, detail, remedy, source }): Explanation => ({
    id: IMPACT_RULE + id,
    level,
    summary,
    detail: `${detail} ${remedy}`,
    source,
  })),
  ...IMPACT_RULES.map((rule) => impact(rule, rule.effect ?? rule.reason)),
  ...PRESENCE_RULES.map((rule) => impact(rule, `A new one: ${rule.added.effect}`)),
];

/** Everything that a command of this app can find, by id. */
export const ALL_EXPLANATIONS: readonly Explanation[] = [
  ...FOLDERS,
  ...EDIT_EXPLANATIONS,
  ...EXPLANATIONS,
  ...Object.values(DRIFT_EXPLANATIONS),
  ...SERVER,
  ...OPERATOR,
  ...IMPACT,
];

function impact(
  { id, reason, source }: { readonly id: string; readonly reason: string; readonly source: string },
  summary: string,
): Explanation {
  return { id: IMPACT_RULE + id, level: 'note', summary, detail: reason, source };
}

function folder(id: string, summary: string, detail: string): Explanation {
  return { id, level: 'error', summary, detail, source: 'apps/render' };
}
