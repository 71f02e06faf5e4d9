import type { Cluster, Environment } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';

/** The environment's images by major version, so that raising `postgresql.version` is a change of one line. */
export function imageCatalog(cluster: Cluster, environment: Environment): KubeObject | undefined {
  if (cluster.postgresql.image !== undefined || cluster.postgresql.catalog !== undefined) return undefined;
  const images = Object.entries(environment.images.postgresql).map(([major, image]) => ({
    major: Number(major),
    image,
  }));
  return inWave(WAVES.inputs, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ImageCatalog',
    metadata: clusterMetadata(cluster, cluster.name),
    spec: { images },
  });
}

/** How a Cluster says which image it runs. */
export function imageReference({ name, postgresql }: Cluster): Readonly<Record<string, unknown>> {
  if (postgresql.image !== undefined) return { imageName: postgresql.image };
  const { kind, name: catalog } = postgresql.catalog ?? { kind: 'ImageCatalog', name };
  return { imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind, name: catalog, major: postgresql.version } };
}
