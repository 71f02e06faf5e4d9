import type { Cluster } from '@postgres-ha/environment';

/** The plugin that archives WAL and takes base backups. */
export const BARMAN_PLUGIN = 'barman-cloud.cloudnative-pg.io';

/** What an application's Secrets are called; applications and other tools know them by these names. */
export const SECRET_NAMES = {
  /** A service's password, as a basic-auth Secret that CloudNativePG reads. */
  password: (cluster: Cluster, service: string): string => `${cluster.name}-${service}-password`,
  /** Everything that a service needs to connect. */
  connection: (cluster: Cluster, service: string): string => `${cluster.name}-${service}-connection`,
  /** CloudNativePG's own certificate authority of the cluster. */
  authority: (cluster: Cluster): string => `${cluster.name}-ca`,
} as const;

/** The object store that the cluster archives to, and the one that it comes from. */
export function objectStoreName(cluster: Cluster): string {
  return cluster.name;
}
export function sourceStoreName(cluster: Cluster): string {
  return `${cluster.name}-source`;
}

/** The role that may connect to the application database; the services are its members. */
export function connectRole(cluster: Cluster): string {
  return `${cluster.database.name}_connect`;
}
