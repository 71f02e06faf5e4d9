import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, type Archive } from '../archives/open-archive.ts';
import type { Change } from './plant.ts';

/** Key and identity of each object. */
export async function inventory(archive: Archive): Promise<ReadonlyMap<string, string>> {
  const keys = (await filesBelow(archive.directory)).toSorted();
  return new Map(
    await Promise.all(
      keys.map(async (key) => {
        const { ino, size, mtimeMs } = await stat(join(archive.directory, key));
        return [key, `${ino} ${size} ${mtimeMs}`] as const;
      }),
    ),
  );
}

export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly Change[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key): readonly Change[] => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    return [{ key, change: was === undefined ? 'added' : is === undefined ? 'removed' : 'replaced' }];
  });
}

/** Keys of two copies that are links to one file which was written to in between. */
export function writtenThrough(
  earlier: ReadonlyMap<string, string>,
  later: ReadonlyMap<string, string>,
): readonly string[] {
  const file = (identity: string | undefined): string | undefined => identity?.split(' ')[0];
  return [...later].flatMap(([key, is]) => {
    const was = earlier.get(key);
    return file(was) === file(is) && was !== is ? [key] : [];
  });
}
