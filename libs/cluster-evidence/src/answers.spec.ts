import { describe, expect, test } from 'vitest';
import { readMounts } from './instance-looks.ts';
import { jobObject } from './job-object.ts';
import { lanes } from './lookout.ts';
import { readPools } from './pooler-looks.ts';
import { readLogins } from './prove-logins.ts';
import { readEnds } from './reach-looks.ts';
import { readAlerts, readProofs, readPrometheusAlerts, readWatch } from './report-looks.ts';
import { readSteps } from './store-look.ts';
import { STORE_MARK } from './store-script.ts';
import { readSummary } from './volume-looks.ts';

const own = { namespace: 'shop', cluster: 'orders' };

test('df says how full the volumes are', () => {
  const text =
    'Mounted on                Size       Avail   IFree\n/var/lib/postgresql/data 1000000 250000 4000\n/var/lib/postgresql/wal  500000 100 -\n';
  expect(readMounts(text, ['/var/lib/postgresql/data', '/var/lib/postgresql/wal'])).toEqual([
    { path: '/var/lib/postgresql/data', size: 1_000_000, free: 250_000, freeInodes: 4000 },
    { path: '/var/lib/postgresql/wal', size: 500_000, free: 100, freeInodes: null },
  ]);
  expect(readMounts('df: not found', ['/x'])).toEqual([]);
});

test('each connection that was tried has its end', () => {
  expect([...readEnds('10.0.0.1:5432 0\nnoise\n10.0.0.2:8000 124\n')]).toEqual([
    ['10.0.0.1:5432', 0],
    ['10.0.0.2:8000', 124],
  ]);
});

test('the metrics of a pooler say what its pools do', () => {
  const text = `# HELP x
cnpg_pgbouncer_pools_cl_active{database="shop",pool_mode="transaction",user="web"} 3
cnpg_pgbouncer_pools_cl_waiting{database="shop",pool_mode="transaction",user="web"} 2
cnpg_pgbouncer_pools_maxwait{database="shop",pool_mode="transaction",user="web"} 7
cnpg_pgbouncer_lists_pools 4`;
  const answer = readPools(text, { paused: true, parameters: { max_client_conn: '500', default_pool_size: 'many' } });
  expect(answer).toEqual({
    ...{ maxClientConnections: 500, poolSize: null, paused: true },
    pools: [
      {
        ...{ database: 'shop', user: 'web', clientsActive: 3, clientsWaiting: 2 },
        ...{ serversActive: 0, serversIdle: 0, longestWaitSeconds: 7 },
      },
    ],
  });
});

test('a kubelet says how full the volumes of claims are', () => {
  const text = JSON.stringify({
    pods: [
      {
        podRef: { name: 'orders-1' },
        volume: [
          { name: 'token', capacityBytes: 1, availableBytes: 1 },
          { pvcRef: { name: 'orders-1' }, capacityBytes: 100, availableBytes: 5, inodesFree: 9 },
        ],
      },
    ],
  });
  expect(readSummary(text)).toEqual([{ claim: 'orders-1', pod: 'orders-1', size: 100, free: 5, freeInodes: 9 }]);
  expect(readSummary('<html>')).toEqual([]);
});

describe('the Job that asks the object store', () => {
  test('says each step, and those that it did not come to', () => {
    const said = {
      steps: {
        resolve: { outcome: 'ok', code: null, detail: 'a' },
        connect: { outcome: 'failed', code: 'ECONNREFUSED', detail: 'b' },
      },
      found: null,
    };
    const read = readSteps(['a warning', STORE_MARK + JSON.stringify(said)]);
    expect(read?.steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'resolve ok',
      'connect failed',
      'tls not-reached',
      'authenticate not-reached',
      'bucket not-reached',
      'list not-reached',
      'read not-reached',
    ]);
    expect(read?.steps[1]?.code).toBe('ECONNREFUSED');
  });

  test.each([{ log: ['Traceback'] }, { log: [`${STORE_MARK}{half`] }])('says nothing by $log', ({ log }) => {
    expect(readSteps(log)).toBeUndefined();
  });
});

test('a login is in by the strictest way that went, and refused with what psql said last', () => {
  const in_ = JSON.stringify({ version: 'PostgreSQL 17', user: 'shop', database: 'shop', inRecovery: false });
  const log = [
    `postgres-ha-doctor-login:orders-rw verify-full 0 ${in_}`,
    'postgres-ha-doctor-login:pooler verify-full 2 certificate does not match',
    `postgres-ha-doctor-login:pooler verify-ca 0 ${in_}`,
    'postgres-ha-doctor-login:other verify-full 2 no route',
    'postgres-ha-doctor-login:other verify-ca 2 no route',
  ];
  const logins = readLogins(log, ['orders-rw', 'pooler', 'other', 'never']);
  expect(logins.map(({ host, outcome, tls }) => `${host} ${outcome} ${tls ?? '-'}`)).toEqual([
    'orders-rw in verify-full',
    'pooler in verify-ca',
    'other refused -',
    'never refused -',
  ]);
  expect(logins[1]?.detail).toBe('certificate does not match');
});

test('alerts are those of the cluster', () => {
  const labels = {
    alertname: 'PostgreSQLNoPrimary',
    severity: 'critical',
    namespace: 'shop',
    cnpg_io_cluster: 'orders',
  };
  const annotations = { summary: 'nobody takes writes' };
  const startedAt = '2026-11-26T09:00:00Z';
  const expected = [
    { name: 'PostgreSQLNoPrimary', severity: 'critical', state: 'active', startedAt, summary: 'nobody takes writes' },
  ];
  const alertmanager = [
    { labels, annotations, startsAt: startedAt, status: { state: 'active' } },
    { labels: { ...labels, cnpg_io_cluster: 'other' }, annotations, startsAt: startedAt, status: { state: 'active' } },
  ];
  expect(readAlerts(JSON.stringify(alertmanager), own)).toEqual(expected);
  const alerts = [
    { labels, annotations, activeAt: startedAt, state: 'firing' },
    { labels, annotations, activeAt: startedAt, state: 'pending' },
  ];
  expect(readPrometheusAlerts(JSON.stringify({ status: 'success', data: { alerts } }), own)).toEqual(expected);
  expect(readPrometheusAlerts('<html>', own)).toBeUndefined();
});

test('the backup verifier says how far the newest backup is proven', () => {
  const archive = {
    ...{ serverName: 'orders', overall: 'proven', finishedAt: '2026-11-26T03:00:00.000Z' },
    backups: [
      { id: '20261125T020000', proofs: [{ level: 'L2', at: 'x' }] },
      {
        id: '20261126T020000',
        proofs: [
          { level: 'L1', at: 'a' },
          { level: 'L4', at: '2026-11-26T02:50:00.000Z' },
        ],
      },
    ],
    moments: [{ toTime: '2026-11-26T02:55:00.000Z' }, {}],
  };
  expect(readProofs({ archives: [archive] }, 'verifier-1')).toEqual([
    {
      ...{ server: 'orders', verdict: 'proven', level: 'L4', provenAt: '2026-11-26T02:50:00.000Z' },
      ...{ recoverableTo: '2026-11-26T02:55:00.000Z', lastRunAt: '2026-11-26T03:00:00.000Z', reportedBy: 'verifier-1' },
    },
  ]);
  expect(readProofs({}, 'verifier-1')).toBeUndefined();
});

test('the watchdog says of a cluster that it watches, and of no other', () => {
  const page = {
    clusters: [{ name: 'production/orders', state: 'healthy', members: [{ lastAnswer: 'x' }, { lastAnswer: null }] }],
    incidents: [{ status: 'open' }, { status: 'resolved' }],
  };
  const of = (cluster: string) => readWatch(page, { pod: 'watchdog-1', cluster });
  expect(of('orders')).toMatchObject({ state: 'healthy', membersSeen: 1, membersExpected: 2, openIncidents: 1 });
  expect(of('other')).toBeUndefined();
});

describe('the Job of the doctor', () => {
  const wish = { ...own, image: 'i', command: ['c'], env: [], seconds: 60 };

  test('is restricted, removes itself, and holds no token', () => {
    expect(jobObject({ ...wish, stands: 'stranger' })).toMatchObject({
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'postgres-ha-doctor', 'app.kubernetes.io/part-of': 'orders' },
      },
      spec: {
        ...{ backoffLimit: 0, activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 60 },
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                securityContext: {
                  ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
                  capabilities: { drop: ['ALL'] },
                },
              },
            ],
          },
        },
      },
    });
  });

  test('stands among instances only where it is to', () => {
    const labels = (stands: 'instance' | 'stranger') => JSON.stringify(jobObject({ ...wish, stands })['spec']);
    expect(labels('instance')).toContain('"cnpg.io/cluster":"orders"');
    expect(labels('stranger')).not.toContain('cnpg.io/cluster');
  });

  test('has another name each time, which fits', () => {
    const names = Array.from(
      { length: 20 },
      () => jobObject({ ...wish, cluster: 'x'.repeat(50), stands: 'instance' }).metadata.name,
    );
    expect(new Set(names).size).toBe(20);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(63);
  });
});

test('no more looks are on their way than there are lanes, and all come to their end', async () => {
  const inLane = lanes(3);
  let now = 0;
  let most = 0;
  const ends = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      inLane(async () => {
        now += 1;
        most = Math.max(most, now);
        await Promise.resolve();
        now -= 1;
        if (index % 4 === 0) throw new Error('fails');
        return index;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(ends.filter(({ status }) => status === 'fulfilled').length).toBe(15);
});
