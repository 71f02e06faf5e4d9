import { describeObject } from '@postgres-ha/kube-manifest';
import { postgresBinaries } from '@postgres-ha/local-stack';
import { parseLsn } from '@postgres-ha/postgres-storage';
import { eventually, isNetworkPolicy, needPart, policiesOf, rigPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allOf,
  bucketAndPrefix,
  type LiveBackup,
  onlyOf,
  placeFile,
  psql,
  type PsqlPod,
  rowsOf,
  type RunningProduction,
  startProduction,
} from '@postgres-ha/production-rig';
import { kubectlCommands, runAsShown } from './shown-commands.ts';
import { FORBIDDEN_FLOWS, flowsThat, guardedDirections, neededFlows, observeNetwork } from './network.ts';
import { serviceConnections, type ServiceConnection } from './service-connection.ts';
import { verifyByPolicy } from './verify-by-policy.ts';

const need = needPart(rigPart('cluster'));

const SERVICES = ['user-svc', 'chat-svc', 'discovery-svc', 'search-svc', 'ai-svc'];
const INSUFFICIENT_PRIVILEGE = '42501';
const GZIP = [0x1f, 0x8b];
const PATIENCE = { timeout: 300_000, interval: 1_000 } as const;

describe.skipIf(need.absent)(`production's postgres-cluster on one real node${need.note}`, () => {
  const resources = new AsyncDisposableStack();
  let production: RunningProduction;
  let primary: PsqlPod;
  let services: readonly (ServiceConnection & { readonly schema: string })[];

  beforeAll(async () => {
    production = resources.use(await startProduction());
    const { kubectl, deployed, namespace, cluster } = production;
    // the operator makes databases and their schemas when the cluster is healthy
    const databases = ['databases.postgresql.cnpg.io', '--all', '--for=jsonpath={.status.applied}=true'];
    await kubectl.run(['-n', namespace, 'wait', ...databases, '--timeout=170s']);
    primary = { namespace, pod: cluster.status?.currentPrimary ?? '' };
    const schemas = onlyOf('Database', deployed).spec.schemas ?? [];
    const connections = await serviceConnections(kubectl, deployed, SERVICES);
    services = connections.map((connection) => {
      const own = schemas.filter(({ owner }) => owner === connection.user).map(({ name }) => name);
      expect(own, `schemas owned by ${connection.user}`).toHaveLength(1);
      return { ...connection, schema: own[0] ?? '' };
    });
  });
  afterAll(() => resources.disposeAsync());

  test('is healthy with a primary and two standbys that stream from it', async () => {
    const { cluster, kubectl } = production;
    expect(cluster.status).toMatchObject({ phase: 'Cluster in healthy state', readyInstances: 3 });
    expect(cluster.status?.managedRolesStatus?.cannotReconcile ?? {}).toEqual({});
    // an instance is ready a moment before it streams
    const streaming = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'";
    await expect.poll(() => rowsOf(kubectl, primary, streaming), PATIENCE).toEqual(['2']);
  });

  test('is ready by the command that README waits with', async () => {
    const waits = kubectlCommands('README.md').filter((command) => command.startsWith('kubectl wait'));
    expect(waits).toHaveLength(1);
    for (const command of waits) await runAsShown(command, production.rig.kubeconfig);
  });

  test('waits for the first of its real standbys, by name, before it acknowledges', async () => {
    const { kubectl, cluster } = production;
    // the last of them is named a moment after it is ready
    const names = async (): Promise<string> =>
      (await rowsOf(kubectl, primary, 'SHOW synchronous_standby_names')).join('');
    const listed = async (): Promise<readonly string[]> =>
      [...(await names()).matchAll(/"([^"]+)"/g)].map(([, name = '']) => name).toSorted();
    await expect.poll(listed, PATIENCE).toEqual(cluster.status?.instanceNames?.toSorted());
    expect(await names()).toMatch(/^FIRST 1 \(/);
    const states = 'SELECT sync_state FROM pg_stat_replication ORDER BY 1';
    await expect.poll(() => rowsOf(kubectl, primary, states), PATIENCE).toEqual(['potential', 'sync']);
  });

  test('runs with every parameter that was deployed, and those of production are among them', async () => {
    const { kubectl, shipped, deployed } = production;
    const asked = { max_connections: '200', shared_buffers: '512MB', wal_level: 'replica', synchronous_commit: 'on' };
    expect(onlyOf('Cluster', shipped).spec.postgresql.parameters).toMatchObject(asked);
    const { parameters } = onlyOf('Cluster', deployed).spec.postgresql;
    expect(parameters).toMatchObject(asked);
    for (const [name, value] of Object.entries(parameters)) {
      expect(await rowsOf(kubectl, primary, `SHOW ${name}`), name).toEqual([value]);
    }
  });

  test('archives its WAL, compressed, into the bucket under the name of its server', async () => {
    const { kubectl, bucket } = production;
    const [segment = ''] = await rowsOf(kubectl, primary, 'SELECT pg_walfile_name(pg_switch_wal())');
    const { prefix } = bucketAndPrefix(onlyOf('ObjectStore', production.shipped).spec.configuration.destinationPath);
    const key = `${prefix}postgres-cluster/wals/${segment.slice(0, 16)}/${segment}.gz`;
    await eventually(key, async () => (await bucket.keys(key)).find((found) => found === key), { timeoutMs: 300_000 });
    expect([...(await bucket.bytes(key)).slice(0, 2)]).toEqual(GZIP);
    expect((await bucket.keys('')).filter((found) => !found.startsWith(`${prefix}postgres-cluster/`))).toEqual([]);
  });

  test('completes a backup made as the schedule makes them', async () => {
    const { kubectl, bucket, shipped, namespace } = production;
    const { cluster, method, pluginConfiguration, target } = onlyOf('ScheduledBackup', shipped).spec;
    const name = 'on-demand';
    const spec = { cluster, method, pluginConfiguration, ...(target === undefined ? {} : { target }) };
    const outcome = await kubectl.apply(
      JSON.stringify({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Backup', metadata: { name, namespace }, spec }),
    );
    expect(outcome).toMatchObject({ kind: 'accepted' });
    const { status } = await eventually(
      'the backup to end',
      async () => {
        const backup = await kubectl.get<LiveBackup>({ resource: 'backups.postgresql.cnpg.io', name, namespace });
        return ['completed', 'failed'].includes(backup?.status?.phase ?? '') ? backup : undefined;
      },
      { timeoutMs: 300_000, intervalMs: 1_000 },
    );
    expect(status).toMatchObject({ phase: 'completed', method: 'plugin' });
    const { prefix } = bucketAndPrefix(onlyOf('ObjectStore', shipped).spec.configuration.destinationPath);
    const folder = `${prefix}postgres-cluster/base/${status?.backupId ?? ''}/`;
    expect((await bucket.keys(folder)).toSorted()).toEqual([`${folder}backup.info`, `${folder}data.tar.gz`]);
    expect(Buffer.from(await bucket.bytes(`${folder}backup.info`)).toString()).toMatch(/^status=DONE$/m);
  });

  test('its backup is proven by the policy that was rendered, up to a replay of the newest record that was archived', async () => {
    const { kubectl, rig, bucket } = production;
    await using programs = await postgresBinaries(17);
    const [written = ''] = await rowsOf(kubectl, primary, 'SELECT pg_current_wal_insert_lsn()');
    const [segment = ''] = await rowsOf(kubectl, primary, 'SELECT pg_walfile_name(pg_switch_wal())');
    await eventually(segment, async () => (await bucket.keys('')).find((key) => key.includes(`/${segment}`)), {
      timeoutMs: 300_000,
    });
    const { exitCode, archives } = await verifyByPolicy({ s3: rig.s3, postgresBin: programs.directory });
    expect(archives).toMatchObject([{ serverName: 'postgres-cluster', asked: 'L5', overall: 'proven' }]);
    // a cluster that is minutes old cannot reach back as far as its retention
    expect(archives.flatMap(({ findings }) => findings.filter(({ weight }) => weight !== 'notice'))).toEqual([]);
    const verdicts = archives.flatMap(({ backups }) => backups.map(({ verdict }) => verdict));
    expect(verdicts).not.toHaveLength(0);
    for (const verdict of verdicts) expect(verdict).toMatchObject({ kind: 'proven', level: 'L5' });
    const reached = parseLsn(verdicts.at(-1)?.upTo?.lsn ?? '') ?? 0n;
    expect(reached).toBeGreaterThanOrEqual(parseLsn(written) ?? 0n);
    expect(exitCode).toBe(0);
  });

  test('its poolers serve: rw from the primary, ro from a standby', async () => {
    const { kubectl } = production;
    const [service] = services;
    const recovering = async (host: string): Promise<readonly string[]> =>
      rowsOf(kubectl, primary, 'SELECT pg_is_in_recovery()', await asService(service, { PGHOST: host }));
    expect(await recovering('postgres-cluster-pooler-rw')).toEqual(['f']);
    expect(await recovering('postgres-cluster-pooler-ro')).toEqual(['t']);
  });

  test('each service connects through its pooler over verified TLS and SCRAM, and writes to its schema', async () => {
    const { kubectl, deployed } = production;
    const poolers = allOf('Pooler', deployed).map(({ metadata }) => metadata.name);
    for (const service of services) {
      const { PGHOST = '', PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE } = service.env;
      expect(poolers, service.service).toContain(PGHOST.split('.')[0]);
      expect(PGSSLMODE, service.service).toBe('verify-full');
      const uri = new URL(service.uri);
      expect([uri.host, uri.username, uri.pathname]).toEqual([`${PGHOST}:${PGPORT}`, PGUSER, `/${PGDATABASE}`]);
      expect([decodeURIComponent(uri.password), uri.searchParams.get('sslmode')]).toEqual([PGPASSWORD, PGSSLMODE]);
      const outcome = await psql(kubectl, primary, {
        env: await asService(service),
        statements: [
          `CREATE TABLE ${service.schema}.proof AS SELECT current_user::text AS writer`,
          `SELECT writer FROM ${service.schema}.proof`,
        ],
      });
      expect(outcome, service.service).toEqual({ kind: 'connected', rows: [service.user], errors: [] });
    }
    const [scram] = await rowsOf(
      kubectl,
      primary,
      `SELECT count(*) FROM pg_authid WHERE rolname = ANY ('{${services.map(({ user }) => user).join()}}') AND rolpassword LIKE 'SCRAM-SHA-256$%'`,
    );
    expect(scram).toBe(String(SERVICES.length));
  });

  test('no service can read, write or make anything in the schema of another, nor in public', async () => {
    const { kubectl } = production;
    for (const service of services) {
      const others = services.filter(({ user }) => user !== service.user).map(({ schema }) => schema);
      const statements = [
        ...others.flatMap((schema) => [
          `SELECT * FROM ${schema}.proof`,
          `INSERT INTO ${schema}.proof VALUES ('intruder')`,
          `CREATE TABLE ${schema}.intruder (i int)`,
        ]),
        'CREATE TABLE public.intruder (i int)',
      ];
      const outcome = await psql(kubectl, primary, { env: await asService(service), statements });
      expect(outcome, service.service).toEqual({
        kind: 'connected',
        rows: [],
        errors: statements.map(() => INSUFFICIENT_PRIVILEGE),
      });
    }
  });

  test.for(['postgres-cluster-rw', 'postgres-cluster-ro', 'postgres-cluster-pooler-rw', 'postgres-cluster-pooler-ro'])(
    'plain TCP is refused at %s, where TLS is not',
    async (host) => {
      const { kubectl } = production;
      const [service] = services;
      const connect = async (mode: string): Promise<string> =>
        (
          await psql(kubectl, primary, {
            env: await asService(service, { PGHOST: host, PGSSLMODE: mode }),
            statements: ['SELECT 1'],
          })
        ).kind;
      expect(await connect('require')).toBe('connected');
      expect(await connect('disable')).toBe('not connected');
    },
  );

  test('every pod there ever was, jobs included, is guarded in both directions, and every policy of the cluster guards a pod', async () => {
    const { policies, guarded } = await observeNetwork(production);
    const parties = [
      'bootstrap job',
      'bootstrap job',
      'bootstrap job',
      'instance',
      'instance',
      'instance',
      'pooler',
      'pooler',
    ];
    expect(guarded.map(({ party }) => party).toSorted()).toEqual(parties);
    for (const { name, peer } of guarded)
      expect(guardedDirections(peer, policies), name).toEqual(['Egress', 'Ingress']);
    const idle = production.deployed
      .filter(isNetworkPolicy)
      .filter((policy) => guarded.every(({ peer }) => policiesOf(peer, [policy]).length === 0));
    expect(idle.map(describeObject)).toEqual([]);
  });

  test('the network policies let pass what the cluster lives on, and no other party', async () => {
    const network = await observeNetwork(production);
    expect(flowsThat('do not pass', { network, flows: neededFlows(network) })).toEqual([]);
    expect(flowsThat('pass', { network, flows: FORBIDDEN_FLOWS })).toEqual([]);
  });

  /** libpq's environment of a service, its authority placed where the pod can read it, nothing but SCRAM accepted. */
  async function asService(
    service: ServiceConnection | undefined,
    overrides: Readonly<Record<string, string>> = {},
  ): Promise<Record<string, string>> {
    if (service === undefined) throw new Error('there is no service');
    const authority = await placeFile(production.kubectl, primary, {
      name: `${service.service}-ca.crt`,
      text: service.authority,
    });
    return { ...service.env, PGSSLROOTCERT: authority, PGREQUIREAUTH: 'scram-sha-256', ...overrides };
  }
});
