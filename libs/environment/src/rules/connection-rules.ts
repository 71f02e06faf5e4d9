import { poolersOf } from '../cluster.ts';
import type { ClusterInEnvironment, Rule } from './rule.ts';

/** PostgreSQL's own share of max_connections: superuser_reserved_connections, and one each for the exporter and the operator's probes. */
const OWN_CONNECTIONS = 3 + 2;
const DEFAULT_MAX_CONNECTIONS = 100;

/**
 * PgBouncer settings that CloudNativePG 1.30 lets through.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/internal/webhook/v1/pooler_webhook.go
 */
const POOLER_PARAMETERS: ReadonlySet<string> = new Set(
  `application_name_add_host auth_type autodb_idle_timeout cancel_wait_timeout client_idle_timeout client_login_timeout
  client_tls_ciphers client_tls_sslmode client_tls13_ciphers default_pool_size disable_pqexec dns_max_ttl dns_nxdomain_ttl
  idle_transaction_timeout ignore_startup_parameters listen_backlog log_connections log_disconnections log_pooler_errors log_stats
  max_client_conn max_db_connections max_packet_size max_prepared_statements max_user_connections min_pool_size pkt_buf
  query_timeout query_wait_timeout reserve_pool_size reserve_pool_timeout sbuf_loopcnt server_check_delay server_check_query
  server_connect_timeout server_fast_close server_idle_timeout server_lifetime server_login_retry server_reset_query
  server_reset_query_always server_round_robin server_tls_ciphers server_tls13_ciphers server_tls_protocols server_tls_sslmode
  stats_period suspend_timeout tcp_defer_accept tcp_keepalive tcp_keepcnt tcp_keepidle tcp_keepintvl tcp_socket_buffer
  tcp_user_timeout track_extra_parameters verbose`.split(/\s+/),
);
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
