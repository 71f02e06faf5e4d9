import type { StateRule } from '../rule.ts';
import { isReservedVariable } from '../values/environment-variable.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

/** Rules about what all pods of a cluster get: variables, and an account. */
export const podRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'env-reserved',
    summary:
      'Environment variables that begin with PG or CNPG_, and POD_NAME, NAMESPACE and CLUSTER_NAME, belong to the operator.',
    remedy: 'Rename or remove the variable. What PostgreSQL is to do is said with parameters.',
    source: `${WEBHOOK}: validateEnv`,
    breaches: ({ spec }) =>
      (spec.env ?? []).flatMap(({ name }, index) =>
        isReservedVariable(name)
          ? [
              {
                path: ['spec', 'env', index, 'name'],
                found: JSON.stringify(name),
                reported: `spec.postgresql.env[${index}].name`,
              },
            ]
          : [],
      ),
    vectors: {
      fails: { spec: { env: [{ name: 'pgfoo', value: 'v' }] } },
      passes: { spec: { env: [{ name: 'foo', value: 'v' }] } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'service-account-exclusive',
    summary: 'A cluster either uses a service account that exists or says what its own is like.',
    remedy: 'Remove serviceAccountName or serviceAccountTemplate.',
    source: `${WEBHOOK}: validateServiceAccountConfig`,
    breaches: ({ spec: { serviceAccountName, serviceAccountTemplate } }) =>
      (serviceAccountName ?? '') !== '' && serviceAccountTemplate !== undefined
        ? [{ path: ['spec', 'serviceAccountName'], found: `${serviceAccountName ?? ''} and a template` }]
        : [],
    vectors: {
      fails: { spec: { serviceAccountName: 's', serviceAccountTemplate: { metadata: {} } } },
      passes: { spec: { serviceAccountTemplate: { metadata: {} } } },
    },
  },
];
