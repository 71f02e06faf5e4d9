import { maintenanceOf, opennessOf } from '@postgres-ha/calendar';
import {
  branchOf,
  dashboardIssue,
  judgeStates,
  type ClusterState,
  type OpenIntent,
  type RepositoryState,
} from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { BRANCH_PREFIX } from '../locks/target-branch.ts';
import { factsOf } from '../planning.ts';
import { checkIdOf, findCheck } from '../reviews/check.ts';
import { isSameSaying } from '../reviews/same-saying.ts';
import type { EnvironmentSeen } from './environments.ts';

export interface DashboardWanted {
  readonly title: string;
  readonly environments: readonly EnvironmentSeen[];
  readonly state: RepositoryState;
}

/** What the bot's issue with the state of every cluster is found by. */
const MARKER = '<!-- postgres-ha:dashboard v1 ';

/** One issue shows every cluster; it is written anew only where it says something else. */
export async function showDashboard(desk: Desk, { title, environments, state }: DashboardWanted): Promise<void> {
  const { repository, signal, now } = desk;
  const issue = dashboardIssue(await clusterStates(desk, { environments, state }), { now, title });
  const found = await repository.issues.findByMarker({ marker: MARKER, since: new Date(0) }, { signal });
  // One whose marker somebody broke is written anew: another one beside it would be one more at each tick.
  if (found === undefined) {
    await repository.issues.create({ ...issue, labels: [] }, { signal });
    return;
  }
  if (found.title === issue.title && isSameSaying(found.body, issue.body)) return;
  await repository.issues.update(found.ref, issue, { signal });
}

async function clusterStates(
  desk: Desk,
  { environments, state }: Pick<DashboardWanted, 'environments' | 'state'>,
): Promise<readonly ClusterState[]> {
  const { now } = desk;
  const open = await openIntents(desk);
  const drift = await driftOf(desk, state);
  const facts = factsOf(desk);
  const states: ClusterState[] = [];
  for (const { environment, clusters, calendar } of environments) {
    for (const cluster of clusters) {
      const openness = opennessOf(calendar, cluster, now);
      const maintenance = maintenanceOf(calendar, cluster, now);
      const name = `${environment}/${cluster}`;
      states.push({
        environment,
        cluster,
        facts: await facts(name),
        open: [
          { environment, cluster },
          { environment, cluster: undefined },
        ].flatMap((target) => open.get(branchOf(target)) ?? []),
        freeze: openness.kind === 'frozen' ? openness.by : undefined,
        maintenance:
          maintenance.kind === 'active' || maintenance.kind === 'overdue' ? maintenance.maintenance : undefined,
        drift: drift?.get(name) ?? (drift === undefined ? undefined : 0),
        nextDue:
          maintenance.kind === 'overdue'
            ? { at: maintenance.since, what: 'maintenance was meant to be over' }
            : undefined,
      });
    }
  }
  return states;
}

/** By the branches that they hold. */
async function openIntents(desk: Desk): Promise<ReadonlyMap<string, readonly OpenIntent[]>> {
  const { repository, signal } = desk;
  const intents: (OpenIntent & { readonly branch: string })[] = [];
  for (const pullRequest of await repository.pullRequests.listOpen({ prefix: BRANCH_PREFIX }, { signal })) {
    const { number, url, title, head } = pullRequest;
    intents.push({ number, url, title, branch: head.branch, verdict: await verdictOn(desk, pullRequest) });
  }
  return Map.groupBy(intents, ({ branch }) => branch);
}

/** What the check on its head says. Undefined: there is none, or it says that nothing is known. */
async function verdictOn(desk: Desk, { number, head }: PullRequest): Promise<OpenIntent['verdict']> {
  if (desk.options.checks === 'none') return undefined;
  const check = await findCheck(desk, { headSha: head.sha, externalId: checkIdOf(number) });
  switch (check?.conclusion) {
    case 'success':
      return 'clean';
    case 'failure':
      return 'denied';
    case 'action_required':
      return 'needs-override';
    default:
      return undefined;
  }
}

/** How many rendered files of each cluster do not follow; undefined: it cannot be read. */
async function driftOf(desk: Desk, state: RepositoryState): Promise<ReadonlyMap<string, number> | undefined> {
  const { now, signal } = desk;
  const nothing: RepositoryState = { ...state, files: new Map(), irregular: new Set() };
  const review = await judgeStates({ base: nothing, head: state, facts: new Map(), now, signal });
  if (review.kind === 'refused') return undefined;
  const counts = new Map<string, number>();
  for (const { path } of review.drift) {
    const [, environment = '', cluster = ''] = path.split('/');
    const name = `${environment}/${cluster}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
