import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SCRATCH_PREFIX, isAbandoned } from './claim.ts';
import { errorCode } from './scratch-error.ts';
import { removeScratch } from './scratch.ts';

/**
 * Removes scratch directories whose owner was killed, and the servers in them. Those of a process that runs, or of one that cannot be
 * judged from here (another container), stay.
 * @returns names of the directories removed
 */
export async function removeAbandonedScratch(
  parent: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const place = resolve(parent);
  const removed: string[] = [];
  for (const name of await namesIn(place)) {
    signal.throwIfAborted();
    if ((await isAbandoned(place, name)) && (await removeScratch(place, name))) removed.push(name);
  }
  return removed;
}

async function namesIn(parent: string): Promise<readonly string[]> {
  try {
    return (await readdir(parent)).filter((name) => name.startsWith(SCRATCH_PREFIX)).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
