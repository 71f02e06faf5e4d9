import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { applied } from '@postgres-ha/production-rig';
import { outputOf, type ClusterRig } from '@postgres-ha/testkit';

/** Volumes of the node that have a file system each, so that one can be full while the others are not. */
export interface NodeVolumes {
  /** Where the node keeps a volume, by the name of its PersistentVolume. */
  readonly directory: (volume: string) => string;
}

const COUNT = 6;
/** A sparse file: what is not written takes no space. */
const SIZE = '3G';
/** PostgreSQL's user in CloudNativePG's images. */
const POSTGRES = '26:26';

/**
 * Puts them in the place of the rig's own, which are directories of one file system: no kubelet tells how full those are. The rig
 * unmounts and removes what lies below its state.
 */
export async function makeNodeVolumes(rig: ClusterRig): Promise<NodeVolumes> {
  const parent = join(rig.state, 'file-systems');
  const volumes = Array.from({ length: COUNT }, (_, index) => `sized-${index + 1}`);
  await Promise.all(volumes.map((volume) => makeFileSystem(join(parent, volume))));
  await rig.kubectl.run(['delete', 'persistentvolumes', '--all', '--wait=true']);
  await applied(
    rig.kubectl,
    volumes.map((name, index) => localVolume(name, join(parent, name), { onePod: index === COUNT - 1 })),
  );
  return { directory: (volume) => join(parent, volume) };
}

async function makeFileSystem(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await outputOf('truncate', ['-s', SIZE, `${directory}.img`]);
  await outputOf('mkfs.ext4', ['-q', '-F', '-E', `root_owner=${POSTGRES}`, `${directory}.img`]);
  await outputOf('mount', ['-o', 'loop', `${directory}.img`, directory]);
  await outputOf('rmdir', [join(directory, 'lost+found')]);
  await outputOf('chmod', ['700', directory]);
}

/** @param onePod a volume has one access mode here: the watchdog's claim asks for one pod at a time, the others for one node */
function localVolume(name: string, path: string, { onePod }: { readonly onePod: boolean }) {
  const here = { key: 'kubernetes.io/hostname', operator: 'In', values: ['rig'] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '200Gi' },
      accessModes: [onePod ? 'ReadWriteOncePod' : 'ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'fast-ssd',
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [here] }] } },
    },
  };
}
