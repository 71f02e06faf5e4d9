import { z } from 'zod';
import { begunOnce } from '../begun-once.ts';
import { fitting } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { mayPass } from '../harmless.ts';
import type { GitHubRequests, Writing } from '../requests.ts';
import type { BranchChange, ChangedFile, Published } from './branch-change.ts';
import { BranchMoved, expectedHeadOf, headOf, type AtBranch } from './branches.ts';
import { commitWriter, type CommitPorts, type CommitWriter } from './commit-writer.ts';

const ATTEMPTS = 3;
const FIRST_WAIT_MS = 500;

const refAnswer = z.object({ object: z.object({ sha: z.string() }) });

/**
 * Puts one commit on a branch: its tree, the commit, and then the ref in one step, so that at no moment the branch is at its base, for which GitHub
 * would close its pull request.
 *
 * The ref is what counts: it is created, which GitHub does for one only, or moved right after a look. Where it is not known whether that was done,
 * it is looked at, and the same is asked for again only where the branch is still what was expected.
 */
export async function publish(
  requests: GitHubRequests,
  { change, ...ports }: CommitPorts & { readonly change: BranchChange },
  options: Writing,
): Promise<Published> {
  const writing = begunOnce(options);
  const { signal } = writing;
  refuseOutside(change.files);
  const at = { ...ports.place, branch: change.branch };
  const look = change.expected === 'absent' ? headOf : expectedHeadOf;
  const head = await look(requests, at, signal);
  const writer = commitWriter(requests, { ...ports, change }, writing);
  if (head !== expectedHead(change)) return sameOrTaken(writer, head);
  const commit = await writer.commit();
  return setRef(requests, { at, change, commit, writer }, writing);
}

/** Whoever plans keeps to it; here nothing else can be written, whatever was planned. */
function refuseOutside(files: readonly ChangedFile[]): void {
  const outside = files.find(({ path }) => !isWritable(path));
  if (outside !== undefined)
    throw new RangeError(`${JSON.stringify(outside.path)} is not a file below environments/; nothing else is written.`);
  if (files.length === 0) throw new RangeError('There is nothing to write; expected at least one file.');
}

function isWritable(path: string): boolean {
  const [root, ...below] = path.split('/');
  const special = (part: string): boolean => ['', '.', '..', '.git'].includes(part.toLowerCase());
  return root === 'environments' && below.length > 0 && !below.some(special) && !/[\\\p{Cc}]/u.test(path);
}

function expectedHead({ expected }: BranchChange): string | undefined {
  return expected === 'absent' ? undefined : expected.head;
}

/** What an attempt before has written is found by what it holds, and is as good as written now. */
async function sameOrTaken(writer: CommitWriter, head: string | undefined): Promise<Published> {
  if (head !== undefined && (await writer.isIt(head))) return { kind: 'published', commit: head, made: 'before' };
  return { kind: 'taken', head };
}

interface RefChange {
  readonly at: AtBranch;
  readonly change: BranchChange;
  readonly commit: string;
  readonly writer: CommitWriter;
}

async function setRef(requests: GitHubRequests, ref: RefChange, writing: Writing): Promise<Published> {
  const { signal } = writing;
  const { at, change, commit, writer } = ref;
  for (let attempt = 1; ; attempt++) {
    try {
      await writeRef(requests, ref, writing);
      return { kind: 'published', commit, made: 'now' };
    } catch (error) {
      const { head } = await lookAfter(error, { requests, at, signal });
      if (head === commit) return { kind: 'published', commit, made: 'now' };
      if (head !== expectedHead(change)) return await sameOrTaken(writer, head);
      // 422 too: what was committed just before may not be seen yet
      const again = mayPass(error) || (error instanceof GitHubError && error.problem === 'invalid');
      if (!again || attempt >= ATTEMPTS) throw error;
      await requests.clock.wait(FIRST_WAIT_MS * 2 ** (attempt - 1), signal);
    }
  }
}

async function writeRef(
  requests: GitHubRequests,
  { at, change, commit }: RefChange,
  { signal, begin }: Writing,
): Promise<void> {
  const { git } = requests.octokit.rest;
  const { branch, ...place } = at;
  if (change.expected === 'absent') {
    await requests.write(
      'git/create-ref',
      (request) =>
        git.createRef({ ...place, ref: `refs/heads/${branch}`, sha: commit, request }).then(fitting(refAnswer)),
      { signal, begin },
    );
    return;
  }
  const { head: expected } = change.expected;
  // what grows from what is there overwrites nothing, and GitHub itself sees to that
  const force = change.base !== expected;
  const moved = { ...place, ref: `heads/${branch}`, sha: commit, force };
  await requests.write('git/update-ref', (request) => git.updateRef({ ...moved, request }).then(fitting(refAnswer)), {
    signal,
    begin: async () => {
      await begin?.();
      // the last moment at which a push of somebody else can be seen
      const now = await expectedHeadOf(requests, at, signal);
      if (now !== expected) throw new BranchMoved(now);
    },
  });
}

interface Look {
  readonly requests: GitHubRequests;
  readonly at: AtBranch;
  readonly signal: AbortSignal;
}

/** Where the ref is after GitHub did not say that it was set. @throws what has nothing to do with where it is */
async function lookAfter(
  error: unknown,
  { requests, at, signal }: Look,
): Promise<{ readonly head: string | undefined }> {
  if (error instanceof BranchMoved) return { head: error.head };
  if (!(error instanceof GitHubError)) throw error;
  // 422: it exists, it is gone, or something that a look does not change; which of them only its words would say
  if (error.effect !== 'unknown' && !mayPass(error) && error.problem !== 'invalid') throw error;
  return { head: await expectedHeadOf(requests, at, signal) };
}
