import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SHIPPED_ENVIRONMENT = join(import.meta.dirname, '../../../../environments/production/environment.yaml');
const CLUSTERS_PER_NAMESPACE = 20;

/**
 * Makes an environment below `root`, with production's environment.yaml and many clusters like production's postgres-cluster, each with names
 * and values of its own. The same count gives the same bytes.
 */
export function writeManyClusters(root: string, count: number, name = 'bench'): void {
  const environment = join(root, 'environments', name);
  mkdirSync(environment, { recursive: true });
  copyFileSync(SHIPPED_ENVIRONMENT, join(environment, 'environment.yaml'));
  for (let index = 0; index < count; index += 1) {
    const cluster = clusterName(index);
    mkdirSync(join(environment, cluster));
    writeFileSync(
      join(environment, cluster, 'cluster.yaml'),
      clusterYaml(cluster, { index, bucket: `${name}-backups` }),
    );
  }
}

/** The name of one of many clusters, by its number. */
export function clusterName(index: number): string {
  return `orders-${String(index).padStart(4, '0')}`;
}

/** Three to seven services, five on average as production has; every fourth cluster has five instances. */
function clusterYaml(name: string, { index, bucket }: { readonly index: number; readonly bucket: string }): string {
  const services = Array.from({ length: 3 + (index % 5) }, (_, position) => `  - name: part-${position}-of-${index}`);
  return `# yaml-language-server: $schema=../../../libs/environment/schema/cluster.schema.json
description: The database of ${name}
namespace: team-${Math.floor(index / CLUSTERS_PER_NAMESPACE)}
instances: ${index % 4 === 0 ? 5 : 3}

postgresql:
  parameters:
    max_connections: ${300 + (index % 7) * 50}
    shared_buffers: ${512 + (index % 5) * 128}MB
    wal_level: replica
    synchronous_commit: on
    # One standby that stays away may keep this much WAL, not all of the volume.
    max_slot_wal_keep_size: ${20 + (index % 10)}GB

database: { name: orders_${index}, owner: owner_${index} }

services:
${services.join('\n')}

storage: { size: ${100 + (index % 20) * 10}Gi, class: fast-ssd }
resources: { cpu: ${2 + (index % 3)}, memory: ${4 + (index % 4)}Gi }

# Every commit is on one standby before it is acknowledged; with three instances one of them can be away.
synchronous: { method: first, number: 1, dataDurability: required, failoverQuorum: true }
failoverDelay: ${30 + (index % 3) * 15}s
switchoverDelay: 5m
# A primary that was told to stop goes on committing for this long.
smartShutdownTimeout: 15s
primaryUpdateStrategy: unsupervised

poolers:
  rw: { instances: 2, poolSize: 15 }
  ro: { instances: 2, poolSize: 15 }

backup:
  destination: s3://${bucket}/
  credentials:
    accessKeys: { secret: ${name}-backup }
  schedule: "${index % 60} ${index % 5} * * *"
  retention: 30d
  compression: gzip
  encryption: AES256
`;
}
