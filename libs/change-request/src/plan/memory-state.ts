import { renderedState } from '@postgres-ha/cluster-change';
import type { EnvironmentFiles } from '@postgres-ha/environment';
import type { RepositoryState } from './repository-state.ts';

/** A repository in memory, for tests: texts by path. The text stands for the id that Git would give it. */
export function memoryState(
  texts: ReadonlyMap<string, string>,
  { commit = 'base', irregular = [] }: { readonly commit?: string; readonly irregular?: readonly string[] } = {},
): RepositoryState {
  return {
    commit,
    files: new Map([...texts].map(([path, text]) => [path, `id of ${text}`])),
    irregular: new Set(irregular),
    read: (paths, signal) => {
      signal.throwIfAborted();
      return Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const text = texts.get(path);
            return text === undefined ? [] : [[path, new TextEncoder().encode(text)] as const];
          }),
        ),
      );
    },
  };
}

/** The files of environments that people write, with what is rendered from them. */
export function renderedTexts(...environments: readonly EnvironmentFiles[]): Map<string, string> {
  return new Map(
    environments.flatMap((files) => {
      const state = renderedState(files);
      if (state.kind === 'refused') throw new Error(JSON.stringify(state.problems));
      const written = [files.environment, ...files.clusters.map(({ file }) => file)];
      return [
        ...written.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)] as const),
        ...state.files.map(({ path, text }) => [path, text] as const),
      ];
    }),
  );
}
