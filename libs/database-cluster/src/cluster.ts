import { archiveName, iamRoles, poolerName, poolersOf, type Cluster, type Environment } from '@postgres-ha/environment';
import { inWave, protectedFromDeletion, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { bootstrap } from './bootstrap.ts';
import { externalClusters, SOURCE } from './external-clusters.ts';
import { imageReference } from './image-catalog.ts';
import { managedRoles } from './managed-roles.ts';
import { clusterMetadata } from './metadata.ts';
import { queriesReferences } from './monitoring-queries/queries-config-map.ts';
import { BARMAN_PLUGIN, objectStoreName } from './names.ts';
import { affinity, topologySpread } from './placement.ts';
import { postgresqlConfiguration } from './postgresql-configuration.ts';
import { resourceRequirements } from './resources.ts';

/**
 * The Cluster itself. Values that CloudNativePG or the CRD would fill into lists are written out, so that what is applied is what
 * is read back and no tool sees a difference.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/config/crd/bases/postgresql.cnpg.io_clusters.yaml
 */
export function clusterObject(cluster: Cluster, environment: Environment): KubeObject {
  return protectedFromDeletion(
    inWave(WAVES.cluster, {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: clusterMetadata(cluster, cluster.name),
      spec: {
        description: cluster.description,
        ...imageReference(cluster),
        instances: cluster.instances,
        ...lifecycle(cluster),
        ...volumes(cluster),
        resources: resourceRequirements(cluster.resources),
        affinity: affinity(cluster),
        topologySpreadConstraints: topologySpread(cluster),
        priorityClassName: cluster.placement.priorityClass,
        inheritedMetadata: inheritedMetadata(cluster, environment),
        serviceAccountTemplate: serviceAccountTemplate(cluster, environment),
        postgresql: postgresqlConfiguration(cluster),
        bootstrap: bootstrap(cluster),
        externalClusters: externalClusters(cluster, environment),
        replica: cluster.replicaOf && { enabled: cluster.replicaOf.enabled, source: SOURCE },
        managed: managedRoles(cluster),
        certificates: certificates(cluster),
        plugins: plugins(cluster),
        monitoring: { customQueriesConfigMap: queriesReferences(cluster) },
      },
    }),
  );
}

/** All of these are whole seconds. */
function lifecycle(cluster: Cluster): Readonly<Record<string, unknown>> {
  return {
    failoverDelay: cluster.failoverDelay,
    switchoverDelay: cluster.switchoverDelay,
    startDelay: cluster.startDelay,
    stopDelay: cluster.stopDelay,
    smartShutdownTimeout: cluster.smartShutdownTimeout,
    primaryUpdateStrategy: cluster.primaryUpdateStrategy,
    primaryUpdateMethod: cluster.primaryUpdateMethod,
    enableSuperuserAccess: cluster.superuserAccess,
    // A budget of one instance would only block the drain of its node.
    enablePDB: cluster.instances > 1,
    logLevel: cluster.logLevel,
  };
}

function volumes({ storage, walStorage, tablespaces }: Cluster): Readonly<Record<string, unknown>> {
  return {
    storage: volume(storage),
    walStorage: walStorage === 'none' ? undefined : volume(walStorage),
    tablespaces:
      tablespaces.length === 0
        ? undefined
        : tablespaces.map(({ name, owner, temporary, ...storage }) => ({
            name,
            temporary,
            owner: owner && { name: owner },
            storage: volume(storage),
          })),
  };
}

function volume({
  size,
  class: storageClass,
}: {
  readonly size: string;
  readonly class?: string | undefined;
}): Readonly<Record<string, unknown>> {
  return { size, storageClass, resizeInUseVolumes: true };
}

/**
 * A Linkerd proxy beside PostgreSQL would keep bootstrap jobs from ending and get between the instances, whose replication is
 * mutual TLS already; the mesh ends at the poolers.
 */
function inheritedMetadata(cluster: Cluster, { mesh }: Environment): Readonly<Record<string, unknown>> | undefined {
  const annotations = mesh === 'linkerd' ? { 'linkerd.io/inject': 'disabled' } : undefined;
  const labels = Object.keys(cluster.labels).length === 0 ? undefined : cluster.labels;
  return annotations === undefined && labels === undefined ? undefined : { annotations, labels };
}

/** The role of the archive that it writes, or else of the one that it comes from; a rule refuses two different ones. */
function serviceAccountTemplate(
  cluster: Cluster,
  environment: Environment,
): Readonly<Record<string, unknown>> | undefined {
  const [role] = iamRoles(cluster, environment);
  return role === undefined ? undefined : { metadata: { annotations: { 'eks.amazonaws.com/role-arn': role } } };
}

/** PgBouncer shows the server certificate of the cluster, so its names must be in it for clients to verify them. */
function certificates(cluster: Cluster): Readonly<Record<string, unknown>> | undefined {
  const names = poolersOf(cluster).flatMap(({ type }) => {
    const name = poolerName(cluster, type);
    return ['', `.${cluster.namespace}`, `.${cluster.namespace}.svc`, `.${cluster.namespace}.svc.cluster.local`].map(
      (suffix) => name + suffix,
    );
  });
  return names.length === 0 ? undefined : { serverAltDNSNames: names };
}

function plugins(cluster: Cluster): readonly unknown[] | undefined {
  if (cluster.backup === 'none') return undefined;
  return [
    {
      name: BARMAN_PLUGIN,
      enabled: true,
      isWALArchiver: true,
      parameters: { barmanObjectName: objectStoreName(cluster), serverName: archiveName(cluster) },
    },
  ];
}
