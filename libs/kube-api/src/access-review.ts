import { answered, type Answer } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { fieldsOf } from './json.ts';
import { askJson } from './read-objects.ts';
import type { Patience } from './send.ts';

export interface Access {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** With its subresource: `pods/exec`. */
  readonly resource: string;
  /** Empty: in all namespaces, or of what has none. */
  readonly namespace: string;
}

/**
 * Whether something may be done, as the API server's authorizers say; nothing is done or kept.
 * @param who a user such as `system:serviceaccount:cnpg-system:cnpg-manager`; undefined: who asks. The former takes the right to create
 * `subjectaccessreviews`.
 */
export async function mayDo(
  connection: KubeConnection,
  { who, access }: { readonly who: string | undefined; readonly access: Access },
  patience: Patience,
): Promise<Answer<boolean>> {
  const kind = who === undefined ? 'SelfSubjectAccessReview' : 'SubjectAccessReview';
  const [resource = '', subresource = ''] = access.resource.split('/');
  const resourceAttributes = {
    verb: access.verb,
    group: access.group,
    resource,
    subresource,
    namespace: access.namespace,
  };
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind,
    metadata: {},
    spec: { resourceAttributes, ...(who === undefined ? {} : { user: who, groups: groupsOf(who) }) },
  };
  const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
  const answer = await askJson(
    connection,
    { method: 'POST', path, contentType: 'application/json', body: JSON.stringify(review) },
    patience,
  );
  return answer.kind === 'answered' ? answered(fieldsOf(answer.value['status'])['allowed'] === true) : answer;
}

/** What a service account belongs to by being one. */
function groupsOf(user: string): readonly string[] {
  const namespace = /^system:serviceaccount:([^:]+):/.exec(user)?.[1];
  return namespace === undefined
    ? ['system:authenticated']
    : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
}
