import { outputOf } from '@postgres-ha/testkit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system that is full early. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
}

/** Whether one can be mounted here. */
export const CAN_MOUNT: boolean = process.getuid?.() === 0 && process.platform === 'linux';

export interface DiskSize {
  readonly kibibytes: number;
  /** Files and directories; as many as memory holds without it. */
  readonly inodes?: number;
}

export async function mountSmallDisk({ kibibytes, inodes }: DiskSize): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'pgha-disk-'));
  const limits = [`size=${kibibytes}k`, 'mode=711', ...(inodes === undefined ? [] : [`nr_inodes=${inodes}`])];
  await outputOf('mount', ['-t', 'tmpfs', '-o', limits.join(','), 'none', path]);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await outputOf('umount', [path]);
      await rm(path, { recursive: true });
    },
  };
}
