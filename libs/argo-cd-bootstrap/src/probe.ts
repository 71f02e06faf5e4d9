import { canonicalYaml, inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';

export interface Probe {
  readonly environment: string;
  readonly name: string;
  /** On its Cluster. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly image?: string;
}

export const NAMESPACE = 'link-services';
const IMAGE = 'ghcr.io/cloudnative-pg/postgresql:17.11';

/** A cluster folder made for a test: a Cluster, what refers to it, and what comes last. It has no plugin that the rig would lack. */
export function probe({ environment, name, annotations = {}, image = IMAGE }: Probe): Readonly<Record<string, string>> {
  return clusterFolder({ environment, name }, [
    inWave(WAVES.cluster, {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: { name, namespace: NAMESPACE, annotations },
      spec: { instances: 1, imageName: image, storage: { size: '1Gi' } },
    }),
    inWave(WAVES.dependants, {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Database',
      metadata: { name, namespace: NAMESPACE },
      spec: { name: 'probe', owner: 'app', cluster: { name }, ensure: 'present', databaseReclaimPolicy: 'retain' },
    }),
    inWave(WAVES.schedules, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: NAMESPACE },
      data: { last: 'true' },
    }),
  ]);
}

/** A cluster folder that asks for more than the project databases lets it. */
export function overreach({ environment, name }: Probe): Readonly<Record<string, string>> {
  return clusterFolder({ environment, name }, [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE }, data: { harmless: 'true' } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] },
  ]);
}

function clusterFolder({ environment, name }: Probe, objects: readonly KubeObject[]): Readonly<Record<string, string>> {
  const folder = `environments/${environment}/${name}`;
  return {
    [`${folder}/cluster.yaml`]: `namespace: ${NAMESPACE}\n`,
    [`${folder}/01-postgres-cluster.yaml`]: objects.map((object) => `---\n${canonicalYaml(object)}`).join(''),
  };
}
