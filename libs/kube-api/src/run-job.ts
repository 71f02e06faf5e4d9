import { setTimeout as delay } from 'node:timers/promises';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { answered, type Answer } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { fieldsOf, listOf, textOf } from './json.ts';
import { logEnd } from './log-end.ts';
import { askJson, listObjects } from './read-objects.ts';
import { pathOf, type ResourceType } from './resource.ts';
import { faultOfAbort, type Patience } from './send.ts';

/** How a Job came to its end, or why it came to none. */
export interface JobEnd {
  readonly outcome:
    | { readonly kind: 'ended'; readonly exitCode: number; readonly log: readonly string[] }
    /** No pod ran: an image, a Secret, a quota or a node was missing. */
    | { readonly kind: 'never-ran'; readonly because: string };
  /** Whether it is gone; if not, Kubernetes removes it by its ttlSecondsAfterFinished. */
  readonly removed: boolean;
}

const JOB: ResourceType = { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', namespaced: true };
const POD: ResourceType = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
const EVENT: ResourceType = { apiVersion: 'v1', kind: 'Event', plural: 'events', namespaced: true };
const POLL_MS = 700;
const REMOVAL_MS = 10_000;
const REMOVAL_ATTEMPTS = 3;
const LOG_LINES = 500;
/** None of these comes to an end by waiting. */
const HOPELESS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/**
 * A kubelet whose API server is slow: it has not got the Secret or ConfigMap yet, and tries again.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/util/manager/watch_based_manager.go
 */
const NOT_YET = /^failed to sync \w+ cache: timed out/;

/**
 * Runs a Job of one pod with one container, reads its log, and removes it: also where it failed, took too long, or who waits gives up.
 * It is asked after again and again; nothing stays open.
 * @throws the signal's reason where it was aborted by something else than a timeout; the Job is removed before
 */
export async function runJob(
  connection: KubeConnection,
  job: KubeObject,
  { signal, timeoutMs = 60_000 }: Patience,
): Promise<Answer<JobEnd>> {
  const { name, namespace = 'default' } = job.metadata;
  const limit = AbortSignal.timeout(timeoutMs);
  const patience = { signal };
  const created = await createdOrThrown();
  if (created.kind !== 'answered') return created;
  let outcome: Answer<JobEnd['outcome']>;
  try {
    outcome = await untilEnded();
  } catch (error) {
    await remove(connection, { name, namespace });
    throw error;
  }
  const removed = await remove(connection, { name, namespace });
  return outcome.kind === 'answered' ? answered({ outcome: outcome.value, removed }) : outcome;

  /** A request whose answer did not come may have been heard. */
  async function createdOrThrown(): Promise<Answer<unknown>> {
    const body = JSON.stringify(job);
    const question = {
      method: 'POST',
      path: pathOf(JOB, { namespace }),
      contentType: 'application/json',
      body,
    } as const;
    try {
      const answer = await askJson(connection, question, patience);
      if (answer.kind === 'timeout' || answer.kind === 'unreachable') await remove(connection, { name, namespace });
      return answer;
    } catch (error) {
      await remove(connection, { name, namespace });
      throw error;
    }
  }

  async function untilEnded(): Promise<Answer<JobEnd['outcome']>> {
    let waitsFor = 'no pod was made for it';
    for (;;) {
      const pods = await listObjects(
        connection,
        { type: POD, namespace, labelSelector: `batch.kubernetes.io/job-name=${name}` },
        patience,
      );
      if (pods.kind !== 'answered' && pods.kind !== 'unreachable') return pods;
      const pod = pods.kind === 'answered' ? pods.value[0] : undefined;
      const state = pod === undefined ? { kind: 'waiting' as const, for: waitsFor } : stateOf(pod);
      switch (state.kind) {
        case 'ended': {
          const log = await logEnd(
            connection,
            { namespace, pod: pod?.metadata.name ?? '', container: state.container, lines: LOG_LINES },
            patience,
          );
          return log.kind === 'answered' ? answered({ kind: 'ended', exitCode: state.exitCode, log: log.value }) : log;
        }
        case 'hopeless':
          return answered({ kind: 'never-ran', because: state.because });
        case 'waiting':
          waitsFor = state.for;
      }
      if (limit.aborted) return answered({ kind: 'never-ran', because: await whyNot(waitsFor, pod) });
      await delay(POLL_MS, undefined, { signal: AbortSignal.any([signal, limit]) }).catch(() => undefined);
      if (signal.aborted) return faultOfAbort({ connection, signal, limit, timeoutMs });
    }
  }

  /** The controller of Jobs says by events why it can make no pod: a quota, pod security, a service account. */
  async function whyNot(waitsFor: string, pod: KubeObject | undefined): Promise<string> {
    const seconds = timeoutMs / 1000;
    if (pod !== undefined) return `after ${seconds} s: ${waitsFor}`;
    const events = await listObjects(
      connection,
      { type: EVENT, namespace, fieldSelector: `involvedObject.name=${name}` },
      patience,
    );
    const last = events.kind === 'answered' ? events.value.filter(({ type }) => type === 'Warning').at(-1) : undefined;
    return `after ${seconds} s: ${last === undefined ? waitsFor : textOf(last['message'])}`;
  }
}

type PodState =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly container: string }
  | { readonly kind: 'hopeless'; readonly because: string }
  | { readonly kind: 'waiting'; readonly for: string };

function stateOf(pod: KubeObject): PodState {
  const status = fieldsOf(pod['status']);
  const [container] = listOf(status['containerStatuses']);
  const state = fieldsOf(container?.['state']);
  const ended = fieldsOf(state['terminated']);
  if (typeof ended['exitCode'] === 'number') {
    return { kind: 'ended', exitCode: ended['exitCode'], container: textOf(container?.['name']) };
  }
  const waiting = fieldsOf(state['waiting']);
  const reason = textOf(waiting['reason']);
  const message = textOf(waiting['message']);
  if (HOPELESS.has(reason) && !NOT_YET.test(message)) return { kind: 'hopeless', because: `${reason}: ${message}` };
  const unscheduled = listOf(status['conditions']).find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  if (unscheduled !== undefined) return { kind: 'waiting', for: textOf(unscheduled['message']) };
  return { kind: 'waiting', for: `its pod is ${textOf(status['phase'])}${reason === '' ? '' : ` (${reason})`}` };
}

/** By a signal of its own: who gave up waiting does not give up tidying. @returns whether it is gone */
async function remove(
  connection: KubeConnection,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Promise<boolean> {
  const signal = AbortSignal.timeout(REMOVAL_MS);
  const path = pathOf(JOB, { namespace, name, query: { propagationPolicy: 'Background' } });
  for (let attempt = 1; attempt <= REMOVAL_ATTEMPTS; attempt += 1) {
    const answer = await askJson(connection, { method: 'DELETE', path }, { signal });
    if (answer.kind === 'answered' || answer.kind === 'absent') return true;
    if (answer.kind === 'forbidden' || signal.aborted) return false;
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
