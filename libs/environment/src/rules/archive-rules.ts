import type { Cluster } from '../cluster.ts';
import type { Restore } from '../schema/cluster-schema.ts';
import { archivePlace, earlier, placeOf, renderedSecret, type Neighbours } from './neighbours.ts';
import type { Breach, ClusterInEnvironment, Rule } from './rule.ts';

/** Rules about archives: the one that a cluster writes, and the one that it comes from. */
export const archiveRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'archive-shared',
    level: 'error',
    summary: 'Two clusters may not archive to the same place.',
    detail:
      'Their WAL segments have the same names and would overwrite each other: neither could be restored. Give each a serverName or a destination of its own.',
    source: 'Barman Cloud: layout of the archive',
    breaches: ({ cluster, neighbours }) => {
      const place = archivePlace(cluster);
      if (place === undefined) return [];
      return earlier(cluster, neighbours.byArchive.get(place)).map((other) => ({
        path: ['backup', 'destination'],
        found: `${place}, where ${other.name} archives too`,
        expected: 'a place of its own',
      }));
    },
  },
  {
    id: 'secret-shared',
    level: 'error',
    summary: 'Two clusters of one namespace may not render the same Secret of access keys.',
    detail:
      'Each cluster renders its own ExternalSecret, and two of one name would replace each other at every sync. Give each its own name under backup.credentials.accessKeys.secret.',
    source: 'Kubernetes: object names',
    breaches: ({ cluster, environment, neighbours }) => {
      const secret = renderedSecret(cluster, environment);
      if (secret === undefined) return [];
      return earlier(cluster, neighbours.bySecret.get(secret)).map((other) => ({
        path: ['backup', 'credentials', 'accessKeys', 'secret'],
        found: `${secret}, which ${other.name} renders too`,
        expected: 'a Secret of its own',
      }));
    },
  },
  {
    id: 'archive-source-unknown',
    level: 'error',
    summary: 'The cluster to restore from or to follow must be in this environment and have backups.',
    detail: 'Name a cluster of this environment, or describe its archive: destination, serverName, credentials.',
    source: 'house rule',
    breaches: ({ cluster, neighbours: { byName } }) => {
      const found = sourceKey(cluster);
      if (found === undefined || !('cluster' in found.from)) return [];
      const { cluster: wanted } = found.from;
      const source = byName.get(wanted);
      const path = [found.key, 'from', 'cluster'];
      if (source === undefined) {
        const names = [...byName.keys()].filter((name) => name !== cluster.name);
        return [
          {
            path,
            found: wanted,
            expected: `one of ${names.join(', ')}, or an archive (destination, serverName, credentials)`,
          },
        ];
      }
      return source.backup === 'none'
        ? [{ path, found: `${wanted}, which has no backups`, expected: 'a cluster with backups' }]
        : [];
    },
  },
  {
    id: 'archive-of-source',
    level: 'error',
    summary: 'A restored cluster or a replica may not archive into the archive that it comes from.',
    detail:
      'It would mix a new timeline into the only copy of the old one. CloudNativePG refuses to start archiving there ("Expected empty archive"); give the new cluster a serverName of its own.',
    source: 'CloudNativePG 1.30: empty archive check; Barman Cloud plugin',
    breaches: ({ cluster, neighbours }) => {
      const found = sourceKey(cluster);
      if (found === undefined) return [];
      const source = sourcePlace(found.from, neighbours);
      return source !== undefined && source === archivePlace(cluster)
        ? [
            {
              path: ['backup', 'serverName'],
              found: `the archive ${source} that it comes from`,
              expected: 'a serverName of its own',
            },
          ]
        : [];
    },
  },
  {
    id: 'restore-target',
    level: 'error',
    summary: 'A restore has at most one target, and some targets need a named backup.',
    detail:
      'targetTime, targetLSN, targetXID and targetName exclude each other. For targetXID and targetName nobody can tell which backup is early enough: name it with backupId.',
    source: 'CloudNativePG 1.30 webhook: recoveryTarget',
    breaches: ({ cluster: { restore } }) => {
      if (restore === undefined) return [];
      const targets = (['targetTime', 'targetLSN', 'targetXID', 'targetName'] as const).filter(
        (target) => restore[target] !== undefined,
      );
      const breaches: Breach[] = targets.slice(1).map((target) => ({
        path: ['restore', target],
        found: `${target} beside ${targets[0] ?? ''}`,
        expected: 'one target',
      }));
      if (restore.backupId === undefined && (targets.includes('targetXID') || targets.includes('targetName'))) {
        breaches.push({
          path: ['restore'],
          found: `${targets.join(', ')} without backupId`,
          expected: 'backupId: the backup to start from',
        });
      }
      return breaches;
    },
  },
  {
    id: 'import-shape',
    level: 'error',
    summary: 'A microservice import takes one database and no roles; a monolith import takes several, or "*" alone.',
    detail:
      'CloudNativePG refuses anything else. For the microservice type the database is imported into the application database.',
    source: 'CloudNativePG 1.30 webhook: bootstrap.initdb.import',
    breaches: ({ cluster }) => {
      const from = cluster.import;
      if (from === undefined) return [];
      if (from.type === 'microservice') {
        return [
          ...(from.databases.length === 1 && from.databases[0]?.includes('*') === false
            ? []
            : [{ path: ['import', 'databases'], found: from.databases.join(', '), expected: 'one database by name' }]),
          ...(from.roles.length === 0
            ? []
            : [
                {
                  path: ['import', 'roles'],
                  found: from.roles.join(', '),
                  expected: 'no roles with type microservice',
                },
              ]),
        ];
      }
      return (['databases', 'roles'] as const)
        .filter((key) => from[key].includes('*') && from[key].length > 1)
        .map((key) => ({ path: ['import', key], found: from[key].join(', '), expected: '"*" alone, or names' }));
    },
  },
  {
    id: 'backup-missing',
    level: 'warning',
    summary: 'A cluster without backups cannot be restored.',
    detail:
      'Replication copies mistakes as faithfully as data. Leave backups out only where the data can be made again.',
    source: 'house rule',
    breaches: ({ cluster }) =>
      cluster.backup === 'none' && cluster.instances > 1
        ? [{ path: ['backup'], found: 'none', expected: 'a backup block' }]
        : [],
  },
];

function sourceKey({ restore, replicaOf }: Cluster) {
  if (restore !== undefined) return { key: 'restore', from: restore.from } as const;
  return replicaOf === undefined ? undefined : ({ key: 'replicaOf', from: replicaOf.from } as const);
}

function sourcePlace(from: Restore['from'], { byName }: Neighbours): string | undefined {
  if ('destination' in from) return placeOf(from, from.serverName);
  const source = byName.get(from.cluster);
  return source && archivePlace(source);
}
