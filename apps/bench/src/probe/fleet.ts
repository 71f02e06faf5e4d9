import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  caughtUp,
  claimTemporaryDirectory,
  createTlsAuthority,
  SMALL_SERVER,
  startPostgres,
  startStandby,
  type PostgresServer,
  type TlsAuthority,
} from '@postgres-ha/local-stack';
import type { FleetMember, ProbedCluster } from './probing.ts';

/** Real clusters of a primary and two standbys, and so many names for each that all members together have as many TLS sessions as are wanted. */
export interface Fleet extends AsyncDisposable {
  readonly clusters: readonly ProbedCluster[];
  /** Behind all of the members. */
  readonly servers: number;
}

const MAJOR = 17;
const MEMBERS = 3;
/** With few servers for all sessions, each question about other backends would look through hundreds of ours: that is the servers' load, and not what is measured. */
const CLUSTERS = 8;
const LOGIN = { user: 'watchdog', password: 'only-for-benches' };
/** For standbys, questions beside the probes, and whoever connects anew at each probe. */
const MORE_CONNECTIONS = 80;

/** Members of one name each are not told apart by what they answer: every cluster is whole, one primary and two that stream. */
export async function startFleet(members: number): Promise<Fleet> {
  await using resources = new AsyncDisposableStack();
  const authority = await createTlsAuthority();
  const directory = resources.use(await claimTemporaryDirectory({ longestSocket: '' }));
  const rootCertificate = join(directory.path, 'root.crt');
  await writeFile(rootCertificate, authority.certificate);
  const connections = Math.ceil(members / (CLUSTERS * MEMBERS)) + MORE_CONNECTIONS;
  const real: (readonly PostgresServer[])[] = [];
  for (let number = 1; number <= Math.min(CLUSTERS, Math.ceil(members / MEMBERS)); number++) {
    real.push(await startCluster({ authority, connections, resources }));
  }
  const owned = resources.move();
  return {
    clusters: Array.from({ length: Math.ceil(members / MEMBERS) }, (_, number) =>
      clusterOf(number, {
        servers: (real[number % real.length] ?? []).slice(0, members - number * MEMBERS),
        rootCertificate,
      }),
    ),
    servers: real.flat().length,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface ClusterOptions {
  readonly authority: TlsAuthority;
  readonly connections: number;
  readonly resources: AsyncDisposableStack;
}

async function startCluster({ authority, connections, resources }: ClusterOptions): Promise<readonly PostgresServer[]> {
  const settings = { ...SMALL_SERVER, max_connections: String(connections) };
  const start = { major: MAJOR, settings, tls: { authority }, storage: 'memory', segmentSizeBytes: 2 ** 20 } as const;
  const primary = resources.use(await startPostgres(start));
  await primary.query('CREATE EXTENSION pg_walinspect');
  await primary.query(
    `CREATE ROLE ${LOGIN.user} LOGIN REPLICATION PASSWORD '${LOGIN.password}' IN ROLE pg_monitor, pg_read_server_files`,
  );
  // without it each member is looked at from aside once a second, by a connection of its own
  await primary.query(`GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO ${LOGIN.user}`);
  const servers = [primary];
  while (servers.length < MEMBERS) {
    const name = `standby-${servers.length}`;
    const standby = resources.use(await startStandby(primary, { name, slot: 'none', storage: 'memory' }));
    await caughtUp({ primary, standby });
    servers.push(standby);
  }
  return servers;
}

function clusterOf(
  number: number,
  { servers, rootCertificate }: { readonly servers: readonly PostgresServer[]; readonly rootCertificate: string },
): ProbedCluster {
  const name = `cluster-${number + 1}`;
  return {
    name,
    members: servers.map(({ host, port }, place): FleetMember => ({
      name: `${name}-${place + 1}`,
      host,
      port,
      ...LOGIN,
      rootCertificate,
    })),
  };
}
