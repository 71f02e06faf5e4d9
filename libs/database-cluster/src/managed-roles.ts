import { serviceRole, type Cluster } from '@postgres-ha/environment';
import { connectRole, SECRET_NAMES } from './names.ts';

/** A role for each service: it may log in, connect to the application database, and nothing else until it owns its schema. */
export function managedRoles(cluster: Cluster): Readonly<Record<string, unknown>> | undefined {
  if (cluster.services.length === 0) return undefined;
  // Made at bootstrap with its rights; declared again for clusters that were restored or imported from one that has no such role.
  // It may not log in; that is left unsaid, because the operator's webhook drops a `login: false` and Argo CD would see a difference.
  const group = {
    name: connectRole(cluster),
    comment: `May connect to ${cluster.database.name}`,
    ensure: 'present',
    inherit: true,
    connectionLimit: -1,
  };
  const roles = cluster.services.map((service) => ({
    name: serviceRole(service),
    comment: `Application ${service.name}`,
    ensure: 'present',
    login: true,
    inherit: true,
    connectionLimit: service.connections ?? -1,
    inRoles: [connectRole(cluster)],
    passwordSecret: { name: SECRET_NAMES.password(cluster, service.name) },
  }));
  return { roles: [group, ...roles] };
}
