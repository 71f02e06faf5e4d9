import { expect, test } from 'vitest';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { answerJson, answerStatus, exampleServer, type Answering } from './example-server.ts';
import { runJob } from './run-job.ts';

const job: KubeObject = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'look', namespace: 'a' } };
const JOBS = '/apis/batch/v1/namespaces/a/jobs';

/** An API server that has a Job for as long as nobody deletes it. */
function jobServer(pod: () => unknown, more: Partial<Record<string, Answering>> = {}) {
  const state = { made: 0, deleted: 0 };
  const answer: Answering = (request, response) => {
    const own = more[`${request.method} ${request.path}`];
    if (own !== undefined) {
      own(request, response);
      return;
    }
    if (request.method === 'POST' && request.path === JOBS) state.made += 1;
    if (request.method === 'DELETE' && request.path === `${JOBS}/look`) state.deleted += 1;
    if (request.path.endsWith('/log')) response.end('the log\n');
    else if (request.path.endsWith('/pods')) answerJson(response, { metadata: {}, items: [pod()].filter(Boolean) });
    else if (request.path.endsWith('/events')) {
      answerJson(response, {
        metadata: {},
        items: [{ metadata: { name: 'e' }, type: 'Warning', message: 'exceeded quota' }],
      });
    } else answerJson(response, {}, request.method === 'POST' ? 201 : 200);
  };
  return { state, answer };
}

const ended = (exitCode: number) => ({
  metadata: { name: 'look-1' },
  status: { phase: 'Succeeded', containerStatuses: [{ name: 'c', state: { terminated: { exitCode } } }] },
});
const waiting = (reason: string, message = 'why') => ({
  metadata: { name: 'look-1' },
  status: { phase: 'Pending', containerStatuses: [{ name: 'c', state: { waiting: { reason, message } } }] },
});

test.each([0, 3])('a Job that ends with %i has its log, and is removed', async (exitCode) => {
  const { state, answer } = jobServer(() => ended(exitCode));
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal });
  expect(end).toEqual({
    kind: 'answered',
    value: { outcome: { kind: 'ended', exitCode, log: ['the log'] }, removed: true },
  });
  expect(state).toEqual({ made: 1, deleted: 1 });
});

test.each(['ImagePullBackOff', 'CreateContainerConfigError'])('%s is not waited for', async (reason) => {
  const { state, answer } = jobServer(() => waiting(reason));
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal });
  expect(end).toMatchObject({ value: { outcome: { kind: 'never-ran', because: `${reason}: why` } } });
  expect(state.deleted).toBe(1);
});

test('a node that has not got the Secret yet is waited for: it tries again', async () => {
  let looks = 0;
  const late = 'failed to sync secret cache: timed out waiting for the condition';
  const { answer } = jobServer(() => ((looks += 1) < 3 ? waiting('CreateContainerConfigError', late) : ended(0)));
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal });
  expect(end).toMatchObject({ value: { outcome: { kind: 'ended', exitCode: 0 } } });
});

test('why no pod was made is what the controller of Jobs says', async () => {
  const { state, answer } = jobServer(() => undefined);
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal, timeoutMs: 300 });
  expect(end).toMatchObject({ value: { outcome: { kind: 'never-ran', because: 'after 0.3 s: exceeded quota' } } });
  expect(state.deleted).toBe(1);
});

test('who gives up waiting leaves nothing behind', async () => {
  const { state, answer } = jobServer(() => waiting('ContainerCreating'));
  await using server = await exampleServer({ answer });
  const stopping = new AbortController();
  const running = runJob(server.connection, job, { signal: stopping.signal });
  const reason = new Error('interrupted');
  setTimeout(() => {
    stopping.abort(reason);
  }, 150);
  await expect(running).rejects.toBe(reason);
  expect(state).toEqual({ made: 1, deleted: 1 });
});

test('time that ran out for all looks is a timeout, and leaves nothing behind', async () => {
  const { state, answer } = jobServer(() => waiting('ContainerCreating'));
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: AbortSignal.timeout(200) });
  expect(end).toMatchObject({ kind: 'timeout' });
  expect(state).toEqual({ made: 1, deleted: 1 });
});

test('a Job whose making was not answered may be there, and is removed', async () => {
  const { state, answer } = jobServer(() => undefined, {
    [`POST ${JOBS}`]: (_request, response) => {
      response.socket?.destroy();
    },
  });
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal });
  expect(end).toMatchObject({ kind: 'unreachable' });
  expect(state.deleted).toBe(1);
});

test('a Job that may not be made is forbidden', async () => {
  const { answer } = jobServer(() => undefined, {
    [`POST ${JOBS}`]: (_request, response) => {
      answerStatus(response, 403, 'violates PodSecurity');
    },
  });
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal });
  expect(end).toMatchObject({ kind: 'forbidden', detail: '403: violates PodSecurity' });
});

test('a Job that cannot be removed is told', async () => {
  const { answer } = jobServer(() => ended(0), {
    [`DELETE ${JOBS}/look`]: (_request, response) => {
      answerStatus(response, 403, 'no');
    },
  });
  await using server = await exampleServer({ answer });
  const end = await runJob(server.connection, job, { signal: new AbortController().signal });
  expect(end).toMatchObject({ value: { removed: false } });
});
