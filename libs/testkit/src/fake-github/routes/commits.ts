import { gitOf } from '../access.ts';
import { answered, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { commitJson } from '../answers/commit-json.ts';
import { filesJson } from '../answers/diff-json.ts';
import { pullInListJson } from '../answers/pull-json.ts';
import { ancestry, changedFiles, commitOf, commitsBetween, mergeBase } from '../git-history.ts';
import { paged } from '../pages.ts';
import { issueOfPull } from '../pull-requests.ts';
import type { Repository } from '../world.ts';

/** Files of a comparison end here. */
const MOST_FILES = 300;

/** @see https://docs.github.com/en/rest/commits/commits and https://docs.github.com/en/rest/branches/branches */
export const commitRoutes: Readonly<Record<string, Route>> = {
  'repos/get-commit': (call) => {
    const repository = gitOf(call, 'read');
    const sha = commitNamed(repository, String(call.path['ref']));
    if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${String(call.path['ref'])}`);
    const [parent] = commitOf(repository.git, sha).parents;
    const files = filesJson(call.world, repository, { before: parent, after: sha });
    return answered({ ...commitJson(call.world, repository, sha), files: files.slice(0, MOST_FILES) });
  },

  'repos/list-commits': (call) => {
    const repository = gitOf(call, 'read');
    const start = commitNamed(repository, textOr(call.query['sha'], repository.defaultBranch));
    if (start === undefined) throw notFound();
    const commits = [...ancestry(repository.git, start)].filter((sha) => touches(repository, sha, call.query['path']));
    return paged(commits, call, (page) => page.map((sha) => commitJson(call.world, repository, sha)));
  },

  'repos/list-pull-requests-associated-with-commit': (call) => {
    const repository = gitOf(call, 'read');
    const sha = String(call.path['commit_sha']);
    const pulls = [...repository.pulls.listed().values()].filter(
      ({ head, merged }) => merged?.commit === sha || [...ancestry(repository.git, head.sha)].includes(sha),
    );
    return paged(pulls, call, (page) =>
      page.map((pull) => pullInListJson(call.world, repository, { pull, issue: issueOfPull(repository, pull.number) })),
    );
  },

  'repos/compare-commits-with-basehead': (call) => {
    const [base = '', head = ''] = String(call.path['basehead']).split('...');
    return compared(call, base, head);
  },

  'repos/compare-commits': (call) => compared(call, String(call.path['base']), String(call.path['head'])),

  'repos/list-branches': (call) => {
    const repository = gitOf(call, 'read');
    const { url } = call.world;
    const branches = [...repository.refs.listed()].filter(([ref]) => ref.startsWith('refs/heads/')).sort();
    return paged(branches, call, (page) =>
      page.map(([ref, sha]) => ({
        name: ref.slice('refs/heads/'.length),
        commit: { sha, url: `${url}/repos/${repository.owner}/${repository.name}/commits/${sha}` },
        protected: false,
      })),
    );
  },

  'repos/get-branch': (call) => {
    const repository = gitOf(call, 'read');
    const name = String(call.path['branch']);
    const sha = repository.refs.current.get(`refs/heads/${name}`);
    if (sha === undefined) throw new Refusal(404, 'Branch not found');
    const self = `${call.world.url}/repos/${repository.owner}/${repository.name}/branches/${encodeURIComponent(name)}`;
    return answered({
      name,
      commit: commitJson(call.world, repository, sha),
      _links: { self, html: `${call.world.url}/${repository.owner}/${repository.name}/tree/${name}` },
      protected: false,
      protection: { enabled: false },
      protection_url: `${self}/protection`,
    });
  },
};

export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** @param name a branch, `heads/branch`, `refs/heads/branch`, or the id of a commit */
export function commitNamed({ refs, git }: Repository, name: string): string | undefined {
  const sha = [`refs/heads/${name}`, `refs/${name}`, name].map((ref) => refs.current.get(ref)).find(Boolean) ?? name;
  return git.get(sha)?.kind === 'commit' ? sha : undefined;
}

/** What `head` has since it left `base`. */
function compared(call: Call, baseName: string, headName: string): ReturnType<Route> {
  const repository = gitOf(call, 'read');
  const { git, owner, name } = repository;
  const [base, head] = [sideNamed(call, repository, baseName), sideNamed(call, repository, headName)];
  const common = mergeBase(git, base, head);
  if (common === undefined) throw new Refusal(404, `No common ancestor between ${baseName} and ${headName}.`);
  const commits = commitsBetween(git, base, head);
  const behind = commitsBetween(git, head, base).length;
  const range = `${base}...${head}`;
  const html = `${call.world.url}/${owner}/${name}/compare/${range}`;
  const files = filesJson(call.world, repository, { before: common, after: head });
  const status = commits.length === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged';
  return paged(commits, call, (page) => ({
    url: `${call.world.url}/repos/${owner}/${name}/compare/${range}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitJson(call.world, repository, base),
    merge_base_commit: commitJson(call.world, repository, common),
    status,
    ahead_by: commits.length,
    behind_by: behind,
    total_commits: commits.length,
    commits: page.map((sha) => commitJson(call.world, repository, sha)),
    // only the first page has them
    ...(Number(call.query['page'] ?? 1) > 1 ? {} : { files: files.slice(0, MOST_FILES) }),
  }));
}

/** @param name of this repository, or `owner:branch` of a fork */
function sideNamed({ world }: Call, repository: Repository, name: string): string {
  const [, owner, branch = name] = /^([^:]+):(.+)$/.exec(name) ?? [];
  const holder =
    owner === undefined || owner === repository.owner
      ? repository
      : world.repositories.find((other) => other.owner === owner && other.git === repository.git);
  const sha = holder && commitNamed(holder, branch);
  if (sha === undefined) throw notFound();
  return sha;
}

function touches({ git }: Repository, sha: string, path: unknown): boolean {
  if (typeof path !== 'string') return true;
  const [parent] = commitOf(git, sha).parents;
  return changedFiles(git, parent, sha).some((file) => file.path === path || file.path.startsWith(`${path}/`));
}
