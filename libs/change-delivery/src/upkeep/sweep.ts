import type { Desk } from '../desk.ts';
import { lookAtBranch } from '../locks/look-at-lock.ts';
import { decideSweep } from '../locks/lock.ts';
import { BRANCH_PREFIX, targetOf } from '../locks/target-branch.ts';
import type { Tally } from './tally.ts';

/** Deletes branches that nobody holds: claims of which no pull request came in time, and those of pull requests that are over. */
export async function sweep(desk: Desk, tally: Tally): Promise<void> {
  const { repository, signal } = desk;
  await tally.attempt('list of branches', async () => {
    for (const { name } of await repository.branches(BRANCH_PREFIX, { signal })) {
      if (targetOf(name) === undefined) continue;
      await tally.attempt(`sweep ${name}`, async () => {
        if (await sweepBranch(desk, name)) tally.count('swept');
      });
    }
  });
}

async function sweepBranch(desk: Desk, branch: string): Promise<boolean> {
  const decision = decideSweep(await lookAtBranch(desk, branch), desk.now);
  if (decision.kind === 'keep') return false;
  const removal = await desk.repository.deleteBranch(branch, decision.expected, { signal: desk.signal });
  return removal.kind === 'removed';
}
