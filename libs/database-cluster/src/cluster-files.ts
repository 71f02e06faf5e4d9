import type { Cluster, Environment } from '@postgres-ha/environment';
import { manifestFile, type KubeObject, type RenderedFile } from '@postgres-ha/kube-manifest';
import { scheduledBackup } from './backup-schedule.ts';
import { clusterObject } from './cluster.ts';
import { databaseObject } from './database.ts';
import { externalSecrets } from './external-secrets.ts';
import { imageCatalog } from './image-catalog.ts';
import { queriesConfigMap } from './monitoring-queries/queries-config-map.ts';
import { networkPolicies } from './network-policies.ts';
import { objectStore, sourceStore } from './object-store.ts';
import { poolerBudgets } from './pooler-budgets.ts';
import { poolers } from './poolers.ts';
import { verificationPolicy } from './verification-policy.ts';

/**
 * The rendered files of a cluster: 01 is everything that the cluster needs to become ready, 02 its backup schedule and what is
 * proven of the backups. No object of 01 refers to one of 02.
 */
export function clusterFiles(cluster: Cluster, environment: Environment): readonly RenderedFile[] {
  const file = (name: string, objects: readonly (KubeObject | undefined)[]) =>
    manifestFile({
      path: `${cluster.directory}/${name}`,
      madeFrom: cluster.file,
      objects: objects.filter((object) => object !== undefined),
    });
  const { backup } = cluster;
  const files = [
    file('01-postgres-cluster.yaml', [
      ...networkPolicies(cluster, environment),
      ...externalSecrets(cluster, environment),
      objectStore(cluster),
      sourceStore(cluster, environment),
      imageCatalog(cluster, environment),
      queriesConfigMap(cluster),
      clusterObject(cluster, environment),
      databaseObject(cluster),
      ...poolers(cluster, environment),
      ...poolerBudgets(cluster),
    ]),
  ];
  if (backup !== 'none')
    files.push(
      file('02-backup-configuration.yaml', [scheduledBackup(cluster, backup), verificationPolicy(cluster, backup)]),
    );
  return files;
}
