/** A right that is asked for by SubjectAccessReview, in the cluster's namespace. */
export interface AccessQuestion {
  readonly of: 'operator' | 'plugin';
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `clusters/status`. */
  readonly resource: string;
}

const CNPG = 'postgresql.cnpg.io';
const BARMAN = 'barmancloud.cnpg.io';
const RBAC = 'rbac.authorization.k8s.io';

/**
 * Rights without which the operator's (1.30) or the plugin's (0.14) work stops: not all that they have, but one of every kind that is needed.
 *
 * @see config/rbac/role.yaml of both projects
 */
const QUESTIONS: readonly (readonly [AccessQuestion['of'], string, string, readonly string[]])[] = [
  ['operator', '', 'pods', ['create', 'delete', 'get', 'list', 'patch', 'watch']],
  ['operator', '', 'persistentvolumeclaims', ['create', 'delete', 'list', 'patch', 'watch']],
  ['operator', '', 'services', ['create', 'list', 'update', 'watch']],
  ['operator', '', 'secrets', ['create', 'get', 'list', 'update', 'watch']],
  ['operator', '', 'configmaps', ['create', 'get', 'list', 'update', 'watch']],
  ['operator', '', 'serviceaccounts', ['create', 'get', 'list', 'watch']],
  ['operator', '', 'events', ['create']],
  ['operator', '', 'nodes', ['get', 'list', 'watch']],
  ['operator', 'apps', 'deployments', ['create', 'list', 'update', 'watch']],
  ['operator', 'batch', 'jobs', ['create', 'list', 'watch']],
  ['operator', 'coordination.k8s.io', 'leases', ['create', 'get', 'update']],
  ['operator', 'policy', 'poddisruptionbudgets', ['create', 'list', 'update', 'watch']],
  ['operator', RBAC, 'roles', ['create', 'get', 'update']],
  ['operator', RBAC, 'rolebindings', ['create', 'get', 'update']],
  ['operator', CNPG, 'clusters', ['get', 'list', 'update', 'watch']],
  ['operator', CNPG, 'clusters/status', ['patch', 'update']],
  ['operator', CNPG, 'backups', ['get', 'list', 'watch']],
  ['operator', CNPG, 'backups/status', ['patch', 'update']],
  ['operator', CNPG, 'scheduledbackups', ['list', 'watch']],
  ['operator', CNPG, 'poolers', ['list', 'watch']],
  ['plugin', '', 'secrets', ['get', 'list', 'watch']],
  ['plugin', BARMAN, 'objectstores', ['get', 'list', 'watch']],
  ['plugin', BARMAN, 'objectstores/status', ['patch', 'update']],
  ['plugin', CNPG, 'backups', ['get', 'list', 'watch']],
  ['plugin', RBAC, 'roles', ['create', 'get', 'patch']],
  ['plugin', RBAC, 'rolebindings', ['create', 'get', 'patch']],
];

/** What is asked of the API server; of the plugin only where the cluster uses it. */
export function accessQuestions({ plugin }: { readonly plugin: boolean }): readonly AccessQuestion[] {
  return QUESTIONS.filter(([of]) => plugin || of === 'operator').flatMap(([of, group, resource, verbs]) =>
    verbs.map((verb) => ({ of, verb, group, resource })),
  );
}
