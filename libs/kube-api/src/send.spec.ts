import { expect, test } from 'vitest';
import { answerJson, answerStatus, exampleServer, type Answering } from './example-server.ts';
import { listObjects, getObject } from './read-objects.ts';
import { logEnd } from './log-end.ts';
import type { ResourceType } from './resource.ts';

const POD: ResourceType = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
const signal = new AbortController().signal;
const place = { type: POD, namespace: 'a', name: 'one' };

async function asked(answer: Answering, timeoutMs = 5000) {
  await using server = await exampleServer({ answer });
  const result = await getObject(server.connection, place, { signal, timeoutMs });
  return { result, requests: server.requests.length };
}

test.each([
  { status: 401, kind: 'forbidden' },
  { status: 403, kind: 'forbidden' },
  { status: 404, kind: 'absent' },
  { status: 409, kind: 'refused' },
  { status: 422, kind: 'refused' },
  { status: 500, kind: 'unreachable' },
  { status: 502, kind: 'unreachable' },
  { status: 504, kind: 'timeout' },
])('$status is $kind, with what the server says, and is asked once', async ({ status, kind }) => {
  const { result, requests } = await asked((_request, response) => {
    answerStatus(response, status, 'because of this');
  });
  expect(result).toEqual({ kind, status, detail: `${status}: because of this` });
  expect(requests).toBe(1);
});

test.each([429, 503])('%i passes: it is asked again, at most three times', async (status) => {
  let count = 0;
  const good = await asked((_request, response) => {
    count += 1;
    if (count < 3) answerStatus(response, status, 'busy');
    else answerJson(response, { metadata: { name: 'one' } });
  });
  expect(good.result.kind).toBe('answered');
  const bad = await asked((_request, response) => {
    answerStatus(response, status, 'busy');
  });
  expect(bad).toMatchObject({ result: { kind: 'unreachable', status }, requests: 3 });
});

test('a connection that is reset is tried anew', async () => {
  let count = 0;
  const { result } = await asked((_request, response) => {
    count += 1;
    if (count === 1) response.socket?.resetAndDestroy();
    else answerJson(response, { metadata: { name: 'one' } });
  });
  expect(result.kind).toBe('answered');
});

test('a server that never answers is a timeout', async () => {
  const { result } = await asked(() => undefined, 200);
  expect(result).toMatchObject({ kind: 'timeout', status: null });
});

test('a server that stops in the middle of an answer is a timeout', async () => {
  const { result } = await asked((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"metadata": {"na');
  }, 300);
  expect(result).toMatchObject({ kind: 'timeout' });
});

test('an answer that is cut off is no answer', async () => {
  const { result } = await asked((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"metadata": {"na', () => {
      response.socket?.destroy();
    });
  });
  expect(result).toMatchObject({ kind: 'unreachable' });
});

test('half of a JSON document is no answer', async () => {
  const { result } = await asked((_request, response) => {
    response.end('{"metadata": {"na');
  });
  expect(result).toMatchObject({ kind: 'unreachable', status: 200 });
});

test('what is no JSON object came from something else', async () => {
  const { result } = await asked((_request, response) => {
    response.end('<html>Please log in</html>');
  });
  expect(result).toMatchObject({ kind: 'unreachable' });
});

test('where nobody listens, that is said at once', async () => {
  const server = await exampleServer({ answer: () => undefined });
  await server[Symbol.asyncDispose]();
  expect(await getObject(server.connection, place, { signal })).toMatchObject({ kind: 'unreachable', status: null });
});

test('who gives up gets their own reason; a deadline of theirs is a timeout', async () => {
  await using server = await exampleServer({ answer: () => undefined });
  const reason = new Error('interrupted');
  await expect(getObject(server.connection, place, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const deadline = AbortSignal.timeout(50);
  expect(await getObject(server.connection, place, { signal: deadline })).toMatchObject({ kind: 'timeout' });
});

test('a list is read page by page, and each object says what it is', async () => {
  await using server = await exampleServer({
    answer: ({ query }, response) => {
      const next = query.get('continue');
      const name = next ?? 'first';
      const more = next === null ? { continue: 'second' } : {};
      answerJson(response, { metadata: more, items: [{ metadata: { name, managedFields: [{}] } }] });
    },
  });
  const list = await listObjects(server.connection, { type: POD, namespace: 'a' }, { signal });
  expect(list).toEqual({
    kind: 'answered',
    value: ['first', 'second'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })),
  });
});

test('a list whose pages have expired is read anew', async () => {
  let expired = false;
  await using server = await exampleServer({
    answer: ({ query }, response) => {
      if (query.has('continue') && !expired) {
        expired = true;
        answerStatus(response, 410, 'expired');
      } else if (query.has('continue')) answerJson(response, { metadata: {}, items: [{ metadata: { name: 'b' } }] });
      else answerJson(response, { metadata: { continue: 'x' }, items: [{ metadata: { name: 'a' } }] });
    },
  });
  const list = await listObjects(server.connection, { type: POD }, { signal });
  expect(list.kind === 'answered' ? list.value.map(({ metadata }) => metadata.name) : list).toEqual(['a', 'b']);
});

test('a list that fails on a later page is not half a list', async () => {
  await using server = await exampleServer({
    answer: ({ query }, response) => {
      if (query.has('continue')) answerStatus(response, 500, 'etcd');
      else answerJson(response, { metadata: { continue: 'x' }, items: [{ metadata: { name: 'a' } }] });
    },
  });
  expect(await listObjects(server.connection, { type: POD }, { signal })).toMatchObject({ kind: 'unreachable' });
});

test('a log has lines, or none; that of a container that never ran is absent', async () => {
  let text = 'one\ntwo\n';
  await using server = await exampleServer({
    answer: (_request, response) => {
      if (text === 'never') answerStatus(response, 400, 'container is waiting to start');
      else response.end(text);
    },
  });
  const log = () => logEnd(server.connection, { namespace: 'a', pod: 'one', container: 'c', lines: 5 }, { signal });
  expect(await log()).toEqual({ kind: 'answered', value: ['one', 'two'] });
  text = '';
  expect(await log()).toEqual({ kind: 'answered', value: [] });
  text = 'never';
  expect(await log()).toMatchObject({ kind: 'absent' });
});

test('a log that comes line by line and never ends is a timeout', async () => {
  let timer: NodeJS.Timeout | undefined;
  await using server = await exampleServer({
    answer: (_request, response) => {
      timer = setInterval(() => response.write('slow\n'), 20);
    },
  });
  const log = await logEnd(
    server.connection,
    { namespace: 'a', pod: 'one', container: 'c', lines: 5 },
    { signal, timeoutMs: 300 },
  );
  clearInterval(timer);
  expect(log).toMatchObject({ kind: 'timeout' });
});
