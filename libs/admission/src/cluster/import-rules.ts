import type { Breach, StateRule } from '../rule.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { Bootstrap, ClusterResource } from './cluster-resource.ts';

type Import = NonNullable<NonNullable<Bootstrap['initdb']>['import']>;

const PATH = ['spec', 'bootstrap', 'initdb', 'import'] as const;
const MICROSERVICE = `${WEBHOOK}: validateMicroservice`;
const MONOLITH = `${WEBHOOK}: validateMonolith`;

/** Rules about importing databases with pg_dump: one into the application database, or several as they are. */
export const importRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'import-micro-one-database',
    summary: 'A microservice import takes exactly one database.',
    remedy: 'Keep one database, or use type monolith.',
    source: MICROSERVICE,
    breaches: (cluster) =>
      judge(cluster, 'microservice', ({ databases }) =>
        databases.length === 1 ? [] : [{ path: [...PATH, 'databases'], found: `${databases.length} databases` }],
      ),
    vectors: {
      fails: importing({ type: 'microservice', databases: ['a', 'b'] }),
      passes: importing({ type: 'microservice', databases: ['a'] }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'import-micro-no-roles',
    summary: 'A microservice import brings no roles.',
    remedy: 'Remove roles, or use type monolith.',
    source: MICROSERVICE,
    breaches: (cluster) =>
      judge(cluster, 'microservice', ({ roles = [] }) =>
        roles.length === 0 ? [] : [{ path: [...PATH, 'roles'], found: roles.join(', ') }],
      ),
    vectors: {
      fails: importing({ type: 'microservice', databases: ['a'], roles: ['r'] }),
      passes: importing({ type: 'microservice', databases: ['a'], roles: [] }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'import-micro-no-wildcard',
    summary: 'A microservice import names its database; an asterisk anywhere in it is refused.',
    remedy: 'Write the name of the database, or use type monolith.',
    source: MICROSERVICE,
    breaches: (cluster) =>
      judge(cluster, 'microservice', ({ databases }) => {
        const [database = ''] = databases;
        return databases.length === 1 && database.includes('*')
          ? [{ path: [...PATH, 'databases', 0], found: database, reported: [...PATH, 'databases', '0'].join('.') }]
          : [];
      }),
    vectors: {
      fails: importing({ type: 'microservice', databases: ['a*'] }),
      passes: importing({ type: 'microservice', databases: ['a'] }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'import-mono-some-database',
    summary: 'A monolith import takes at least one database.',
    remedy: 'List the databases, or "*" for all.',
    source: MONOLITH,
    breaches: (cluster) =>
      judge(cluster, 'monolith', ({ databases }) =>
        databases.length > 0 ? [] : [{ path: [...PATH, 'databases'], found: 'an empty list' }],
      ),
    vectors: {
      fails: importing({ type: 'monolith', databases: [] }),
      passes: importing({ type: 'monolith', databases: ['a'] }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'import-mono-wildcard-databases',
    summary: 'The database "*" means all of them and stands alone.',
    remedy: 'Keep "*", or the names.',
    source: MONOLITH,
    breaches: (cluster) => judge(cluster, 'monolith', ({ databases }) => crowdedWildcard('databases', databases)),
    vectors: {
      fails: importing({ type: 'monolith', databases: ['*', 'a'] }),
      passes: importing({ type: 'monolith', databases: ['*'] }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'import-mono-wildcard-roles',
    summary: 'The role "*" means all of them and stands alone.',
    remedy: 'Keep "*", or the names.',
    source: MONOLITH,
    breaches: (cluster) => judge(cluster, 'monolith', ({ roles = [] }) => crowdedWildcard('roles', roles)),
    vectors: {
      fails: importing({ type: 'monolith', databases: ['a'], roles: ['*', 'b'] }),
      passes: importing({ type: 'monolith', databases: ['a'], roles: ['*'] }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'import-mono-no-post-sql',
    summary: 'A monolith import runs no SQL afterwards: there is no one application database.',
    remedy: 'Remove postImportApplicationSQL and run the statements yourself, or use type microservice.',
    source: MONOLITH,
    breaches: (cluster) =>
      judge(cluster, 'monolith', ({ postImportApplicationSQL: statements = [] }) =>
        statements.length === 0
          ? []
          : [{ path: [...PATH, 'postImportApplicationSQL'], found: `${statements.length} statements` }],
      ),
    vectors: {
      fails: importing({ type: 'monolith', databases: ['a'], postImportApplicationSQL: ['SELECT 1'] }),
      passes: importing({ type: 'monolith', databases: ['a'], postImportApplicationSQL: [] }),
    },
  },
];

function judge(
  { spec }: ClusterResource,
  type: 'microservice' | 'monolith',
  breaches: (from: Import) => readonly Breach[],
): readonly Breach[] {
  const from = spec.bootstrap?.initdb?.import;
  return from?.type === type ? breaches(from) : [];
}

function crowdedWildcard(key: 'databases' | 'roles', names: readonly string[]): readonly Breach[] {
  return names.length > 1 && names.includes('*') ? [{ path: [...PATH, key], found: names.join(', ') }] : [];
}

function importing(from: Import) {
  return {
    spec: {
      bootstrap: { initdb: { import: { ...from, source: { externalCluster: 'x' } } } },
      externalClusters: [{ name: 'x', connectionParameters: { host: 'h' } }],
    },
  };
}
