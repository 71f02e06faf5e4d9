import { poolerName, poolersOf, type Cluster, type Environment, type Pooler } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { resourceRequirements } from './resources.ts';

type TypedPooler = ReturnType<typeof poolersOf>[number];

/** PgBouncer in front of the primary and in front of the standbys. A Pooler serves one of them, so there are two. */
export function poolers(cluster: Cluster, environment: Environment): readonly KubeObject[] {
  return poolersOf(cluster).map((pooler) =>
    inWave(WAVES.dependants, {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Pooler',
      metadata: clusterMetadata(cluster, poolerName(cluster, pooler.type)),
      spec: {
        cluster: { name: cluster.name },
        type: pooler.type,
        instances: pooler.instances,
        pgbouncer: { image: environment.images.pgbouncer, poolMode: pooler.mode, parameters: settings(pooler) },
        template: template(cluster, environment, pooler),
      },
    }),
  );
}

/** Clients need TLS: CloudNativePG's own default takes plain text as well. */
function settings({ mode, poolSize, clients, parameters }: Pooler): Readonly<Record<string, string>> {
  return {
    ...(mode === 'transaction' && { max_prepared_statements: '200' }),
    ...parameters,
    client_tls_sslmode: 'require',
    default_pool_size: String(poolSize),
    max_client_conn: String(clients),
  };
}

function template(
  cluster: Cluster,
  { mesh }: Environment,
  { type, resources }: TypedPooler,
): Readonly<Record<string, unknown>> {
  // The protocol starts in plain text and turns to TLS by itself, which a mesh must be told.
  const annotations =
    mesh === 'linkerd' ? { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/opaque-ports': '5432' } : undefined;
  const samePooler = { 'cnpg.io/poolerName': poolerName(cluster, type) };
  return {
    metadata: { annotations, labels: { ...cluster.labels, 'app.kubernetes.io/part-of': cluster.name } },
    spec: {
      containers: [{ name: 'pgbouncer', resources: resourceRequirements(resources) }],
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: samePooler },
        },
      ],
    },
  };
}
