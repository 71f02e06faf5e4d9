import type { Cluster, Import, Restore } from '@postgres-ha/environment';
import { SOURCE } from './external-clusters.ts';
import { connectRole } from './names.ts';

/** How the cluster begins. It is read once, when the cluster is created; later changes do nothing. */
export function bootstrap(cluster: Cluster): Readonly<Record<string, unknown>> {
  if (cluster.restore !== undefined) return { recovery: recovery(cluster, cluster.restore) };
  if (cluster.replicaOf !== undefined) return { recovery: recovery(cluster) };
  return { initdb: initdb(cluster) };
}

/** The database and its owner are named again: left out, CloudNativePG would make a user `app` in the restored data. */
function recovery({ database }: Cluster, restore?: Restore): Readonly<Record<string, unknown>> {
  return {
    source: SOURCE,
    database: database.name,
    owner: database.owner,
    recoveryTarget: restore && {
      backupID: restore.backupId,
      targetTLI: String(restore.timeline),
      targetTime: restore.targetTime,
      targetLSN: restore.targetLSN,
      targetXID: restore.targetXID,
      targetName: restore.targetName,
      exclusive: restore.exclusive ? true : undefined,
    },
  };
}

function initdb(cluster: Cluster): Readonly<Record<string, unknown>> {
  const { database } = cluster;
  const common = {
    encoding: database.encoding,
    localeCollate: database.locale,
    localeCType: database.locale,
    localeProvider: database.localeProvider,
    icuLocale: database.icuLocale,
    builtinLocale: database.builtinLocale,
    dataChecksums: database.dataChecksums,
    walSegmentSize: database.walSegmentSize,
    import: cluster.import && importFrom(cluster.import),
  };
  // A monolith import brings its databases and owners with it; only the role that services join is made beforehand.
  if (cluster.import?.type === 'monolith')
    return { ...common, postInitSQL: [`CREATE ROLE ${connectRole(cluster)} NOLOGIN`] };
  return { ...common, database: database.name, owner: database.owner, postInitApplicationSQL: leastPrivilege(cluster) };
}

/**
 * What PostgreSQL grants to everyone is taken back before anyone is there. CloudNativePG cannot grant, so the right to connect hangs
 * on a role that services join: a service that is added later needs no SQL. pg_monitor keeps the metrics exporter connected.
 */
function leastPrivilege(cluster: Cluster): readonly string[] {
  const { name } = cluster.database;
  return [
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    `CREATE ROLE ${connectRole(cluster)} NOLOGIN`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${connectRole(cluster)}`,
    `GRANT USAGE ON SCHEMA public TO ${connectRole(cluster)}`,
    `GRANT CONNECT ON DATABASE ${name} TO pg_monitor`,
  ];
}

function importFrom({ type, databases, roles, schemaOnly }: Import): Readonly<Record<string, unknown>> {
  return {
    type,
    databases,
    roles: roles.length === 0 ? undefined : roles,
    schemaOnly,
    source: { externalCluster: SOURCE },
  };
}
