import type { Target } from '../intent/intent.ts';
import { environmentIndex } from './environment-index.ts';
import { readingOf } from './reading.ts';
import type { RepositoryState } from './repository-state.ts';
import { selectedFiles } from './selection.ts';

/** Two commits of the default branch. */
export interface BaseMove {
  readonly from: RepositoryState;
  readonly to: RepositoryState;
  readonly signal: AbortSignal;
}

/**
 * Whether a plan for a target would be made from other files: whether anything in its folder, what the environment says, or a cluster that it
 * names has changed. Reads only what the names of clusters are looked for in.
 */
export async function inputsChanged(target: Target, { from, to, signal }: BaseMove): Promise<boolean> {
  const [then, now] = await Promise.all([from, to].map((state) => inputsOf(target, state, signal)));
  if (then === undefined || now === undefined) return true;
  return then.size !== now.size || [...then].some(([path, id]) => now.get(path) !== id);
}

/** Undefined where the target is not there. */
async function inputsOf(
  { environment, cluster }: Target,
  state: RepositoryState,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const paths = environmentIndex(state).get(environment);
  if (paths === undefined || (cluster !== undefined && !paths.clusters.has(cluster))) return undefined;
  if (cluster === undefined) {
    return new Map([...paths.folders.values()].flat().map((path) => [path, state.files.get(path) ?? '']));
  }
  const reading = readingOf(state, signal);
  await selectedFiles(paths, new Set([cluster]), reading);
  const folder = paths.folders.get(cluster) ?? [];
  return new Map([...reading.inputs, ...folder.map((path) => [path, state.files.get(path) ?? ''] as const)]);
}
