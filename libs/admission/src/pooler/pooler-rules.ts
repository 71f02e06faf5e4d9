import type { StateRule } from '../rule.ts';
import { POOLER_PARAMETERS } from '../values/pooler-parameters.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { PoolerResource } from './pooler-resource.ts';

const FILE = 'CloudNativePG 1.30.0, internal/webhook/v1/pooler_webhook.go';
const POOLER = { kind: 'Pooler', level: 'error', versions: CNPG_1_30, type: 'FieldValueInvalid' } as const;
const AUTHENTICATION = { ...POOLER, source: `${FILE}: validatePgBouncer` } as const;
const CLUSTER = { ...POOLER, source: `${FILE}: validateCluster` } as const;
const PGBOUNCER = ['spec', 'pgbouncer'] as const;

/** Rules about poolers. */
export const poolerRules: readonly StateRule<PoolerResource>[] = [
  {
    ...AUTHENTICATION,
    id: 'pooler-auth-query',
    summary: 'A pooler with a secret of its own to log in to PostgreSQL says how it looks passwords up.',
    remedy: 'Set authQuery, or remove authQuerySecret and serverTLSSecret to leave it to CloudNativePG.',
    breaches: (pooler) =>
      hasOwnSecret(pooler) && authQuery(pooler) === ''
        ? [{ path: [...PGBOUNCER, 'authQuery'], found: 'a secret and no query' }]
        : [],
    vectors: {
      fails: { spec: { pgbouncer: { serverTLSSecret: { name: 't' } } } },
      passes: { spec: { pgbouncer: { serverTLSSecret: { name: 't' }, authQuery: 'q' } } },
    },
  },
  {
    ...AUTHENTICATION,
    id: 'pooler-auth-secret',
    summary: 'A pooler with a query of its own to look passwords up has a secret to log in to PostgreSQL.',
    remedy: 'Set serverTLSSecret or authQuerySecret, or remove authQuery to leave it to CloudNativePG.',
    breaches: (pooler) =>
      !hasOwnSecret(pooler) && authQuery(pooler) !== ''
        ? [{ path: [...PGBOUNCER, 'authQuerySecret', 'name'], found: 'a query and no secret' }]
        : [],
    vectors: {
      fails: { spec: { pgbouncer: { authQuery: 'q' } } },
      passes: { spec: { pgbouncer: { authQuery: 'q', serverTLSSecret: { name: 't' } } } },
    },
  },
  {
    ...POOLER,
    id: 'pooler-parameter',
    summary: 'CloudNativePG lets only certain settings of PgBouncer through.',
    remedy: 'Remove it, or correct its name: small letters.',
    source: `${FILE}: validatePgbouncerGenericParameters`,
    breaches: ({ spec: { pgbouncer } }) =>
      Object.keys(pgbouncer.parameters ?? {})
        .filter((name) => !POOLER_PARAMETERS.has(name))
        .map((name) => ({
          path: [...PGBOUNCER, 'parameters', name],
          found: JSON.stringify(name),
          reported: 'spec.cluster.parameters',
        })),
    vectors: {
      fails: { spec: { pgbouncer: { parameters: { pool_mode: 'session' } } } },
      passes: { spec: { pgbouncer: { parameters: { max_client_conn: '1' } } } },
    },
  },
  {
    ...CLUSTER,
    id: 'pooler-cluster-name',
    summary: 'A pooler names the cluster that it leads to.',
    remedy: 'Set spec.cluster.name.',
    breaches: ({ spec: { cluster } }) =>
      (cluster.name ?? '') === '' ? [{ path: ['spec', 'cluster', 'name'], found: 'no name' }] : [],
    vectors: { fails: { spec: { cluster: { name: '' } } }, passes: { spec: { cluster: { name: 'c' } } } },
  },
  {
    ...CLUSTER,
    id: 'pooler-name-is-cluster',
    summary: 'A pooler is not named like its cluster: both make a Service of their name.',
    remedy: 'Rename the pooler.',
    breaches: ({ metadata, spec: { cluster } }) =>
      metadata.name === cluster.name ? [{ path: ['metadata', 'name'], found: JSON.stringify(metadata.name) }] : [],
    vectors: { fails: { metadata: { name: 'c' } }, passes: { metadata: { name: 'c-rw-pooler' } } },
  },
  {
    ...POOLER,
    id: 'pooler-metrics-tls',
    type: 'FieldValueRequired',
    summary:
      'Metrics over TLS for a PodMonitor need a certificate of the pooler: the cluster’s does not have its name.',
    remedy: 'Set clientTLSSecret, or enablePodMonitor to false and keep a PodMonitor of your own.',
    source: `${FILE}: validateMonitoring`,
    breaches: ({ spec: { pgbouncer, monitoring } }) =>
      monitoring?.tls?.enabled === true &&
      monitoring.enablePodMonitor === true &&
      (pgbouncer.clientTLSSecret?.name ?? '') === ''
        ? [{ path: [...PGBOUNCER, 'clientTLSSecret'], found: 'no secret' }]
        : [],
    vectors: {
      fails: { spec: { monitoring: { tls: { enabled: true }, enablePodMonitor: true } } },
      passes: { spec: { monitoring: { tls: { enabled: true }, enablePodMonitor: false } } },
    },
  },
];

function hasOwnSecret({ spec: { pgbouncer } }: PoolerResource): boolean {
  return [pgbouncer.authQuerySecret, pgbouncer.serverTLSSecret].some((secret) => (secret?.name ?? '') !== '');
}

function authQuery({ spec: { pgbouncer } }: PoolerResource): string {
  return pgbouncer.authQuery ?? '';
}
