import { chmod, chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf, type ClusterRig } from '@postgres-ha/testkit';

/** The user that PostgreSQL runs as. */
const POSTGRES = 26;

/**
 * Puts the rig's volumes on a file system of their own that has room: they are directories of this machine, and how full its disk is would be
 * found on every cluster. Unmounted by the rig when it is taken down.
 */
export async function makeVolumesRoomy({ state }: ClusterRig): Promise<void> {
  const volumes = join(state, 'volumes');
  const names = await readdir(volumes);
  await outputOf('mount', ['-t', 'tmpfs', '-o', 'size=12g,mode=755', 'postgres-ha-volumes', volumes]);
  for (const name of names) {
    const volume = join(volumes, name);
    await mkdir(volume);
    await chown(volume, POSTGRES, POSTGRES);
    await chmod(volume, 0o700);
  }
}
