import type { CheckRun } from '../check-run.ts';
import { issueOfPull } from '../pull-requests.ts';
import type { PullRequest } from '../pull-request.ts';
import type { Repository, World } from '../world.ts';
import { appJson, nodeId } from './account-json.ts';

export function checkRunJson(world: World, repository: Repository, run: CheckRun): Record<string, unknown> {
  const url = `${world.url}/repos/${repository.owner}/${repository.name}/check-runs/${run.id}`;
  const app = world.apps.find(({ id }) => id === run.appId);
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${world.url}/${repository.owner}/${repository.name}/runs/${run.id}`,
    details_url: run.detailsUrl ?? 'https://example.org',
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.appId },
    app: app === undefined ? null : appJson(world, app),
    pull_requests: [...repository.pulls.current.values()]
      .filter(({ number, head }) => head.sha === run.headSha && issueOfPull(repository, number).state === 'open')
      .map((pull) => pullShortJson(world, repository, pull)),
  };
}

function pullShortJson(world: World, repository: Repository, { id, number, head, base }: PullRequest): unknown {
  const url = `${world.url}/repos/${repository.owner}/${repository.name}/pulls/${number}`;
  const side = (of: PullRequest['head']): unknown => {
    const { id: repositoryId, owner, name } = of.repository;
    return {
      ref: of.branch,
      sha: of.sha,
      repo: { id: repositoryId, url: `${world.url}/repos/${owner}/${name}`, name },
    };
  };
  return { id, number, url, head: side(head), base: side(base) };
}
