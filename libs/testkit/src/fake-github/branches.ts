import { reaches } from './git-history.ts';
import { followHead, followBase, headGone } from './pull-requests.ts';
import type { Repository, World } from './world.ts';

export interface BranchMove {
  /** `refs/heads/main` */
  readonly ref: string;
  /** Undefined: it is deleted. */
  readonly to: string | undefined;
  readonly by: string;
}

/** The one way in which a ref is made, moved or deleted, with what GitHub does about pull requests then. */
export function moveRef(world: World, repository: Repository, { ref, to, by }: BranchMove): void {
  const before = repository.refs.current.get(ref);
  if (before === to) return;
  if (to === undefined) repository.refs.remove(ref);
  else repository.refs.set(ref, to);
  const forced = before !== undefined && to !== undefined && !reaches(repository.git, to, before);
  world.tell({ kind: 'push', repository, by, ref, before, after: to, forced });
  if (!ref.startsWith('refs/heads/')) return;
  const branch = { repository, branch: ref.slice('refs/heads/'.length), by };
  if (to === undefined) headGone(world, branch);
  else {
    followHead(world, { ...branch, to });
    followBase(world, { ...branch, to });
  }
}
