import type { RepositoryState } from '@postgres-ha/change-request';

/** A pull request, the commit that it grew from, and the default branch as it is now. */
export interface MergeSeen {
  readonly mergeBase: RepositoryState;
  readonly main: RepositoryState;
  readonly head: RepositoryState;
}

/** What merging would change now. */
export interface MergedView {
  readonly before: RepositoryState;
  readonly after: RepositoryState;
}

/**
 * What a pull request would do if it were merged now: freezes that began after it was written count for it, and what it renders is held against what
 * is rendered from now. File by file; where both sides changed one, it is taken as it was when the pull request grew from it, and git says more. What
 * an environment says of itself is always that of the default branch: no pull request gets around a freeze by touching that file.
 */
export function mergedView({ mergeBase, main, head }: MergeSeen): MergedView {
  const before = new Map<string, RepositoryState>();
  const after = new Map<string, RepositoryState>();
  for (const path of new Set([...mergeBase.files.keys(), ...main.files.keys(), ...head.files.keys()])) {
    const [grewFrom, now, proposed] = [mergeBase, main, head].map((state) => state.files.get(path));
    const changedHere = proposed !== grewFrom;
    const changedThere = now !== grewFrom;
    before.set(path, changedHere && changedThere && now !== proposed && !isEnvironmentFile(path) ? mergeBase : main);
    after.set(path, changedHere ? head : main);
  }
  return {
    before: composed({ commit: main.commit, sources: before, irregular: main.irregular }),
    after: composed({ commit: head.commit, sources: after, irregular: head.irregular }),
  };
}

function isEnvironmentFile(path: string): boolean {
  return /^environments\/[^/]+\/environment\.yaml$/.test(path);
}

interface Composition {
  readonly commit: string;
  /** Where each file is from; one that is not there is removed. */
  readonly sources: ReadonlyMap<string, RepositoryState>;
  readonly irregular: ReadonlySet<string>;
}

function composed({ commit, sources, irregular }: Composition): RepositoryState {
  return {
    commit,
    irregular,
    files: new Map(
      [...sources].flatMap(([path, state]): [string, string][] => {
        const id = state.files.get(path);
        return id === undefined ? [] : [[path, id]];
      }),
    ),
    read: async (paths, signal) => {
      const bytes = new Map<string, Uint8Array>();
      for (const [state, wanted] of Map.groupBy(paths, (path) => sources.get(path))) {
        if (state === undefined) continue;
        for (const [path, content] of await state.read(wanted, signal)) bytes.set(path, content);
      }
      return bytes;
    },
  };
}
