import type { KubeObject } from '@postgres-ha/kube-manifest';
import { listAt, mapAt } from '../value-at.ts';

/**
 * What initdb leaves in postgresql.conf, which the operator's file is included from and goes before: a parameter that is taken out of
 * the Cluster falls back to this. Locale and time zone, which depend on the image, are not among them.
 */
export const INITDB_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['max_connections', '100'],
  ['shared_buffers', '128MB'],
  ['dynamic_shared_memory_type', 'posix'],
  ['max_wal_size', '1GB'],
  ['min_wal_size', '80MB'],
  ['datestyle', 'iso, mdy'],
]);

/** From version 18 on, initdb writes this one as well. */
export const INITDB_SETTINGS_18: ReadonlyMap<string, string> = new Map([['autovacuum_worker_slots', '16']]);

/** Parameters that a standby may not have lower than the primary had when it wrote the WAL. */
export const HOT_STANDBY_SENSITIVE: ReadonlySet<string> = new Set([
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
]);

/** In the order in which the operator appends their libraries. */
export const MANAGED_EXTENSIONS = ['pgaudit', 'pg_stat_statements', 'auto_explain', 'pg_failover_slots'] as const;

/** The libraries that PostgreSQL of this Cluster loads when it starts. */
export function preloadLibraries(cluster: KubeObject | undefined): readonly string[] {
  const listed = listAt(cluster, ['spec', 'postgresql', 'shared_preload_libraries']).filter(
    (item) => typeof item === 'string',
  );
  const names = Object.keys(mapAt(cluster, ['spec', 'postgresql', 'parameters']));
  const managed = MANAGED_EXTENSIONS.filter((extension) => names.some((name) => name.startsWith(`${extension}.`)));
  return [...new Set([...listed, ...managed].filter((library) => library !== ''))];
}
