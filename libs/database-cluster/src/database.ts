import { serviceRole, type Cluster } from '@postgres-ha/environment';
import { inWave, protectedFromDeletion, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';

/**
 * The application database: one schema for each service, owned by its role, so that no service reads another's tables; and its
 * extensions. A replica cluster has the database of the cluster that it follows.
 */
export function databaseObject(cluster: Cluster): KubeObject | undefined {
  if (cluster.replicaOf?.enabled === true) return undefined;
  const { database, services } = cluster;
  const schemas = services.map((service) => ({
    name: serviceRole(service),
    owner: serviceRole(service),
    ensure: 'present',
  }));
  const extensions = database.extensions.map((extension) => ({ ...extension, ensure: 'present' }));
  return protectedFromDeletion(
    inWave(WAVES.dependants, {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Database',
      metadata: clusterMetadata(cluster, `${cluster.name}-${database.name.replaceAll('_', '-')}`),
      spec: {
        cluster: { name: cluster.name },
        name: database.name,
        owner: database.owner,
        ensure: 'present',
        databaseReclaimPolicy: 'retain',
        schemas: schemas.length === 0 ? undefined : schemas,
        extensions: extensions.length === 0 ? undefined : extensions,
      },
    }),
  );
}
