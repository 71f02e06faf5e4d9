import { archiveSource, type Archive, type Backup, type Cluster, type Environment } from '@postgres-ha/environment';
import { inWave, protectedFromDeletion, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { objectStoreName, sourceStoreName } from './names.ts';
import { resourceRequirements } from './resources.ts';

/** The archive that a cluster writes: compression and encryption for base backups and for WAL alike, and how long they are kept. */
export function objectStore(cluster: Cluster): KubeObject | undefined {
  const { backup } = cluster;
  if (backup === 'none') return undefined;
  return store(cluster, objectStoreName(cluster), {
    configuration: { ...location(backup), ...uploads(backup) },
    retentionPolicy: backup.retention,
    instanceSidecarConfiguration: sidecar(backup),
  });
}

/** The archive that a cluster comes from. It has no retention: nothing here may delete from it. */
export function sourceStore(cluster: Cluster, environment: Environment): KubeObject | undefined {
  const source = archiveSource(cluster, environment);
  if (source === undefined) return undefined;
  return store(cluster, sourceStoreName(cluster), {
    configuration: location(source),
    instanceSidecarConfiguration: sidecar(source),
  });
}

function store(cluster: Cluster, name: string, spec: Readonly<Record<string, unknown>>): KubeObject {
  return protectedFromDeletion(
    inWave(WAVES.inputs, {
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      metadata: clusterMetadata(cluster, name),
      spec,
    }),
  );
}

function location({ destination, endpoint, endpointCA, credentials }: Archive): Readonly<Record<string, unknown>> {
  return {
    destinationPath: destination,
    endpointURL: endpoint,
    endpointCA: endpointCA && { name: endpointCA.secret, key: endpointCA.key },
    s3Credentials: s3Credentials(credentials),
  };
}

function s3Credentials(credentials: Archive['credentials']): Readonly<Record<string, unknown>> {
  if ('iamRole' in credentials) return { inheritFromIAMRole: true };
  const { secret: name, accessKeyId, secretAccessKey, region } = credentials.accessKeys;
  return {
    accessKeyId: { name, key: accessKeyId },
    secretAccessKey: { name, key: secretAccessKey },
    region: region === undefined ? undefined : { name, key: region },
  };
}

function uploads({ compression, encryption, parallelJobs }: Backup): Readonly<Record<string, unknown>> {
  const asked = encryption === 'none' ? undefined : encryption;
  const codec = (name: string) => (name === 'none' ? undefined : name);
  return {
    data: { compression: codec(compression.data), encryption: asked, jobs: parallelJobs },
    wal: { compression: codec(compression.wal), encryption: asked, maxParallel: parallelJobs },
  };
}

/**
 * The plugin's sidecar beside every instance. Its resources are equal requests and limits, or the pod would lose Guaranteed quality
 * of service; too little memory in it stops WAL archiving.
 */
function sidecar({ endpoint }: Archive): Readonly<Record<string, unknown>> {
  return {
    logLevel: 'info',
    retentionPolicyIntervalSeconds: 1800,
    resources: resourceRequirements({ cpu: '200m', memory: '512Mi' }),
    // Stores other than AWS often refuse the checksums that newer AWS clients send by default.
    env:
      endpoint === undefined
        ? undefined
        : ['AWS_REQUEST_CHECKSUM_CALCULATION', 'AWS_RESPONSE_CHECKSUM_VALIDATION'].map((name) => ({
            name,
            value: 'when_required',
          })),
  };
}
