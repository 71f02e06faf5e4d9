import { POOLER_PARAMETERS } from '@postgres-ha/admission/parameters';
import { poolersOf } from '../cluster.ts';
import type { ClusterInEnvironment, Rule } from './rule.ts';

/** PostgreSQL's own share of max_connections: superuser_reserved_connections, and one each for the exporter and the operator's probes. */
const OWN_CONNECTIONS = 3 + 2;
const DEFAULT_MAX_CONNECTIONS = 100;

/** Settings that have a key of their own, or that keep connections encrypted. */
const OWN_KEYS: ReadonlyMap<string, string> = new Map([
  ['default_pool_size', 'Set poolSize.'],
  ['max_client_conn', 'Set clients.'],
  ['client_tls_sslmode', 'Clients always need TLS.'],
  ['server_tls_sslmode', 'Connections to PostgreSQL are always verified.'],
  ['auth_type', 'Passwords are always SCRAM.'],
]);

/** Rules about poolers and connections. */
export const connectionRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'connection-budget',
    level: 'error',
    summary: 'The poolers may not open more connections than PostgreSQL accepts.',
    detail:
      'A pooler opens up to instances × poolSize connections for each pair of user and database, and all of them end on one server: the primary for rw. Raise max_connections, or lower poolSize or the number of poolers.',
    source: 'PgBouncer: default_pool_size; PostgreSQL: max_connections',
    breaches: ({ cluster }) => {
      const max = Number(cluster.postgresql.parameters['max_connections'] ?? DEFAULT_MAX_CONNECTIONS);
      // Every service, and the owner of the database.
      const pairs = cluster.services.length + 1;
      return poolersOf(cluster).flatMap(({ type, instances, poolSize }) => {
        const standbys = cluster.instances - 1;
        const asked = instances * poolSize * pairs + OWN_CONNECTIONS + (type === 'rw' ? standbys : 0);
        return asked > max
          ? [
              {
                path: ['poolers', type, 'poolSize'],
                found: `up to ${asked} connections to one server (${instances} poolers × ${poolSize} × ${pairs} users, and PostgreSQL's own)`,
                expected: `at most max_connections (${max})`,
              },
            ]
          : [];
      });
    },
  },
  {
    id: 'pooler-parameter',
    level: 'error',
    summary: 'CloudNativePG lets only certain PgBouncer settings through.',
    detail: 'Others are refused by its webhook; those with a key of their own in cluster.yaml are set there.',
    source: 'CloudNativePG 1.30 webhook: allowed PgBouncer settings',
    breaches: ({ cluster }) =>
      poolersOf(cluster).flatMap(({ type, parameters }) =>
        Object.keys(parameters)
          .filter((name) => !POOLER_PARAMETERS.has(name) || OWN_KEYS.has(name))
          .map((name) => ({
            path: ['poolers', type, 'parameters', name],
            found: `the setting ${name}`,
            expected: 'a setting of PgBouncer that CloudNativePG lets through',
            ...withRemedy(OWN_KEYS.get(name)),
          })),
      ),
  },
  {
    id: 'services-without-pooler',
    level: 'warning',
    summary: 'Services without a pooler connect to PostgreSQL directly.',
    detail: 'Each client connection is then a process of the server. Add poolers: {rw: {}}.',
    source: 'house rule',
    breaches: ({ cluster }) =>
      cluster.services.length > 0 && cluster.poolers.rw === 'none'
        ? [{ path: ['poolers'], found: 'services and no rw pooler', expected: 'poolers: {rw: …}' }]
        : [],
  },
  {
    id: 'ro-pooler-single',
    level: 'error',
    summary: 'A read-only pooler needs a standby.',
    detail:
      'With one instance the -ro service has no endpoint, and every connection through its pooler waits until it times out.',
    source: 'CloudNativePG 1.30: services',
    breaches: ({ cluster }) =>
      cluster.poolers.ro !== 'none' && cluster.instances === 1
        ? [
            {
              path: ['poolers', 'ro'],
              found: 'a read-only pooler with one instance',
              expected: 'none, or more instances',
            },
          ]
        : [],
  },
];

function withRemedy(remedy: string | undefined): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}
