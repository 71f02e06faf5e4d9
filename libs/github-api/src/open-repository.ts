import { z } from 'zod';
import { botObstacles } from './access/bot-obstacles.ts';
import { permissionOf } from './access/collaborator-permission.ts';
import { branchesOf, headOf, removeBranch } from './branches/branches.ts';
import { publish } from './branches/publish.ts';
import { checkRuns } from './checks/check-runs.ts';
import type { GitObjects } from './contents/git-objects.ts';
import { repositoryContents } from './contents/repository-contents.ts';
import { fitting } from './fitting.ts';
import type { RepositoryPlace } from './place.ts';
import { pullRequests } from './pulls/pull-requests.ts';
import type { GitHubRepository } from './repository.ts';
import type { RepositoryIssues } from './repository-issues.ts';
import type { GitHubRequests } from './requests.ts';

const ENVIRONMENTS = 'environments';
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

const repositoryAnswer = z.object({ default_branch: z.string() });

export interface RepositoryParts {
  readonly place: RepositoryPlace;
  readonly issues: RepositoryIssues;
  readonly objects: GitObjects;
}

export function openRepository(
  requests: GitHubRequests,
  { place, issues, objects }: RepositoryParts,
): GitHubRepository {
  const { octokit, read } = requests;
  const { here, named } = place;
  const contents = repositoryContents(requests, objects, place);
  const defaultBranch = async (signal: AbortSignal): Promise<string> => {
    const { data } = await read(
      'repos/get',
      (request) => octokit.rest.repos.get({ ...named, request }).then(fitting(repositoryAnswer)),
      signal,
    );
    return data.default_branch;
  };
  const head = (branch: string, signal: AbortSignal): Promise<string | undefined> =>
    here((at) => headOf(requests, { ...at, branch }, signal), signal);
  return {
    name: `${named.owner}/${named.repo}`,
    issueRef: (number, { signal }) => here((at) => Promise.resolve({ ...at, number }), signal),
    issues,
    pullRequests: pullRequests(requests, place, issues),
    checks: checkRuns(requests, place),
    defaultBranch: ({ signal }) => defaultBranch(signal),
    head: (branch, { signal }) => head(branch, signal),
    state: (commit, { signal }) => contents.folder({ commit, path: ENVIRONMENTS }, signal),
    folder: (at, { signal }) => contents.folder(at, signal),
    file: async ({ ref, path }, { signal }) => {
      const commit = COMMIT.test(ref) ? ref : await head(ref, signal);
      return commit === undefined ? undefined : contents.file({ commit, path }, signal);
    },
    commit: (sha, { signal }) => contents.commit(sha, signal),
    compare: (base, to, { signal }) => contents.compare(base, to, signal),
    publish: (change, options) =>
      here(async (at) => {
        // people merge: whoever plans keeps to it, and here nothing else can happen
        if (change.branch === (await defaultBranch(options.signal)))
          throw new RangeError(`${change.branch} is the default branch; what is on it comes from pull requests only.`);
        return publish(requests, { change, place: at, commit: contents.commit }, options);
      }, options.signal),
    branches: (prefix, { signal }) => here((at) => branchesOf(requests, { ...at, prefix }, signal), signal),
    deleteBranch: (branch, expected, options) =>
      here((at) => removeBranch(requests, { ...at, branch, expected }, options), options.signal),
    permission: (login, { signal }) => here((at) => permissionOf(requests, { ...at, login }, signal), signal),
    obstacles: ({ signal }) => botObstacles(requests, named, signal),
  };
}
