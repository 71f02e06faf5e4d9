import { GitHubError, type Issue, type IssueComment } from '@postgres-ha/github-api';
import { SinkError, type Incident } from '@postgres-ha/incident';
import type { GitHubProgress } from './github-progress.ts';
import type { Showing } from './github-showing.ts';
import { entryRemark, remarkMarker, type IssueRemark } from './issue-comment.ts';

const BETWEEN_LOOKS_MS = 5000;
/** A list that has fewer comments than the issue counts is behind, but not for ever. */
const PATIENCE = 10;

/** Each entry of the timeline that people should be notified of, once. */
export async function tellTimeline(incident: Incident, issue: Issue, showing: Showing): Promise<void> {
  for (const entry of incident.timeline) {
    if (entry.number <= showing.progress().told) continue;
    const remark = entryRemark(entry);
    if (remark === undefined) await showing.keep({ told: entry.number });
    else await tell(remark, { incident, issue, showing, done: () => ({ told: entry.number }) });
  }
}

export async function tellOnce(remark: IssueRemark, about: Omit<Telling, 'done'>): Promise<void> {
  const { progress } = about.showing;
  if (progress().remarks.includes(remark.key)) return;
  await tell(remark, { ...about, done: () => ({ remarks: [...progress().remarks, remark.key] }) });
}

interface Telling {
  readonly incident: Incident;
  readonly issue: Issue;
  readonly showing: Showing;
  /** What is saved with it, in one step. */
  readonly done: () => Partial<GitHubProgress>;
}

/** Looks, and comments only where it is certain that it is not there. */
async function tell(remark: IssueRemark, { incident, issue, showing, done }: Telling): Promise<void> {
  const { port, clock, signal, keep, progress } = showing;
  const marker = remarkMarker(incident, remark);
  const since = progress().commentingSince;
  // counted before they are listed, so that a list that has fewer is behind
  const counted = since === null ? 0 : ((await port.get(issue.ref, { signal }))?.comments ?? 0);
  const comments = await port.comments(issue.ref, { signal });
  if (await isThere(comments, { marker, showing })) return keep(done());
  if (since !== null) waitForIt(since, { showing, behind: comments.length < counted });
  const begin = (): Promise<void> => keep({ commentingSince: clock.now().toISOString() });
  try {
    await port.comment(issue.ref, `${remark.text}\n\n${marker}`, { signal, begin });
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error.effect === 'none') await keep({ commentingSince: since });
    // people have locked it: nobody is to be notified
    if (error.problem === 'forbidden' && issue.locked) return keep(done());
    throw error;
  }
  await keep({ ...done(), commentingSince: null });
}

async function isThere(
  comments: readonly IssueComment[],
  { marker, showing: { port, signal } }: { readonly marker: string; readonly showing: Showing },
): Promise<boolean> {
  const found = comments.filter(({ body }) => body.includes(marker));
  if (found.length === 0) return false;
  const self = await port.author({ signal });
  return found.some(({ author }) => author === self);
}

/** @throws SinkError while what was sent may still come to light */
function waitForIt(
  since: string,
  { showing: { clock, settleMs }, behind }: { readonly showing: Showing; readonly behind: boolean },
): void {
  const patience = behind ? settleMs * PATIENCE : settleMs;
  const left = Math.min(Date.parse(since) + patience - clock.now().getTime(), patience);
  if (left <= 0) return;
  throw new SinkError('later', 'GitHub did not say whether it took a comment, and does not show it yet', {
    retryAfterMs: Math.min(left, BETWEEN_LOOKS_MS),
  });
}
