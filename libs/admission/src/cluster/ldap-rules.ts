import type { StateRule } from '../rule.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const LDAP = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateLDAP` } as const;
const PATH = ['spec', 'postgresql', 'ldap'] as const;

/** Rules about logging in through LDAP. */
export const ldapRules: readonly StateRule<ClusterResource>[] = [
  {
    ...LDAP,
    id: 'ldap-server',
    summary: 'LDAP settings name a server.',
    remedy: 'Set server, or remove spec.postgresql.ldap.',
    breaches: ({ spec: { postgresql } }) =>
      postgresql.ldap !== undefined && (postgresql.ldap.server ?? '') === ''
        ? [{ path: [...PATH, 'server'], found: 'no server', reported: 'spec.postgresql.ldap' }]
        : [],
    vectors: {
      fails: { spec: { postgresql: { ldap: { port: 389 } } } },
      passes: { spec: { postgresql: { ldap: { port: 389, server: 's' } } } },
    },
  },
  {
    ...LDAP,
    id: 'ldap-one-method',
    summary: 'LDAP logs people in by one method: bindAsAuth or bindSearchAuth.',
    remedy: 'Remove one of the two.',
    breaches: ({ spec: { postgresql } }) =>
      postgresql.ldap?.bindAsAuth !== undefined && postgresql.ldap.bindSearchAuth !== undefined
        ? [{ path: PATH, found: 'bindAsAuth and bindSearchAuth' }]
        : [],
    vectors: {
      fails: { spec: { postgresql: { ldap: { server: 's', bindAsAuth: {}, bindSearchAuth: {} } } } },
      passes: { spec: { postgresql: { ldap: { server: 's', bindAsAuth: {} } } } },
    },
  },
];
