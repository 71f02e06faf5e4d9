import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { exampleServer } from './example-server.ts';
import { execInPod } from './exec.ts';

const signal = new AbortController().signal;
const place = { namespace: 'a', pod: 'one', container: 'c', command: ['printf', 'two words'] };

function frame(stream: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([stream]), Buffer.from(text)]);
}

async function executed(stream: ((socket: WebSocket) => void) | undefined, timeoutMs = 5000) {
  await using server = await exampleServer({
    answer: () => undefined,
    ...(stream === undefined ? {} : { stream }),
  });
  const answer = await execInPod(server.connection, place, { signal, timeoutMs });
  return { answer, requests: server.requests };
}

test('what a command prints and how it ends is its answer', async () => {
  const { answer, requests } = await executed((socket) => {
    socket.send(frame(1, 'two '));
    socket.send(frame(2, 'a warning'));
    socket.send(frame(1, 'words'));
    socket.send(frame(3, JSON.stringify({ status: 'Success' })));
  });
  expect(answer).toEqual({ kind: 'answered', value: { exitCode: 0, stdout: 'two words', stderr: 'a warning' } });
  expect(requests[0]?.query.getAll('command')).toEqual(['printf', 'two words']);
});

test('a command that fails is an answer too', async () => {
  const status = {
    status: 'Failure',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '7' }] },
  };
  const { answer } = await executed((socket) => {
    socket.send(frame(3, JSON.stringify(status)));
  });
  expect(answer).toMatchObject({ kind: 'answered', value: { exitCode: 7 } });
});

test('a command that could not be started has no exit code', async () => {
  const { answer } = await executed((socket) => {
    socket.send(
      frame(3, JSON.stringify({ status: 'Failure', reason: 'InternalError', message: 'container not found' })),
    );
  });
  expect(answer).toMatchObject({ kind: 'unreachable', detail: 'one: container not found' });
});

test('a command whose end was cut off did not end well', async () => {
  const { answer } = await executed((socket) => {
    socket.send(frame(1, 'half'), () => {
      socket.terminate();
    });
  });
  expect(answer).toMatchObject({ kind: 'unreachable' });
});

test('a pod that is not there is absent', async () => {
  const { answer } = await executed(undefined);
  expect(answer).toMatchObject({ kind: 'absent', status: 404 });
});

test('a command that never ends is a timeout', async () => {
  const { answer } = await executed((socket) => {
    socket.send(frame(1, 'and'));
  }, 200);
  expect(answer).toMatchObject({ kind: 'timeout' });
});
