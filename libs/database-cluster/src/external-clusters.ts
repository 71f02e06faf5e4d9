import { archiveSource, type Cluster, type Environment, type ExternalConnection } from '@postgres-ha/environment';
import { BARMAN_PLUGIN, sourceStoreName } from './names.ts';

/** How a Cluster calls the one that it comes from. */
export const SOURCE = 'source';

/** The cluster that this one comes from: an archive, or a running PostgreSQL. */
export function externalClusters(cluster: Cluster, environment: Environment): readonly unknown[] | undefined {
  const archive = archiveSource(cluster, environment);
  if (archive !== undefined) {
    const parameters = { barmanObjectName: sourceStoreName(cluster), serverName: archive.serverName };
    return [{ name: SOURCE, plugin: { name: BARMAN_PLUGIN, enabled: true, isWALArchiver: false, parameters } }];
  }
  return cluster.import === undefined ? undefined : [runningCluster(cluster.import.source)];
}

function runningCluster({
  host,
  port,
  user,
  database,
  sslmode,
  password,
  ca,
}: ExternalConnection): Readonly<Record<string, unknown>> {
  return {
    name: SOURCE,
    connectionParameters: { host, port: String(port), user, dbname: database, sslmode },
    password: { name: password.secret, key: password.key },
    sslRootCert: ca && { name: ca.secret, key: ca.key },
  };
}
