import { startFakeGitHub, type FakeGitHub } from '@postgres-ha/testkit/fake-github';
import { BASE_BRANCH, TOKEN, type FileChange, type WantedPullRequest } from './change.ts';

/** One way to make a pull request. */
export type Propose = (baseUrl: string, wanted: WantedPullRequest) => Promise<void>;

/** A repository on a fake GitHub in which the same pull request is made again and again, each on a branch of its own. */
export interface Proposals extends AsyncDisposable {
  /** Milliseconds that it took, and the requests that wrote something. */
  readonly run: (propose: Propose) => Promise<{ readonly ms: number; readonly writes: number }>;
  /** Trees of all commits that were proposed: one, where everybody has proposed the same. */
  readonly trees: ReadonlySet<string>;
}

const REPOSITORY = 'acme/databases';

export async function startProposals({ before, after }: FileChange): Promise<Proposals> {
  const github = await startFakeGitHub({
    repositories: [{ name: REPOSITORY, members: { keeper: 'write' }, files: Object.fromEntries(before) }],
    tokens: [{ token: TOKEN, login: 'keeper', scopes: ['repo'] }],
  });
  const trees = new Set<string>();
  let turn = 0;
  return {
    trees,
    run: async (propose) => {
      turn += 1;
      const branch = `postgres-ha/bench/turn-${turn}`;
      const base = await headOf(github, BASE_BRANCH);
      const from = github.requests.length;
      const start = performance.now();
      await propose(github.url, { repository: REPOSITORY, branch, base, files: after });
      const ms = performance.now() - start;
      const writes = github.requests.slice(from).filter(({ method }) => method !== 'GET' && method !== 'HEAD').length;
      if (github.violations.length > 0) throw new Error(github.violations.join('; '));
      trees.add(await treeOf(github, await headOf(github, branch)));
      return { ms, writes };
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

async function headOf(github: FakeGitHub, branch: string): Promise<string> {
  const { object } = (await asked(github, `git/ref/heads/${branch}`)) as { readonly object: { readonly sha: string } };
  return object.sha;
}

async function treeOf(github: FakeGitHub, commit: string): Promise<string> {
  const { tree } = (await asked(github, `git/commits/${commit}`)) as { readonly tree: { readonly sha: string } };
  return tree.sha;
}

async function asked({ url }: FakeGitHub, path: string): Promise<unknown> {
  const answer = await fetch(`${url}/repos/${REPOSITORY}/${path}`, { headers: { authorization: `token ${TOKEN}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
