import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { unseen, type Target } from '@postgres-ha/diagnosis';
import {
  answerJson,
  answerStatus,
  exampleServer,
  type Answering,
  type ExampleRequest,
} from '@postgres-ha/kube-api/examples';
import { gatherEvidence } from './gather-evidence.ts';

const target: Target = { namespace: 'shop', cluster: 'orders', operatorNamespace: 'cnpg-system' };
const PASSWORD = 'correct-horse-battery';

const cluster = {
  metadata: { name: 'orders', namespace: 'shop', managedFields: [{ manager: 'x' }] },
  spec: {
    instances: 1,
    bootstrap: { initdb: { database: 'shop', owner: 'shop', secret: { name: 'orders-owner' } } },
    plugins: [
      { name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true, parameters: { barmanObjectName: 'store' } },
    ],
  },
  status: { phase: 'Cluster in healthy state' },
};
const neighbour = {
  metadata: { name: 'web-1', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'web:1', env: [{ name: 'TOKEN', value: PASSWORD }], args: [PASSWORD] }] },
};

type Override = (request: ExampleRequest, response: ServerResponse) => boolean;

/** An API server with one Cluster, its Secret and a neighbour's pod. */
function answering(override: Override = () => false): Answering {
  return (request, response) => {
    if (override(request, response)) return;
    const { path, method } = request;
    if (path === '/version') answerJson(response, { gitVersion: 'v1.34.1' });
    else if (path === '/apis') answerJson(response, { groups: [] });
    else if (path.endsWith('/clusters/orders')) answerJson(response, cluster);
    else if (path.endsWith('/secrets/orders-owner')) {
      const data = { username: 'c2hvcA==', password: Buffer.from(`${PASSWORD}\n`).toString('base64') };
      answerJson(response, { metadata: { name: 'orders-owner' }, type: 'kubernetes.io/basic-auth', data });
    } else if (path.endsWith('/namespaces/shop/pods')) answerJson(response, { metadata: {}, items: [neighbour] });
    else if (path.includes('/secrets/')) answerStatus(response, 404, 'not found');
    else if (method === 'POST') answerJson(response, { status: { allowed: true } }, 201);
    else answerJson(response, { metadata: {}, items: [] });
  };
}

async function gathered(answer: Answering, timeoutMs = 20_000) {
  await using server = await exampleServer({ answer });
  const evidence = await gatherEvidence(server.connection, target, {
    signal: new AbortController().signal,
    ...{ takenAt: new Date('2026-11-26T09:00:00Z'), timeoutMs, job: 'leave-out', reports: 'leave-out' },
    intent: unseen('skipped', 'no checkout'),
  });
  return { evidence, requests: server.requests };
}

test('what is seen of a Secret are its type, its keys, and what is odd about a value', async () => {
  const { evidence } = await gathered(answering());
  expect(evidence.secrets).toContainEqual({
    name: 'orders-owner',
    referredBy: 'Cluster shop/orders',
    wantedKeys: ['username', 'password'],
    found: {
      kind: 'seen',
      value: {
        type: 'kubernetes.io/basic-auth',
        keys: ['password', 'username'],
        remarks: [{ key: 'password', remark: 'trailing-newline' }],
      },
    },
  });
});

test('no value of a Secret, and nothing that a neighbour was told, is in evidence', async () => {
  const { evidence } = await gathered(answering());
  const text = JSON.stringify(evidence);
  expect(text).toContain('web-1');
  expect(text).not.toContain(PASSWORD);
  expect(text).not.toContain(Buffer.from(PASSWORD).toString('base64').slice(0, 20));
  expect(text).not.toContain('managedFields');
});

test('nothing is written', async () => {
  const { requests } = await gathered(answering());
  const writing = requests.filter(({ method }) => method !== 'GET' && method !== 'UPGRADE');
  expect(
    writing.filter(
      ({ path, query }) => !path.startsWith('/apis/authorization.k8s.io/') && query.get('dryRun') !== 'All',
    ),
  ).toEqual([]);
});

test.each([
  { status: 403, reason: 'forbidden' },
  { status: 404, reason: 'absent' },
  { status: 500, reason: 'unreachable' },
  { status: 504, reason: 'timeout' },
])('a list that ends with $status is unseen, $reason, and the others are seen', async ({ status, reason }) => {
  const { evidence } = await gathered(
    answering(({ path }, response) => {
      if (!path.endsWith('/namespaces/shop/persistentvolumeclaims')) return false;
      answerStatus(response, status, 'because');
      return true;
    }),
  );
  expect(evidence.objects.PersistentVolumeClaim).toEqual({
    kind: 'unseen',
    reason,
    detail: `list persistentvolumeclaims in shop: ${status}: because`,
  });
  expect(evidence.objects.Pod.kind).toBe('seen');
});

test('an API server that never answers is found out once, and everything is unseen', async () => {
  const { evidence, requests } = await gathered(() => undefined, 300);
  expect(evidence.cluster).toMatchObject({ kind: 'unseen', reason: 'timeout' });
  expect(new Set(Object.values(evidence.objects).map(({ kind }) => kind))).toEqual(new Set(['unseen']));
  expect(requests.length).toBe(1);
});

test('one that answers its version and nothing else is given up when the time is over', async () => {
  const { evidence } = await gathered(
    answering(({ path }) => path !== '/version'),
    500,
  );
  expect(evidence.kubernetes).toEqual({ kind: 'seen', value: 'v1.34.1' });
  expect(evidence.cluster).toMatchObject({ kind: 'unseen', reason: 'timeout' });
  expect(evidence.events).toMatchObject({ kind: 'unseen', reason: 'timeout' });
});

test('who interrupts gets their own reason', async () => {
  await using server = await exampleServer({ answer: () => undefined });
  const stopping = new AbortController();
  const reason = new Error('interrupted');
  setTimeout(() => {
    stopping.abort(reason);
  }, 50);
  const gathering = gatherEvidence(server.connection, target, {
    signal: stopping.signal,
    ...{ takenAt: new Date(0), timeoutMs: 20_000, job: 'leave-out', reports: 'leave-out' },
    intent: unseen('skipped', 'no checkout'),
  });
  await expect(gathering).rejects.toBe(reason);
});

test('without the right to ask for rights, one question is enough', async () => {
  const { evidence, requests } = await gathered(
    answering(({ path }, response) => {
      if (!path.endsWith('/subjectaccessreviews')) return false;
      answerStatus(response, 403, 'no');
      return true;
    }),
  );
  expect(evidence.operator.access).toMatchObject({ kind: 'unseen', reason: 'forbidden' });
  expect(requests.filter(({ path }) => path.endsWith('/subjectaccessreviews')).length).toBe(1);
});
