import type { Mutation } from '../mutations/mutation.ts';

/** Leaves out what a case does not need to show what it shows: whole mutations first, then single steps, until nothing more can go. */
export async function shrunk(
  mutations: readonly Mutation[],
  stillShows: (fewer: readonly Mutation[]) => Promise<boolean>,
): Promise<readonly Mutation[]> {
  for (const fewer of smaller(mutations)) {
    if (await stillShows(fewer)) return shrunk(fewer, stillShows);
  }
  return mutations;
}

function smaller(mutations: readonly Mutation[]): readonly (readonly Mutation[])[] {
  const without = mutations.map((_, index) => mutations.toSpliced(index, 1));
  const simpler = mutations.flatMap(({ name, steps }, index) =>
    steps.length === 1 ? [] : steps.map((_, step) => mutations.with(index, { name, steps: steps.toSpliced(step, 1) })),
  );
  return [...(mutations.length > 1 ? without : []), ...simpler];
}
