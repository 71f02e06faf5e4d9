import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kubectl, type Kubectl } from './kubectl.ts';

const MANIFEST = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubectl-spec-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Fails so often with these words, and then prints what it read, or an object. */
async function failing(times: number, stderr: string): Promise<Kubectl> {
  const binary = join(directory, 'kubectl');
  const lines = [
    '#!/bin/sh',
    `echo "$1" >> ${directory}/asked`,
    'read=$(cat)',
    `[ $(wc -l < ${directory}/asked) -gt ${times} ] || { echo '${stderr}' >&2; exit 1; }`,
    `echo "\${read:-$(cat ${directory}/object)}"`,
  ];
  await writeFile(join(directory, 'object'), MANIFEST);
  await writeFile(binary, lines.join('\n'));
  await chmod(binary, 0o755);
  return kubectl({ binary, kubeconfig: '/nonexistent', pauseMs: 1 });
}

async function asked(): Promise<number> {
  return (await readFile(join(directory, 'asked'), 'utf8')).trim().split('\n').length;
}

test('an API server that is too busy is asked again, with the same manifest', async () => {
  const client = await failing(2, 'Error from server: etcdserver: request timed out');
  expect(await client.apply(MANIFEST)).toMatchObject({ kind: 'accepted', objects: [{ kind: 'Namespace' }] });
  expect(await asked()).toBe(3);
});

test('an object is looked for again', async () => {
  const client = await failing(1, 'Unable to connect to the server: net/http: TLS handshake timeout');
  expect(await client.get({ resource: 'namespaces', name: 'a' })).toMatchObject({ metadata: { name: 'a' } });
});

test('a refusal is told at once', async () => {
  const client = await failing(1, 'Error from server (Forbidden): denied the request');
  expect(await client.apply(MANIFEST)).toEqual({
    kind: 'refused',
    because: 'Error from server (Forbidden): denied the request',
  });
  expect(await asked()).toBe(1);
});

test('one that never answers is given up in the end, with what was said last', async () => {
  const client = await failing(1_000, 'Error from server: etcdserver: request timed out');
  await expect(client.run(['get', 'pods'])).rejects.toThrow('etcdserver: request timed out');
});
