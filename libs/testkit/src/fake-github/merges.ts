import { Refusal } from './answer.ts';
import { moveRef } from './branches.ts';
import { commitOf, commitsBetween, mergeBase, mergedFiles, putFiles, reaches } from './git-history.ts';
import type { GitCommit } from './git-objects.ts';
import { personOf, signedByGitHub, unsigned, WEB_FLOW } from './git-people.ts';
import { issueOfPull, pullOf, settleMerge } from './pull-requests.ts';
import type { PullRequest } from './pull-request.ts';
import type { Repository, World } from './world.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface Merge {
  readonly number: number;
  readonly by: string;
  readonly method: MergeMethod;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** What the head has to be. */
  readonly sha?: string | undefined;
}

/**
 * @returns the commit that the base is at then
 * @throws Refusal 405 for what cannot be merged, 409 where the head is another
 */
export function mergePullRequest(world: World, repository: Repository, merge: Merge): string {
  const { number, by, method, sha } = merge;
  const pull = pullOf(repository, number);
  const base = baseTip(repository, pull);
  if (issueOfPull(repository, number).state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft');
  if (sha !== undefined && sha !== pull.head.sha)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  if (mergeability(repository, pull) === 'dirty') throw new Refusal(405, 'Pull Request is not mergeable');
  const commit = method === 'rebase' ? replayed(world, repository, { pull, base }) : joined(world, repository, merge);
  settleMerge(world, repository, { number, by, commit });
  moveRef(world, repository, { ref: `refs/heads/${pull.base.branch}`, to: commit, by });
  return commit;
}

/** As `mergeable_state` has it. */
export function mergeability(repository: Repository, pull: PullRequest): 'clean' | 'dirty' | 'draft' {
  const { git } = repository;
  const base = baseTip(repository, pull);
  const common = mergeBase(git, base, pull.head.sha);
  if (common === undefined) return 'dirty';
  if (mergedFiles(git, { base: common, ours: base, theirs: pull.head.sha }) === undefined) return 'dirty';
  return pull.draft ? 'draft' : 'clean';
}

export function baseTip(repository: Repository, { base }: PullRequest): string {
  return repository.refs.current.get(`refs/heads/${base.branch}`) ?? base.sha;
}

function joined(world: World, repository: Repository, { number, by, method, title, message }: Merge): string {
  const { git } = repository;
  const pull = pullOf(repository, number);
  const issue = issueOfPull(repository, number);
  const base = baseTip(repository, pull);
  const { head } = pull;
  const usual =
    method === 'merge'
      ? { title: `Merge pull request #${number} from ${head.repository.owner}/${head.branch}`, message: issue.title }
      : { title: `${issue.title} (#${number})`, message: '' };
  const text = [title ?? usual.title, message ?? usual.message].filter((part) => part !== '').join('\n\n');
  const commit: GitCommit = {
    tree: putFiles(git, filesAfter(repository, { base, head: head.sha })),
    parents: method === 'merge' ? [base, head.sha] : [base],
    author: personOf(by, world.now()),
    committer: { ...WEB_FLOW, atSeconds: Math.floor(world.now() / 1000) },
    message: text,
  };
  return git.put({ kind: 'commit', commit: signedByGitHub(commit) });
}

/** The head's commits, one by one, on the base; nobody signs them. */
function replayed(
  world: World,
  { git }: Repository,
  { pull, base }: { readonly pull: PullRequest; readonly base: string },
): string {
  let onto = base;
  for (const sha of commitsBetween(git, base, pull.head.sha)) {
    const commit = commitOf(git, sha);
    const [parent] = commit.parents;
    if (commit.parents.length > 1 || parent === undefined) throw new Refusal(405, "This branch can't be rebased");
    const files = mergedFiles(git, { base: parent, ours: onto, theirs: sha });
    if (files === undefined) throw new Refusal(405, "This branch can't be rebased");
    const committer = { ...commit.committer, atSeconds: Math.floor(world.now() / 1000) };
    onto = git.put({
      kind: 'commit',
      commit: { ...unsigned(commit), committer, tree: putFiles(git, files), parents: [onto] },
    });
  }
  return onto;
}

function filesAfter(
  { git }: Repository,
  { base, head }: { readonly base: string; readonly head: string },
): ReturnType<typeof filesOrThrow> {
  if (reaches(git, head, base)) return filesOrThrow(mergedFiles(git, { base, ours: base, theirs: head }));
  return filesOrThrow(mergedFiles(git, { base: mergeBase(git, base, head) ?? base, ours: base, theirs: head }));
}

function filesOrThrow(files: ReturnType<typeof mergedFiles>): NonNullable<ReturnType<typeof mergedFiles>> {
  if (files === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  return files;
}
