import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsOf, type PsqlPod } from '@postgres-ha/production-rig';
import { outputOf, type LiveObject } from '@postgres-ha/testkit';
import { BACKLOG_SEGMENTS, CONNECTIONS_PERCENT } from './lowered-production.ts';
import type { MonitoredProduction } from './monitored-production.ts';

/** Something that goes wrong, and which alerts say so. */
export interface Fault {
  readonly name: string;
  /** As `alertId` names them. */
  readonly fires: readonly string[];
  readonly plant: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Who is who in the cluster when faults are planted. */
export interface Roles {
  readonly primary: string;
  readonly standbys: readonly [string, string];
}

/** Faults that do not disturb each other, so that they can be there at one time: each is of another instance, or of another part of it. */
export function faults(
  monitored: MonitoredProduction,
  { primary, standbys: [first, second] }: Roles,
): readonly Fault[] {
  return [
    fullVolume(monitored, first),
    idleConnections(monitored, first),
    pausedStandby(monitored, second),
    longTransaction(monitored, primary),
    brokenArchive(monitored, primary),
  ];
}

const FULL_TO = 0.94;

function fullVolume({ production, volumes }: MonitoredProduction, instance: string): Fault {
  const { kubectl, namespace } = production;
  const file = async (): Promise<string> => {
    const claim = await kubectl.get<Claim>({ resource: 'persistentvolumeclaims', name: instance, namespace });
    return join(volumes.directory(claim?.spec.volumeName ?? ''), 'filling');
  };
  return {
    name: `the volume of ${instance}, a standby, is almost full`,
    fires: [`PostgreSQLVolumeAlmostFull ${instance}`, `PostgreSQLVolumeFilling ${instance} used`],
    plant: async () => {
      const path = await file();
      const { bsize, blocks, bavail } = await statfs(join(path, '..'));
      const length = Math.floor(bsize * (bavail - blocks * (1 - FULL_TO)));
      await outputOf('fallocate', ['--length', String(length), path]);
    },
    remove: async () => {
      await rm(await file(), { force: true });
    },
  };
}

interface Claim extends LiveObject {
  readonly spec: { readonly volumeName?: string };
}

const MAX_CONNECTIONS = 200;

/** Clients that connect and do nothing, as a leaking pool of an application does. */
function idleConnections({ production }: MonitoredProduction, instance: string): Fault {
  const { kubectl, namespace } = production;
  const clients = Math.ceil((MAX_CONNECTIONS * (CONNECTIONS_PERCENT + 5)) / 100);
  const pidFile = '/dev/shm/idle-clients.pid';
  // all of them read from one that says nothing; when it ends, so do they
  const script = `exec 3< <(exec sleep 1800); echo $! > ${pidFile}; for _ in $(seq ${clients}); do psql -XqAt <&3 & done; wait`;
  const pod = { namespace, pod: instance, container: 'postgres' };
  let connected: Promise<unknown> = Promise.resolve();
  return {
    name: `clients have a quarter of the connections of ${instance}, a standby`,
    fires: [`PostgreSQLConnectionsHigh ${instance}`],
    plant: () => {
      connected = kubectl.exec({ ...pod, command: ['bash', '-c', script], timeoutMs: HELD_MS }).catch(() => undefined);
      return Promise.resolve();
    },
    remove: async () => {
      await kubectl.exec({ ...pod, command: ['bash', '-c', `kill $(cat ${pidFile})`] });
      await connected;
    },
  };
}

const HELD_MS = 1_800_000;

function pausedStandby({ production }: MonitoredProduction, instance: string): Fault {
  const ask = sql(production.kubectl, { namespace: production.namespace, pod: instance });
  return {
    name: `${instance}, a standby, does not replay what it gets`,
    fires: [`PostgreSQLReplicationLag ${instance}`],
    plant: () => ask('SELECT pg_wal_replay_pause()'),
    remove: () => ask('SELECT pg_wal_replay_resume()'),
  };
}

function longTransaction({ production }: MonitoredProduction, instance: string): Fault {
  const { kubectl, namespace } = production;
  const name = 'long-transaction';
  const command = ['env', `PGAPPNAME=${name}`, 'psql', '-Xqc', 'SELECT pg_sleep(1800)'];
  let running: Promise<unknown> = Promise.resolve();
  return {
    name: `a query in ${instance}, the primary, does not end`,
    fires: [`PostgreSQLLongRunningQueries ${instance} active`],
    plant: () => {
      running = kubectl
        .exec({ namespace, pod: instance, container: 'postgres', command, timeoutMs: HELD_MS })
        .catch(() => undefined);
      return Promise.resolve();
    },
    remove: async () => {
      await sql(kubectl, { namespace, pod: instance })(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}'`,
      );
      await running;
    },
  };
}

/** The store does not answer any more. More is written than may wait, which is also what the paused standby lags by. */
function brokenArchive({ production }: MonitoredProduction, instance: string): Fault {
  const { rig, kubectl, namespace } = production;
  const { port } = new URL(rig.s3.endpointForPods);
  const table = 'inet no_object_store';
  const nft = async (rules: string): Promise<void> => {
    await outputOf('nsenter', [`--net=${rig.networkNamespace}`, 'nft', '-f', '-'], { input: rules });
  };
  const ask = sql(kubectl, { namespace, pod: instance });
  const nextSegment = async (): Promise<void> => {
    await ask("SELECT pg_create_restore_point('something is written')");
    await ask('SELECT pg_switch_wal()');
  };
  return {
    name: 'the store of the archive cannot be reached',
    fires: [`PostgreSQLWALArchivingFailing ${instance} fails`, `PostgreSQLWALBacklog ${instance}`],
    plant: async () => {
      await nft(`table ${table} {
  chain input { type filter hook input priority 0; iifname "rig0" tcp dport ${port} reject with tcp reset; }
}`);
      for (let segments = 0; segments < BACKLOG_SEGMENTS + 2; segments += 1) await nextSegment();
    },
    remove: async () => {
      await nft(`delete table ${table}`);
      // it tries again at once when there is one more
      await nextSegment();
    },
  };
}

function sql(kubectl: MonitoredProduction['production']['kubectl'], pod: PsqlPod) {
  return async (statement: string): Promise<void> => {
    await rowsOf(kubectl, pod, statement);
  };
}
