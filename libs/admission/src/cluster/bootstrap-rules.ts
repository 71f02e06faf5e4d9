import type { Breach, StateRule } from '../rule.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { Bootstrap, ClusterResource } from './cluster-resource.ts';

/** An external cluster for examples that need one. */
const X = [{ name: 'x', connectionParameters: { host: 'h' } }];
const MONOLITH = { type: 'monolith', databases: ['*'], source: { externalCluster: 'x' } };

/** Rules about how the first instance comes to its data, apart from recovery. */
export const bootstrapRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'initdb-owner-missing',
    summary: 'An application database has an owner.',
    remedy: 'Name the owner beside the database. It is filled in only where initdb is the one way to bootstrap.',
    source: `${WEBHOOK}: validateInitDB, validateApplicationDatabase`,
    breaches: (cluster) => missingOwner(cluster, 'initdb'),
    vectors: {
      fails: { spec: { bootstrap: { initdb: { database: 'a' }, recovery: {} } } },
      passes: { spec: { bootstrap: { initdb: { database: 'a' } } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'initdb-database-missing',
    summary: 'An owner belongs to a database: with owner, database is set too.',
    remedy: 'Name the database, or leave the owner out where a monolith import brings the databases.',
    source: `${WEBHOOK}: validateInitDB, validateApplicationDatabase`,
    breaches: (cluster) => missingDatabase(cluster, 'initdb'),
    vectors: {
      fails: { spec: { bootstrap: { initdb: { owner: 'o', import: MONOLITH } }, externalClusters: X } },
      passes: { spec: { bootstrap: { initdb: { owner: 'o', database: 'd', import: MONOLITH } }, externalClusters: X } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'initdb-wal-segment-size',
    summary: 'The size of a WAL segment in MB is a power of two.',
    remedy: 'Use 16 (what PostgreSQL uses), or 1, 2, 4 … 1024.',
    source: `${WEBHOOK}: validateInitDB`,
    breaches: ({ spec }) => {
      const size = spec.bootstrap?.initdb?.walSegmentSize ?? 0;
      return size === 0 || Number.isInteger(Math.log2(size))
        ? []
        : [{ path: ['spec', 'bootstrap', 'initdb', 'walSegmentSize'], found: String(size) }];
    },
    vectors: {
      fails: { spec: { bootstrap: { initdb: { walSegmentSize: 24 } } } },
      passes: { spec: { bootstrap: { initdb: { walSegmentSize: 32 } } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'initdb-sql-secret-ref',
    summary: 'A Secret with SQL to run in the application database is referred to by name and key.',
    remedy: 'Fill in both name and key.',
    source: `${WEBHOOK}: validateInitDB`,
    breaches: (cluster) => incompleteRefs(cluster, 'secretRefs'),
    vectors: {
      fails: { spec: { bootstrap: { initdb: sqlRef('secretRefs', { name: '', key: 'k' }) } } },
      passes: { spec: { bootstrap: { initdb: sqlRef('secretRefs', { name: 's', key: 'k' }) } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'initdb-sql-configmap-ref',
    summary: 'A ConfigMap with SQL to run in the application database is referred to by name and key.',
    remedy: 'Fill in both name and key.',
    source: `${WEBHOOK}: validateInitDB`,
    breaches: (cluster) => incompleteRefs(cluster, 'configMapRefs'),
    vectors: {
      fails: { spec: { bootstrap: { initdb: sqlRef('configMapRefs', { name: 'm', key: '' }) } } },
      passes: { spec: { bootstrap: { initdb: sqlRef('configMapRefs', { name: 'm', key: 'k' }) } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'pgbasebackup-owner-missing',
    summary: 'An application database in a copied cluster has an owner.',
    remedy: 'Name the owner beside the database. It is filled in only where there is no recovery.',
    source: `${WEBHOOK}: validatePgBaseBackupApplicationDatabase, validateApplicationDatabase`,
    breaches: (cluster) => missingOwner(cluster, 'pg_basebackup'),
    vectors: {
      fails: {
        spec: { bootstrap: { pg_basebackup: { source: 'x', database: 'a' }, recovery: {} }, externalClusters: X },
      },
      passes: { spec: { bootstrap: { pg_basebackup: { source: 'x', database: 'a' } }, externalClusters: X } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'pgbasebackup-database-missing',
    summary: 'An owner in a copied cluster belongs to a database: with owner, database is set too.',
    remedy: 'Name the database beside the owner. It is filled in only where there is no recovery.',
    source: `${WEBHOOK}: validatePgBaseBackupApplicationDatabase, validateApplicationDatabase`,
    breaches: (cluster) => missingDatabase(cluster, 'pg_basebackup'),
    vectors: {
      fails: { spec: { bootstrap: { pg_basebackup: { source: 'x', owner: 'a' }, recovery: {} }, externalClusters: X } },
      passes: { spec: { bootstrap: { pg_basebackup: { source: 'x', owner: 'a' } }, externalClusters: X } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'bootstrap-one-method',
    type: 'FieldValueForbidden',
    summary: 'A cluster is bootstrapped in one way: initdb, recovery or pg_basebackup.',
    remedy: 'Keep the one that is meant.',
    source: `${WEBHOOK}: validateBootstrapMethod`,
    breaches: ({ spec: { bootstrap = {} } }) => {
      const methods = (['initdb', 'recovery', 'pg_basebackup'] as const).filter(
        (method) => bootstrap[method] !== undefined,
      );
      return methods.length > 1 ? [{ path: ['spec', 'bootstrap'], found: methods.join(' and ') }] : [];
    },
    vectors: {
      fails: { spec: { bootstrap: { initdb: {}, recovery: { source: 'x' } }, externalClusters: X } },
      passes: { spec: { bootstrap: { recovery: { source: 'x' } }, externalClusters: X } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'pgbasebackup-source',
    summary: 'A cluster is copied from one of externalClusters.',
    remedy: 'Describe the source under externalClusters, or use the name that is there.',
    source: `${WEBHOOK}: validateBootstrapPgBaseBackupSource`,
    breaches: ({ spec: { bootstrap, externalClusters = [] } }) => {
      const source = bootstrap?.pg_basebackup?.source;
      return source === undefined || externalClusters.some(({ name }) => name === source)
        ? []
        : [{ path: ['spec', 'bootstrap', 'pg_basebackup', 'source'], found: `${source}, not in externalClusters` }];
    },
    vectors: {
      fails: { spec: { bootstrap: { pg_basebackup: { source: 'q' } }, externalClusters: X } },
      passes: { spec: { bootstrap: { pg_basebackup: { source: 'x' } }, externalClusters: X } },
    },
  },
];

type Method = 'initdb' | 'pg_basebackup';
type RefKind = keyof NonNullable<NonNullable<Bootstrap['initdb']>['postInitApplicationSQLRefs']>;

function missingOwner({ spec }: ClusterResource, method: Method): readonly Breach[] {
  const { database = '', owner = '' } = spec.bootstrap?.[method] ?? {};
  return database !== '' && owner === ''
    ? [{ path: ['spec', 'bootstrap', method, 'owner'], found: `none beside database ${database}` }]
    : [];
}

function missingDatabase({ spec }: ClusterResource, method: Method): readonly Breach[] {
  const { database = '', owner = '' } = spec.bootstrap?.[method] ?? {};
  return owner !== '' && database === ''
    ? [{ path: ['spec', 'bootstrap', method, 'database'], found: `none beside owner ${owner}` }]
    : [];
}

function incompleteRefs({ spec }: ClusterResource, kind: RefKind): readonly Breach[] {
  const path = ['spec', 'bootstrap', 'initdb', 'postInitApplicationSQLRefs', kind];
  return (spec.bootstrap?.initdb?.postInitApplicationSQLRefs?.[kind] ?? []).flatMap(({ name, key }, index) =>
    name === '' || key === ''
      ? [{ path: [...path, index], found: `name "${name}", key "${key}"`, reported: path.join('.') }]
      : [],
  );
}

function sqlRef(kind: RefKind, ref: { readonly name: string; readonly key: string }) {
  return { postInitApplicationSQLRefs: { [kind]: [ref] } };
}
