import type { BotEvent } from '@postgres-ha/change-request';
import { z } from 'zod';
import type { DeliveryReading, RawDelivery } from './delivery.ts';
import {
  action,
  checkRunPayload,
  checkSuitePayload,
  commentPayload,
  envelope,
  issuePayload,
  mergeGroupPayload,
  pullRequestPayload,
  pushPayload,
} from './payload.ts';

type Envelope = z.infer<typeof envelope>;
type Found = { readonly events: readonly BotEvent[] } | { readonly because: string };
/** @throws z.ZodError for what GitHub does not send */
type Reader = (payload: unknown, repository: Envelope['repository']) => Found;

/**
 * What a delivery says to the bot. Only what is named is read of it; texts are as strangers wrote them.
 *
 * For webhooks after `verifyWebhook`; in a workflow the file that `GITHUB_EVENT_PATH` names has the same form.
 */
export function readDelivery({ event, deliveryId, body }: RawDelivery): DeliveryReading {
  const read = READERS.get(event);
  if (read === undefined)
    return { kind: 'ignored', deliveryId, because: 'it is of a kind that the bot does nothing for' };
  const payload = parsed(body);
  if (payload === undefined)
    return {
      kind: 'unreadable',
      deliveryId,
      problem: 'The body is not JSON. Set the content type of the webhook to application/json.',
    };
  try {
    const { repository, installation } = envelope.parse(payload.value);
    const found = read(payload.value, repository);
    if ('because' in found) return { kind: 'ignored', deliveryId, because: found.because };
    return {
      kind: 'events',
      deliveryId,
      repository: repository.full_name,
      installationId: installation?.id,
      events: found.events,
    };
  } catch (error) {
    return { kind: 'unreadable', deliveryId, problem: problemOf(error, event) };
  }
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['issue_comment', onAction(['created'], commentEvent)],
  ['issues', onAction(['opened'], formEvent)],
  ['pull_request', pullRequestEvent],
  // the same payload, for a workflow that runs with the base's own files
  ['pull_request_target', pullRequestEvent],
  ['check_run', onAction(['rerequested'], checkRunEvents)],
  ['check_suite', onAction(['rerequested'], checkSuiteEvents)],
  ['merge_group', onAction(['checks_requested'], mergeGroupEvent)],
  ['push', pushEvent],
]);

function onAction(actions: readonly string[], read: Reader): Reader {
  return (payload, repository) => {
    const { action: done } = action.parse(payload);
    return actions.includes(done)
      ? read(payload, repository)
      : { because: `nothing is done when it was ${word(done)}` };
  };
}

function commentEvent(payload: unknown): Found {
  const { issue, comment } = commentPayload.parse(payload);
  if (comment.user === undefined) return { because: 'its author is gone' };
  if (comment.created_at.getTime() !== comment.updated_at.getTime()) return { because: 'the comment was edited' };
  const on = issue.pull_request == null ? 'issue' : 'pull-request';
  return {
    events: [
      {
        kind: 'comment',
        on: { kind: on, number: issue.number },
        commentId: comment.id,
        author: comment.user,
        body: comment.body,
        url: comment.html_url,
        at: comment.created_at,
      },
    ],
  };
}

function formEvent(payload: unknown): Found {
  const { issue } = issuePayload.parse(payload);
  if (issue.user === undefined) return { because: 'its author is gone' };
  return {
    events: [
      {
        kind: 'form',
        issue: issue.number,
        author: issue.user,
        title: issue.title,
        body: issue.body ?? '',
        labels: (issue.labels ?? []).map(({ name }) => name),
        url: issue.html_url,
        at: issue.created_at,
      },
    ],
  };
}

const TO_BE_READ: ReadonlySet<string> = new Set(['opened', 'synchronize', 'reopened', 'ready_for_review']);

function pullRequestEvent(payload: unknown): Found {
  const { action: done } = action.parse(payload);
  const { pull_request: pull, changes } = pullRequestPayload.parse(payload);
  if (done === 'closed') return { events: [{ kind: 'pull-request-closed', number: pull.number }] };
  // another base is another change
  if (TO_BE_READ.has(done) || (done === 'edited' && changes?.base !== undefined))
    return { events: [{ kind: 'pull-request', number: pull.number }] };
  return { because: `nothing is done when it was ${word(done)}` };
}

function checkRunEvents(payload: unknown, repository: Envelope['repository']): Found {
  return asked(checkRunPayload.parse(payload).check_run, repository);
}

function checkSuiteEvents(payload: unknown, repository: Envelope['repository']): Found {
  return asked(checkSuitePayload.parse(payload).check_suite, repository);
}

/** GitHub names those of other repositories that have the same commit, and none of a fork: a check of the bot says itself which it is of. */
function asked(check: z.infer<typeof checkRunPayload>['check_run'], { id }: Envelope['repository']): Found {
  const here = check.pull_requests.filter(({ base }) => base.repo.id === id).map(({ number }) => number);
  const named = pullRequestOfCheck(check.external_id ?? '');
  const numbers = [...new Set(named === undefined ? here : [named])];
  if (numbers.length === 0) return { because: 'it is not of a pull request' };
  return { events: numbers.map((number) => ({ kind: 'pull-request', number })) };
}

const CHECK_ID = 'pull-request-';

/** The external id of a check run on a pull request: by it the check is found again, and leads back. */
export function checkIdOf(pullRequest: number): string {
  return `${CHECK_ID}${pullRequest}`;
}

function pullRequestOfCheck(externalId: string): number | undefined {
  const digits = externalId.startsWith(CHECK_ID) ? externalId.slice(CHECK_ID.length) : '';
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined;
}

function mergeGroupEvent(payload: unknown): Found {
  const { head_sha: head, base_sha: base } = mergeGroupPayload.parse(payload).merge_group;
  return { events: [{ kind: 'merge-group', head, base }] };
}

function pushEvent(payload: unknown, repository: Envelope['repository']): Found {
  const { ref, after, deleted } = pushPayload.parse(payload);
  if (deleted || ref !== `refs/heads/${repository.default_branch}`)
    return { because: 'it is not to the default branch' };
  return { events: [{ kind: 'base-moved', after }] };
}

function parsed(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown };
  } catch {
    return undefined;
  }
}

/** Where and what was expected; nothing of what was sent. */
function problemOf(error: unknown, event: string): string {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  if (issue === undefined) throw error;
  return `${issue.path.join('.') || 'the body'}: ${issue.code}; expected what GitHub sends as ${event}.`;
}

function word(text: string): string {
  return /^\w+$/.test(text) ? text : 'so';
}
