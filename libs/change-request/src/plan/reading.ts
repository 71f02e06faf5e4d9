import type { RepositoryState } from './repository-state.ts';

/** A repository that is read, with everything that was read of it. */
export interface Reading {
  readonly state: RepositoryState;
  /** The bytes of those of the paths that are there. */
  readonly read: (paths: Iterable<string>) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** What was read so far, with the ids that Git gives it; an empty id for what was looked for and is not there. */
  readonly inputs: ReadonlyMap<string, string>;
}

/** Reads each file once. */
export function readingOf(state: RepositoryState, signal: AbortSignal): Reading {
  const known = new Map<string, Uint8Array>();
  const inputs = new Map<string, string>();
  return {
    state,
    inputs,
    read: async (paths) => {
      const wanted = [...new Set(paths)];
      for (const path of wanted) inputs.set(path, state.files.get(path) ?? '');
      const missing = wanted.filter((path) => state.files.has(path) && !known.has(path));
      if (missing.length > 0) {
        for (const [path, bytes] of await state.read(missing, signal)) known.set(path, bytes);
      }
      return new Map(
        wanted.flatMap((path) => {
          const bytes = known.get(path);
          return bytes === undefined ? [] : [[path, bytes] as const];
        }),
      );
    },
  };
}
