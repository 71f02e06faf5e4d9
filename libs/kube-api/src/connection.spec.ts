import { expect, test } from 'vitest';
import { chooseConnection } from './connection.ts';
import { exampleServer } from './example-server.ts';
import { serverVersion } from './discovery.ts';
import { answerJson } from './example-server.ts';

const signal = new AbortController().signal;

test('a kubeconfig leads to its server', async () => {
  await using server = await exampleServer({
    answer: (_request, response) => {
      answerJson(response, { gitVersion: 'v1.34.1' });
    },
  });
  const chosen = await chooseConnection({ kubeconfig: server.kubeconfig }, signal);
  if (chosen.kind === 'refused') throw new Error(chosen.problem);
  expect(chosen.connection).toMatchObject({ server: server.connection.server, context: 'example' });
  expect(await serverVersion(chosen.connection, { signal })).toEqual({ kind: 'answered', value: 'v1.34.1' });
});

test('a context that is not there is refused, with those that are', async () => {
  await using server = await exampleServer({ answer: () => undefined });
  const chosen = await chooseConnection({ kubeconfig: server.kubeconfig, context: 'other' }, signal);
  expect(chosen).toMatchObject({ kind: 'refused', problem: expect.stringContaining('one of example') as string });
});

test('a kubeconfig that is not there is refused', async () => {
  expect(await chooseConnection({ kubeconfig: '/nowhere/kubeconfig' }, signal)).toMatchObject({ kind: 'refused' });
});
