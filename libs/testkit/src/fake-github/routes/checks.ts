import { repositoryOf } from '../access.ts';
import { answered, created, invalid, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { checkRunJson } from '../answers/check-run-json.ts';
import { instant } from '../answers/issue-json.ts';
import type { CheckRun } from '../check-run.ts';
import { paged } from '../pages.ts';
import type { Repository } from '../world.ts';
import { commitNamed } from './commits.ts';

/** Bytes, of each of `summary` and `text`. */
const MOST_BYTES = 65_535;

/** @see https://docs.github.com/en/rest/checks/runs */
export const checkRoutes: Readonly<Record<string, Route>> = {
  'checks/create': (call) => {
    const appId = appOf(call);
    const repository = repositoryOf(call, 'checks', 'write');
    const asked = call.body as AskedRun & { readonly name: string; readonly head_sha: string };
    if (repository.git.get(asked.head_sha)?.kind !== 'commit')
      throw new Refusal(422, `No commit found for SHA: ${asked.head_sha}`);
    const nothing = { title: null, summary: null, text: null, annotations: 0 };
    const run: CheckRun = {
      id: call.world.nextId(),
      appId,
      name: asked.name,
      headSha: asked.head_sha,
      externalId: '',
      detailsUrl: null,
      status: 'queued',
      conclusion: null,
      startedAt: instant(call.world.now()),
      completedAt: null,
      output: nothing,
    };
    return created(kept(call, repository, changed(call, run, asked)));
  },

  'checks/update': (call) => {
    const appId = appOf(call);
    const repository = repositoryOf(call, 'checks', 'write');
    const run = runOf(call, repository);
    if (run.appId !== appId)
      throw new Refusal(
        403,
        `Invalid app_id \`${appId}\` - check run can only be modified by the GitHub App that created it.`,
      );
    return answered(kept(call, repository, changed(call, run, call.body as AskedRun)));
  },

  'checks/get': (call) => {
    const repository = repositoryOf(call, 'checks', 'read');
    return answered(checkRunJson(call.world, repository, runOf(call, repository)));
  },

  'checks/list-for-ref': (call) => {
    const repository = repositoryOf(call, 'checks', 'read');
    const sha = commitNamed(repository, String(call.path['ref']));
    if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${String(call.path['ref'])}`);
    const { query } = call;
    const runs = [...repository.checkRuns.listed().values()]
      .filter(({ headSha }) => headSha === sha)
      .filter(({ appId }) => query['app_id'] === undefined || query['app_id'] === appId)
      .filter(({ name }) => query['check_name'] === undefined || query['check_name'] === name)
      .filter(({ status }) => query['status'] === undefined || query['status'] === status)
      .sort((one, other) => other.id - one.id)
      .filter((run, index, all) => query['filter'] === 'all' || index === all.findIndex((other) => isSame(run, other)));
    return paged(runs, call, (page) => ({
      total_count: runs.length,
      check_runs: page.map((run) => checkRunJson(call.world, repository, run)),
    }));
  },
};

interface AskedRun {
  readonly name?: string;
  readonly external_id?: string;
  readonly details_url?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly text?: string;
    readonly annotations?: readonly unknown[];
  };
}

/** Only apps have check runs. */
function appOf({ actor }: Call): number {
  if (actor.kind !== 'installation') throw new Refusal(403, 'You must authenticate via a GitHub App.');
  return actor.token.app.id;
}

/** What has a conclusion is completed, whether it was said or not. */
function changed(call: Call, run: CheckRun, asked: AskedRun): CheckRun {
  const { output } = asked;
  checkBytes('summary', output?.summary);
  checkBytes('text', output?.text);
  const status = asked.conclusion === undefined ? (asked.status ?? run.status) : 'completed';
  const conclusion = status === 'completed' ? (asked.conclusion ?? run.conclusion) : null;
  if (status === 'completed' && conclusion === null)
    throw invalid({ resource: 'CheckRun', field: 'conclusion', code: 'missing_field' });
  return {
    ...run,
    name: asked.name ?? run.name,
    externalId: asked.external_id ?? run.externalId,
    detailsUrl: asked.details_url ?? run.detailsUrl,
    status,
    conclusion,
    startedAt: asked.started_at ?? run.startedAt,
    completedAt: status === 'completed' ? (asked.completed_at ?? run.completedAt ?? instant(call.world.now())) : null,
    output: {
      title: output?.title ?? run.output.title,
      summary: output?.summary ?? run.output.summary,
      text: output?.text ?? run.output.text,
      annotations: run.output.annotations + (output?.annotations?.length ?? 0),
    },
  };
}

function checkBytes(field: string, text = ''): void {
  if (Buffer.byteLength(text, 'utf8') > MOST_BYTES)
    throw new Refusal(422, `Invalid request.\n\nOnly ${MOST_BYTES} bytes are allowed; ${field} has more.`);
}

function kept({ world }: Call, repository: Repository, run: CheckRun): Record<string, unknown> {
  repository.checkRuns.set(run.id, run);
  return checkRunJson(world, repository, run);
}

function runOf({ path }: Call, { checkRuns }: Repository): CheckRun {
  const run = checkRuns.current.get(Number(path['check_run_id']));
  if (run === undefined) throw notFound();
  return run;
}

function isSame(one: CheckRun, other: CheckRun): boolean {
  return one.name === other.name && one.appId === other.appId;
}
