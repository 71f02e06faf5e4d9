import { GitHubError, type Issue, type IssueRef } from '@postgres-ha/github-api';
import { SinkError, type Incident } from '@postgres-ha/incident';
import { githubIssue, issueMarker } from './github-issue.ts';
import type { Showing } from './github-showing.ts';
import { watchdogLabel } from './issue-labels.ts';
import { toldIn } from './issue-section.ts';

/** GitHub's clock and ours may differ. */
const CLOCKS_DIFFER_MS = 86_400_000;
const BETWEEN_LOOKS_MS = 5000;

/** The incident's issue as it is now, found or created. Undefined: people deleted it, and it is left at that. */
export async function locateIssue(incident: Incident, showing: Showing): Promise<Issue | undefined> {
  const { progress, keep, port, signal } = showing;
  const state = progress().issue;
  switch (state.kind) {
    case 'deleted':
      if (incident.status === 'resolved' || state.opening === incident.openings) return undefined;
      await keep({ issue: { kind: 'none' }, replacedIn: incident.openings });
      return create(incident, showing);
    case 'created': {
      const issue = await present(state, showing);
      if (issue !== undefined) return issue;
      // Whoever deletes it twice does not want it; an open critical incident is not hidden by one slip.
      const again =
        incident.status === 'open' && incident.severity === 'critical' && progress().replacedIn < incident.openings;
      if (!again) {
        await keep({ issue: { kind: 'deleted', opening: incident.openings }, commentingSince: null });
        return undefined;
      }
      await keep({ issue: { kind: 'none' }, replacedIn: incident.openings, commentingSince: null });
      return create(incident, showing);
    }
    case 'none':
    case 'creating': {
      const since = new Date(Date.parse(incident.openedAt) - CLOCKS_DIFFER_MS);
      const after = state.kind === 'creating' ? state.after : undefined;
      const found = await port.findByMarker({ marker: issueMarker(incident), since, after }, { signal });
      if (found !== undefined) return adopt(found, { incident, showing });
      if (state.kind === 'creating') waitForIt(state.since, showing);
      return create(incident, showing);
    }
  }
}

/** Undefined: out of sight while issues of the repository can be seen. Where they cannot, this throws. */
async function present(ref: IssueRef, showing: Showing): Promise<Issue | undefined> {
  const issue = await inSight(ref, showing);
  if (issue !== undefined) return issue;
  await showing.port.newestNumber({ signal: showing.signal });
  // issues may have been turned on, or access given, between the two looks
  return inSight(ref, showing);
}

async function inSight({ owner, repo, number }: IssueRef, { port, signal }: Showing): Promise<Issue | undefined> {
  try {
    return await port.get({ owner, repo, number }, { signal });
  } catch (error) {
    if (error instanceof GitHubError && error.problem === 'not-found') return undefined;
    throw error;
  }
}

/** Created before, and not known to be: by an attempt whose answer was lost, or by what lost its progress. */
async function adopt(
  issue: Issue,
  { incident, showing }: { readonly incident: Incident; readonly showing: Showing },
): Promise<Issue> {
  const { progress, keep, clock } = showing;
  await keep({
    issue: { kind: 'created', ...issue.ref },
    titles: [issue.title],
    severity: severityOn(issue),
    told: Math.min(toldIn(issue.body), incident.timeline.at(-1)?.number ?? 0),
    openedIn: issue.state === 'open' ? incident.openings : 0,
    // where the progress was lost, comments may be there besides
    commentingSince: progress().issue.kind === 'none' ? clock.now().toISOString() : null,
  });
  return issue;
}

function severityOn({ labels }: Issue): Incident['severity'] | null {
  return (['critical', 'warning', 'info'] as const).find((severity) => labels.includes(`severity/${severity}`)) ?? null;
}

async function create(incident: Incident, showing: Showing): Promise<Issue> {
  const { progress, keep, port, clock, signal, labels } = showing;
  const earlier = progress().issue;
  const { title, body, labels: names } = githubIssue(incident, { labels });
  await showing.labelsReady(names.map(watchdogLabel), signal);
  const after = earlier.kind === 'creating' ? earlier.after : await port.newestNumber({ signal });
  let issue: Issue;
  try {
    const begin = (): Promise<void> => keep({ issue: { kind: 'creating', after, since: clock.now().toISOString() } });
    issue = await port.create({ title, body, labels: names }, { signal, begin });
  } catch (error) {
    if (error instanceof GitHubError && error.effect === 'none') await keep({ issue: earlier });
    throw error;
  }
  await keep({
    issue: { kind: 'created', ...issue.ref },
    titles: [title],
    severity: incident.severity,
    told: incident.timeline.at(-1)?.number ?? 0,
    openedIn: incident.openings,
  });
  return issue;
}

/** @throws SinkError while what was sent may still come to light */
function waitForIt(since: string, { clock, settleMs }: Showing): void {
  const left = Math.min(Date.parse(since) + settleMs - clock.now().getTime(), settleMs);
  if (left <= 0) return;
  throw new SinkError('later', 'GitHub did not say whether it created the issue, and does not show it yet', {
    retryAfterMs: Math.min(left, BETWEEN_LOOKS_MS),
  });
}
