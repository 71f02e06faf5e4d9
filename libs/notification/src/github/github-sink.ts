import { GitHubError, type Issue, type IssueLabel } from '@postgres-ha/github-api';
import { SinkError, type Incident, type IncidentSink } from '@postgres-ha/incident';
import { systemClock, type SinkClock } from '../sink-clock.ts';
import { incidentWithoutSecrets } from '../without-secrets.ts';
import { asSinkError } from './github-failure.ts';
import { DEFAULT_LABELS, githubIssue, MOST_BODY, severityLabel } from './github-issue.ts';
import { readGitHubProgress, savedGitHubProgress, type GitHubProgress } from './github-progress.ts';
import type { Showing } from './github-showing.ts';
import { closedEarlyRemark } from './issue-comment.ts';
import { watchdogLabel } from './issue-labels.ts';
import type { IssuePort } from './issue-port.ts';
import { charactersAround, withSection } from './issue-section.ts';
import { locateIssue } from './locate-issue.ts';
import { tellOnce, tellTimeline } from './tell-remarks.ts';

export interface GitHubSinkSettings {
  readonly name?: string;
  /** Besides the one that names the severity. Default: `incident`. */
  readonly labels?: readonly string[];
  /** For how long what was sent may stay unseen before it is sent again. 30 s by default; GitHub itself gives up after 10 s. */
  readonly settleMs?: number;
  /** Values that must not leave. */
  readonly secrets?: readonly string[];
  readonly clock?: SinkClock;
}

/**
 * One issue per incident, kept up to date, with a comment for what people should be notified of, and closed when it is over.
 *
 * A creation or comment is begun in the saved progress before it is sent. Where it is not known whether it was done, it is looked for, by number
 * too, and sent again only when it is not there after `settleMs`. What people do to an issue stands: their title, labels, lock and text around
 * the section. Only if they close it while the incident is critical, or delete it then, is it opened again, once.
 */
export function githubSink(port: IssuePort, settings: GitHubSinkSettings = {}): IncidentSink {
  const { labels = DEFAULT_LABELS, settleMs = 30_000, secrets = [], clock = systemClock } = settings;
  const name = settings.name ?? `github:${port.repository}`;
  const labelsReady = rememberingLabels(port);
  return {
    name,
    deliver: (incident, { progress: saved, save, signal }) =>
      asSinkError(name, async () => {
        let progress = readGitHubProgress(saved, incident);
        const keep = async (changes: Partial<GitHubProgress>): Promise<void> => {
          progress = { ...progress, ...changes };
          await save(savedGitHubProgress(progress));
        };
        const showing = { port, clock, signal, labels, settleMs, labelsReady, keep, progress: () => progress };
        await show(incidentWithoutSecrets(incident, secrets), showing);
      }),
    selfTest: ({ signal }) =>
      asSinkError(name, async () => {
        await port.author({ signal });
        const obstacles = await port.obstacles({ signal });
        if (obstacles.length > 0) throw new SinkError('refused', `${name}: ${obstacles.join(' ')}`);
      }),
  };
}

async function show(incident: Incident, showing: Showing): Promise<void> {
  const issue = await locateIssue(incident, showing);
  if (issue === undefined) return;
  if (incident.status === 'open') await holdOpen(incident, issue, showing);
  await describe(incident, issue, showing);
  await label(incident, issue, showing);
  await tellTimeline(incident, issue, showing);
  if (incident.status === 'resolved') await closeOnce(incident, issue, showing);
}

/** Open, unless people closed it and may: a trouble that is not critical, or for the second time. */
async function holdOpen(incident: Incident, issue: Issue, showing: Showing): Promise<void> {
  const { port, signal, keep, progress } = showing;
  const { openings } = incident;
  const returning = progress().openedIn < openings;
  if (issue.state === 'open') {
    if (returning) await keep({ openedIn: openings });
    const early = progress().closedEarly;
    if (early?.opening === openings && early.step === 'reopening') await answerClosing('reopened');
    return;
  }
  if (returning) {
    await port.reopen(issue.ref, { signal });
    return keep({ openedIn: openings });
  }
  const early = progress().closedEarly;
  const answered = early?.opening === openings && early.step === 'reopened';
  if (incident.severity !== 'critical' || answered) {
    // whoever closed it again has read the first answer
    if (!answered) await tellOnce(closedEarlyRemark(openings, 'left'), { incident, issue, showing });
    return;
  }
  await keep({ closedEarly: { opening: openings, step: 'reopening' } });
  await port.reopen(issue.ref, { signal });
  await answerClosing('reopened');

  async function answerClosing(response: 'reopened'): Promise<void> {
    await tellOnce(closedEarlyRemark(openings, response), { incident, issue, showing });
    await keep({ closedEarly: { opening: openings, step: 'reopened' } });
  }
}

/** Title and section, where they are not so already. */
async function describe(
  incident: Incident,
  issue: Issue,
  { port, signal, labels, keep, progress }: Showing,
): Promise<void> {
  const room = MOST_BODY - charactersAround(issue.body);
  const text = githubIssue(incident, { labels, room, told: progress().told });
  const body = text.body.length <= room ? withSection(issue.body, text.body) : issue.body;
  const retitled = text.title !== issue.title && progress().titles.includes(issue.title);
  // known before it is set: a title that was set and not saved would count as people's
  if (retitled) await keep({ titles: [issue.title, text.title] });
  if (!retitled && body === issue.body) return;
  await port.update(issue.ref, { ...(retitled ? { title: text.title } : {}), body }, { signal });
}

/** The label of the severity follows it; others are people's to keep or take away. */
async function label(
  incident: Incident,
  issue: Issue,
  { port, signal, keep, progress, labelsReady }: Showing,
): Promise<void> {
  const before = progress().severity;
  if (before === incident.severity) return;
  const name = severityLabel(incident.severity);
  await labelsReady([watchdogLabel(name)], signal);
  if (!issue.labels.includes(name)) await withoutRight(port.addLabels(issue.ref, [name], { signal }));
  const old = before === null ? undefined : severityLabel(before);
  if (old !== undefined && issue.labels.includes(old)) await withoutRight(port.removeLabel(issue.ref, old, { signal }));
  await keep({ severity: incident.severity });
}

/** Once for each opening: whoever opens it again has a reason. */
async function closeOnce(
  { openings }: Incident,
  issue: Issue,
  { port, signal, keep, progress }: Showing,
): Promise<void> {
  if (progress().closedIn >= openings) return;
  if (issue.state === 'open') await port.close(issue.ref, 'completed', { signal });
  await keep({ closedIn: openings });
}

function rememberingLabels(port: IssuePort): Showing['labelsReady'] {
  const ready = new Set<string>();
  return async (labels: readonly IssueLabel[], signal: AbortSignal) => {
    const missing = labels.filter(({ name }) => !ready.has(name));
    if (missing.length === 0) return;
    await withoutRight(port.ensureLabels(missing, { signal }));
    for (const { name } of missing) ready.add(name);
  };
}

/** An incident without labels is better than none: `selfTest` says what is missing. */
async function withoutRight(labelling: Promise<void>): Promise<void> {
  try {
    await labelling;
  } catch (error) {
    if (!(error instanceof GitHubError && (error.problem === 'forbidden' || error.problem === 'not-found')))
      throw error;
  }
}
