import type { Environment, StorageClassIntent } from '@postgres-ha/environment';
import { inWave, protectedFromDeletion, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';

/** Storage classes that the environment owns. Volumes can grow, and are made where their pod runs. */
export function storageClasses({ storageClasses: intents }: Environment): readonly KubeObject[] {
  return Object.entries(intents)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, intent]) => storageClass(name, intent));
}

function storageClass(
  name: string,
  { provisioner, parameters, reclaimPolicy, default: isDefault }: StorageClassIntent,
): KubeObject {
  const annotations = isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : undefined;
  return protectedFromDeletion(
    inWave(WAVES.platform, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name,
        labels: { 'app.kubernetes.io/managed-by': 'postgres-ha' },
        ...(annotations && { annotations }),
      },
      provisioner,
      parameters,
      reclaimPolicy,
      allowVolumeExpansion: true,
      volumeBindingMode: 'WaitForFirstConsumer',
    }),
  );
}
