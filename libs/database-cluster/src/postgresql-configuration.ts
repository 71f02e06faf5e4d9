import type { Cluster } from '@postgres-ha/environment';

/** Refuses TCP without TLS; it stands before every line that could let a connection in. */
const TLS_ONLY = 'hostnossl all all all reject';

/** postgresql.conf, pg_hba.conf and synchronous replication, in CloudNativePG's words. */
export function postgresqlConfiguration({ postgresql, synchronous }: Cluster): Readonly<Record<string, unknown>> {
  return {
    parameters: { password_encryption: 'scram-sha-256', ...postgresql.parameters },
    shared_preload_libraries: postgresql.preload.length === 0 ? undefined : postgresql.preload,
    pg_hba: [TLS_ONLY, ...postgresql.hba],
    synchronous: synchronous === 'none' ? undefined : synchronous,
  };
}
