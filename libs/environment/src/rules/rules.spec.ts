import { FIXED_PARAMETERS } from '@postgres-ha/admission/parameters';
import { describe, expect, test } from 'vitest';
import { example, exampleFiles, exampleImage, type ExampleChanges, type Intent } from '../examples.ts';
import { OPTION_VARIANTS } from '../option-variants.ts';
import { readEnvironment } from '../read-environment.ts';
import { CALENDAR_RULES } from './calendar-rules.ts';
import { CLUSTER_RULES } from './cluster-rules.ts';
import { ENVIRONMENT_RULES } from './environment-rules.ts';
import { EXPLANATIONS } from './explanations.ts';

interface Vector extends ExampleChanges {
  /** The name of the environment's folder. */
  readonly folder?: string;
}

interface RuleCase {
  readonly id: string;
  readonly when: string;
  readonly breaks: Vector;
  /** `level file key`, the key empty where the file as a whole is meant. */
  readonly found: string;
  /** The nearest intent that the rule has nothing against. */
  readonly keeps: Vector;
}

/** What a reading says of a rule: `level file key`, and whether anything was refused. */
function verdictOn(
  id: string,
  { folder = 'example', ...changes }: Vector,
): { readonly found: readonly string[]; readonly refused: boolean } {
  const reading = readEnvironment({ ...exampleFiles(example(changes)), name: folder });
  const findings =
    reading.kind === 'read'
      ? reading.findings
      : reading.problems.map((problem) => ({ level: 'error' as const, problem }));
  const found = findings
    .filter(({ problem }) => problem.id === id)
    .map(({ level, problem: { file, at } }) => `${level} ${file.replace('environments/example/', '')} ${at}`.trim());
  return { found, refused: reading.kind === 'refused' };
}

const DIGEST_FREE = 'registry.example.com/postgresql:17.11';
const IN_ORDERS = { from: { cluster: 'orders' } } as const;
const EXTERNAL_SECRETS = { externalSecrets: { store: { name: 'vault' }, prefix: 'example' } } as const;
const SERVER = { host: 'db', user: 'importer', password: { secret: 'old-db', key: 'password' } } as const;
const ELSEWHERE = {
  destination: 's3://elsewhere',
  serverName: 'old',
  credentials: { iamRole: 'arn:aws:iam::123456789012:role/old' },
} as const;
const WITH_OTHER_ROLE = { iamRole: 'arn:aws:iam::123456789012:role/new', accessKeys: undefined } as const;
const NO_POOLERS = { rw: 'none', ro: 'none' } as const;
const parameters = (given: Intent): Intent => ({ postgresql: { parameters: given } });
const verified = (verification: Intent, more: Intent = {}): Vector => ({
  cluster: { ...more, backup: { verification } },
});
const CANARY = { query: 'SELECT max(written_at) FROM heartbeat', maxAge: '10m' } as const;
const ASSERTION = { name: 'there are orders', query: 'SELECT count(*) FROM orders', expect: { atLeast: 1 } } as const;
const OTHER_KEYS = { credentials: { accessKeys: { secret: 'other-keys' } } } as const;
const dated = (calendar: Intent): Vector => ({ environment: { calendar } });
const FREEZE = { from: '2026-12-20T00:00:00Z', until: '2027-01-02T00:00:00Z', reason: 'the holidays' } as const;
const WORK = {
  cluster: 'orders',
  from: '2027-01-11T20:00:00Z',
  until: '2027-01-11T22:00:00Z',
  reason: 'disks',
} as const;
const KNOWN_HOLE = { finding: 'wal-hole', until: '2027-01-31', reason: 'before the move' } as const;

/** A cluster whose environment watches it, with other thresholds. */
const alerting = (alerts: Intent, { monitoring = {}, ...cluster }: Intent = {}): Vector => ({
  environment: { monitoring: { routes: { warning: { receivers: [CHAT] } }, ...(monitoring as Intent) } },
  cluster: { ...cluster, monitoring: { alerts: { slotLag: '2Gi', ...alerts } } },
});
const watching = (monitoring: Intent, cluster: Intent = {}): Vector => ({ environment: { monitoring }, cluster });
const CHAT = { slack: { channel: '#databases', url: { secret: 'receivers', key: 'slack' } } } as const;
const PAGER = { pagerduty: { routingKey: { secret: 'receivers', key: 'pagerduty' } } } as const;
const VERIFIED = { monitoring: { workers: { backupVerifier: 'expected' } } } as const;

const CASES: readonly RuleCase[] = [
  {
    id: 'shared-buffers-share',
    when: 'half of the memory is shared buffers',
    breaks: { cluster: { resources: { memory: '4Gi' }, ...parameters({ shared_buffers: '2GB' }) } },
    found: 'warning orders/cluster.yaml postgresql.parameters.shared_buffers',
    keeps: { cluster: { resources: { memory: '4Gi' }, ...parameters({ shared_buffers: '1638MB' }) } },
  },
  {
    id: 'memory-worst-case',
    when: 'every session may take more than is left',
    breaks: { cluster: { resources: { memory: '2Gi' }, ...parameters({ max_connections: 200 }), poolers: NO_POOLERS } },
    found: 'warning orders/cluster.yaml resources.memory',
    keeps: { cluster: { resources: { memory: '2Gi' }, ...parameters({ max_connections: 120 }), poolers: NO_POOLERS } },
  },
  {
    id: 'memory-overcommitted',
    when: 'every session may take several times the memory',
    breaks: { cluster: { resources: { memory: '2Gi' }, ...parameters({ work_mem: '64MB' }), poolers: NO_POOLERS } },
    found: 'error orders/cluster.yaml resources.memory',
    keeps: { cluster: { resources: { memory: '2Gi' }, ...parameters({ work_mem: '6MB' }), poolers: NO_POOLERS } },
  },
  {
    id: 'instances-even',
    when: 'there are four',
    breaks: { cluster: { instances: 4 } },
    found: 'note orders/cluster.yaml instances',
    keeps: { cluster: { instances: 5 } },
  },
  {
    id: 'environment-name',
    when: 'the folder has capitals',
    breaks: { folder: 'Production' },
    found: 'error environment.yaml',
    keeps: { folder: 'production' },
  },
  {
    id: 'environment-name',
    when: 'the folder has more than 40 letters',
    breaks: { folder: 'a'.repeat(41) },
    found: 'error environment.yaml',
    keeps: { folder: 'a'.repeat(40) },
  },
  {
    id: 'image-major',
    when: 'the image of 16 is one of 17',
    breaks: { environment: { images: { postgresql: { 16: exampleImage('17.1') } } } },
    found: 'error environment.yaml images.postgresql.16',
    keeps: { environment: { images: { postgresql: { 16: exampleImage('16') } } } },
  },
  {
    id: 'image-major',
    when: 'the image of 17 is one of 170',
    breaks: { environment: { images: { postgresql: { 17: exampleImage('170.1') } } } },
    found: 'error environment.yaml images.postgresql.17',
    keeps: { environment: { images: { postgresql: { 17: exampleImage('17.0') } } } },
  },
  {
    id: 'catalog-digest',
    when: 'an image of the catalogue has no digest',
    breaks: { environment: { images: { postgresql: { 17: DIGEST_FREE } } } },
    found: 'warning environment.yaml images.postgresql.17',
    keeps: {},
  },
  {
    id: 'mesh-pod-security',
    when: 'there is a mesh and the namespace is restricted',
    breaks: { environment: { mesh: 'linkerd' } },
    found: 'note environment.yaml mesh',
    keeps: { environment: { mesh: 'linkerd', namespaces: { shop: { podSecurity: 'privileged' } } } },
  },
  {
    id: 'volume-encryption',
    when: 'the class says nothing of encryption',
    breaks: { environment: { storageClasses: { fast: { provisioner: 'ebs.csi.aws.com' } } } },
    found: 'warning environment.yaml storageClasses.fast.parameters',
    keeps: {
      environment: { storageClasses: { fast: { provisioner: 'ebs.csi.aws.com', parameters: { encrypted: 'true' } } } },
    },
  },
  {
    id: 'volume-encryption',
    when: 'the class says no to it',
    breaks: {
      environment: { storageClasses: { fast: { provisioner: 'ebs.csi.aws.com', parameters: { encrypted: 'false' } } } },
    },
    found: 'warning environment.yaml storageClasses.fast.parameters',
    keeps: { environment: { storageClasses: { fast: { provisioner: 'rancher.io/local-path' } } } },
  },
  {
    id: 'cluster-name',
    when: 'a name begins with a digit',
    breaks: { others: { '2nd': {} } },
    found: 'error 2nd/cluster.yaml',
    keeps: { others: { second: {} } },
  },
  {
    id: 'cluster-name',
    when: 'a name has 51 letters',
    breaks: { others: { ['a'.repeat(51)]: {} } },
    found: `error ${'a'.repeat(51)}/cluster.yaml`,
    keeps: { others: { ['a'.repeat(50)]: {} } },
  },
  ...['rw', 'ro', 'r', 'pooler-rw', 'pooler-ro', 'source', 'authority'].map((suffix) => ({
    id: 'cluster-name-twice',
    when: `a name is that of another's object -${suffix}`,
    breaks: { others: { [`orders-${suffix}`]: {} } },
    found: `error orders-${suffix}/cluster.yaml`,
    keeps: { others: { [`orders-${suffix}`]: { namespace: 'elsewhere' } } },
  })),
  {
    id: 'object-name-twice',
    when: 'two services of two clusters come to one name',
    breaks: { cluster: { services: [{ name: 'eu-web' }] }, others: { 'orders-eu': { services: [{ name: 'web' }] } } },
    found: 'error orders-eu/cluster.yaml services[0].name',
    keeps: { cluster: { services: [{ name: 'eu-web' }] }, others: { 'orders-eu': { services: [{ name: 'shop' }] } } },
  },
  {
    id: 'object-name-twice',
    when: 'two databases of two clusters come to one name',
    breaks: { cluster: { database: { name: 'eu_sales' } }, others: { 'orders-eu': { database: { name: 'sales' } } } },
    found: 'error orders-eu/cluster.yaml database.name',
    keeps: {
      cluster: { database: { name: 'eu_sales' } },
      others: { 'orders-eu': { namespace: 'elsewhere', database: { name: 'sales' } } },
    },
  },
  {
    id: 'one-origin',
    when: 'a cluster is restored and imported',
    breaks: {
      cluster: { restore: { from: ELSEWHERE }, import: { type: 'microservice', databases: ['a'], source: SERVER } },
    },
    found: 'error orders/cluster.yaml import',
    keeps: { cluster: { restore: { from: ELSEWHERE } } },
  },
  {
    id: 'one-origin',
    when: 'a cluster is restored and a replica',
    breaks: { cluster: { restore: { from: ELSEWHERE }, replicaOf: { from: ELSEWHERE } } },
    found: 'error orders/cluster.yaml replicaOf',
    keeps: { cluster: { replicaOf: { from: ELSEWHERE } } },
  },
  {
    id: 'supervised-single',
    when: 'one instance waits for a person',
    breaks: {
      cluster: { instances: 1, synchronous: 'none', poolers: { ro: 'none' }, primaryUpdateStrategy: 'supervised' },
    },
    found: 'error orders/cluster.yaml primaryUpdateStrategy',
    keeps: { cluster: { instances: 2, synchronous: 'none', primaryUpdateStrategy: 'supervised' } },
  },
  {
    id: 'image-or-catalog',
    when: 'there are an image and a catalogue',
    breaks: { cluster: { postgresql: { image: exampleImage('17.1'), catalog: { kind: 'ImageCatalog', name: 'a' } } } },
    found: 'error orders/cluster.yaml postgresql.catalog',
    keeps: { cluster: { postgresql: { catalog: { kind: 'ImageCatalog', name: 'a' } } } },
  },
  {
    id: 'image-or-catalog',
    when: 'the environment has no image of the version',
    breaks: { environment: { images: { postgresql: { 15: undefined } } }, cluster: { postgresql: { version: 15 } } },
    found: 'error orders/cluster.yaml postgresql.version',
    keeps: {
      environment: { images: { postgresql: { 15: undefined } } },
      cluster: { postgresql: { version: 15, image: exampleImage('15.1') } },
    },
  },
  {
    id: 'image-version',
    when: 'the image is of another version',
    breaks: { cluster: { postgresql: { image: exampleImage('16.1') } } },
    found: 'error orders/cluster.yaml postgresql.image',
    keeps: { cluster: { postgresql: { image: exampleImage('17.1') } } },
  },
  {
    id: 'image-version',
    when: 'only the port of the registry is the version',
    breaks: { cluster: { postgresql: { image: 'localhost:17/postgresql:16.1' } } },
    found: 'error orders/cluster.yaml postgresql.image',
    keeps: { cluster: { postgresql: { image: 'localhost:16/postgresql:17.1' } } },
  },
  {
    id: 'image-digest',
    when: 'an image has no digest',
    breaks: { cluster: { postgresql: { image: DIGEST_FREE } } },
    found: 'warning orders/cluster.yaml postgresql.image',
    keeps: { cluster: { postgresql: { image: exampleImage('17.11') } } },
  },
  {
    id: 'duplicate-name',
    when: 'two services are one',
    breaks: { cluster: { services: [{ name: 'web' }, { name: 'web' }] } },
    found: 'error orders/cluster.yaml services[1].name',
    keeps: { cluster: { services: [{ name: 'web' }, { name: 'web-2' }] } },
  },
  {
    id: 'duplicate-name',
    when: 'a service is the owner',
    breaks: { cluster: { services: [{ name: 'orders-owner' }] } },
    found: 'error orders/cluster.yaml services[0].name',
    keeps: { cluster: { services: [{ name: 'orders-owners' }] } },
  },
  {
    id: 'duplicate-name',
    when: 'a service is the role that services join',
    breaks: { cluster: { services: [{ name: 'orders-connect' }] } },
    found: 'error orders/cluster.yaml services[0].name',
    keeps: { cluster: { services: [{ name: 'connect' }] } },
  },
  {
    id: 'duplicate-name',
    when: 'the owner is the role that services join',
    breaks: { cluster: { database: { owner: 'orders_connect' } } },
    found: 'error orders/cluster.yaml database.owner',
    keeps: { cluster: { database: { owner: 'orders' } } },
  },
  {
    id: 'duplicate-name',
    when: 'two tablespaces are one',
    breaks: {
      cluster: {
        tablespaces: [
          { name: 'a', size: '1Gi' },
          { name: 'a', size: '2Gi' },
        ],
      },
    },
    found: 'error orders/cluster.yaml tablespaces[1].name',
    keeps: {
      cluster: {
        tablespaces: [
          { name: 'a', size: '1Gi' },
          { name: 'b', size: '2Gi' },
        ],
      },
    },
  },
  {
    id: 'duplicate-name',
    when: 'two extensions are one',
    breaks: { cluster: { database: { extensions: ['pg_trgm', { name: 'pg_trgm', schema: 'public' }] } } },
    found: 'error orders/cluster.yaml database.extensions[1]',
    keeps: { cluster: { database: { extensions: ['pg_trgm', { name: 'hstore', schema: 'public' }] } } },
  },
  ...['postgres', 'public', 'streaming-replica', 'pg-monitor', 'cnpg-metrics', '9to5'].map((name) => ({
    id: 'service-role',
    when: `a service is ${name}`,
    breaks: { cluster: { services: [{ name }] } },
    found: 'error orders/cluster.yaml services[0].name',
    keeps: { cluster: { services: [{ name: `my-${name}` }] } },
  })),
  {
    id: 'limits-below-requests',
    when: 'memory is limited to less than is asked for',
    breaks: { cluster: { resources: { limits: { memory: '2000Mi' } } } },
    found: 'error orders/cluster.yaml resources.limits.memory',
    keeps: { cluster: { resources: { limits: { memory: '2048Mi' } } } },
  },
  {
    id: 'limits-below-requests',
    when: 'CPU is limited to less than is asked for',
    breaks: { cluster: { resources: { limits: { cpu: '999m' } } } },
    found: 'error orders/cluster.yaml resources.limits.cpu',
    keeps: { cluster: { resources: { limits: { cpu: '1000m' } } } },
  },
  {
    id: 'limits-below-requests',
    when: 'a pooler is limited to less than it asks for',
    breaks: { cluster: { poolers: { ro: { resources: { cpu: '1', memory: '1Gi', limits: { memory: '1G' } } } } } },
    found: 'error orders/cluster.yaml poolers.ro.resources.limits.memory',
    keeps: { cluster: { poolers: { ro: { resources: { cpu: '1', memory: '1G', limits: { memory: '1Gi' } } } } } },
  },
  {
    id: 'locale-provider',
    when: 'PostgreSQL 15 is told a provider',
    breaks: { cluster: { postgresql: { version: 15 }, database: { localeProvider: 'icu' } } },
    found: 'error orders/cluster.yaml database.localeProvider',
    keeps: { cluster: { postgresql: { version: 16 }, database: { localeProvider: 'icu' } } },
  },
  {
    id: 'locale-provider',
    when: 'PostgreSQL 16 is told the builtin provider',
    breaks: { cluster: { postgresql: { version: 16 }, database: { localeProvider: 'builtin' } } },
    found: 'error orders/cluster.yaml database.localeProvider',
    keeps: { cluster: { postgresql: { version: 17 }, database: { localeProvider: 'builtin' } } },
  },
  {
    id: 'locale-provider',
    when: 'a locale of ICU stands alone',
    breaks: { cluster: { database: { icuLocale: 'de' } } },
    found: 'error orders/cluster.yaml database.icuLocale',
    keeps: { cluster: { database: { icuLocale: 'de', localeProvider: 'icu' } } },
  },
  {
    id: 'locale-provider',
    when: 'a builtin locale stands beside ICU',
    breaks: { cluster: { database: { builtinLocale: 'C', localeProvider: 'icu' } } },
    found: 'error orders/cluster.yaml database.builtinLocale',
    keeps: { cluster: { database: { builtinLocale: 'C', localeProvider: 'builtin' } } },
  },
  ...[
    { place: 'storage.class', cluster: (name: string) => ({ storage: { class: name } }) },
    { place: 'walStorage.class', cluster: (name: string) => ({ walStorage: { size: '5Gi', class: name } }) },
    {
      place: 'tablespaces[0].class',
      cluster: (name: string) => ({ tablespaces: [{ name: 'a', size: '5Gi', class: name }] }),
    },
  ].map(({ place, cluster }) => ({
    id: 'storage-class',
    when: `${place} is none of the environment's`,
    breaks: { environment: { storageClasses: { fast: { provisioner: 'a' } } }, cluster: cluster('slow') },
    found: `warning orders/cluster.yaml ${place}`,
    keeps: { environment: { storageClasses: { fast: { provisioner: 'a' } } }, cluster: cluster('fast') },
  })),
  ...[...FIXED_PARAMETERS].map((name) => ({
    id: 'fixed-parameter',
    when: `someone sets ${name}`,
    breaks: { cluster: parameters({ [name]: 'on' }) },
    found: `error orders/cluster.yaml postgresql.parameters${name.includes('.') ? `["${name}"]` : `.${name}`}`,
    keeps: { cluster: parameters({ [`my.${name.replace('.', '_')}`]: 'on' }) },
  })),
  ...[
    'shared_buffers',
    'min_wal_size',
    'max_wal_size',
    'wal_keep_size',
    'max_slot_wal_keep_size',
    'effective_cache_size',
    'work_mem',
    'maintenance_work_mem',
  ].map((name) => ({
    id: 'parameter-unit',
    when: `${name} has no unit`,
    breaks: { cluster: parameters({ [name]: 512 }) },
    found: `error orders/cluster.yaml postgresql.parameters.${name}`,
    keeps: { cluster: parameters({ [name]: '512MB' }) },
  })),
  {
    id: 'parameter-unit',
    when: 'shared_buffers is -1, which means something elsewhere',
    breaks: { cluster: parameters({ shared_buffers: -1 }) },
    found: 'error orders/cluster.yaml postgresql.parameters.shared_buffers',
    keeps: { cluster: parameters({ max_slot_wal_keep_size: -1, wal_keep_size: 0 }) },
  },
  {
    id: 'shared-buffers-memory',
    when: 'shared_buffers is more than the memory',
    breaks: { cluster: parameters({ shared_buffers: '2049MB' }) },
    found: 'error orders/cluster.yaml postgresql.parameters.shared_buffers',
    keeps: { cluster: parameters({ shared_buffers: '2GB' }) },
  },
  {
    id: 'wal-size-storage',
    when: 'min_wal_size is not below max_wal_size',
    breaks: { cluster: parameters({ min_wal_size: '1GB' }) },
    found: 'error orders/cluster.yaml postgresql.parameters.min_wal_size',
    keeps: { cluster: parameters({ min_wal_size: '1023MB' }) },
  },
  {
    id: 'wal-size-storage',
    when: 'max_wal_size fills the volume',
    breaks: { cluster: parameters({ max_wal_size: '20GB' }) },
    found: 'error orders/cluster.yaml storage.size',
    keeps: { cluster: parameters({ max_wal_size: '19GB' }) },
  },
  {
    id: 'wal-size-storage',
    when: 'max_wal_size fills the volume of WAL',
    breaks: { cluster: { walStorage: { size: '1Gi' } } },
    found: 'error orders/cluster.yaml walStorage.size',
    keeps: { cluster: { walStorage: { size: '1025Mi' } } },
  },
  {
    id: 'wal-level-minimal',
    when: 'wal_level is minimal',
    breaks: { cluster: parameters({ wal_level: 'minimal' }) },
    found: 'error orders/cluster.yaml postgresql.parameters.wal_level',
    keeps: { cluster: parameters({ wal_level: 'logical' }) },
  },
  {
    id: 'wal-level-minimal',
    when: 'a single instance without backups has it',
    breaks: {
      cluster: {
        ...parameters({ wal_level: 'minimal' }),
        instances: 1,
        synchronous: 'none',
        backup: 'none',
        poolers: { ro: 'none' },
      },
    },
    found: 'error orders/cluster.yaml postgresql.parameters.wal_level',
    keeps: {
      cluster: {
        ...parameters({ wal_level: 'replica' }),
        instances: 1,
        synchronous: 'none',
        backup: 'none',
        poolers: { ro: 'none' },
      },
    },
  },
  {
    id: 'wal-log-hints',
    when: 'hints are off beside standbys',
    breaks: { cluster: parameters({ wal_log_hints: false }) },
    found: 'error orders/cluster.yaml postgresql.parameters.wal_log_hints',
    keeps: {
      cluster: { ...parameters({ wal_log_hints: 'off' }), instances: 1, synchronous: 'none', poolers: { ro: 'none' } },
    },
  },
  ...[
    { name: 'wal_level', bad: 'Replica', good: 'replica' },
    { name: 'max_connections', bad: 'many', good: '100' },
    { name: 'max_connections', bad: '0', good: '1000' },
    { name: 'hot_standby_feedback', bad: 'o', good: 'of' },
    { name: 'sync_replication_slots', bad: 'maybe', good: 'TRUE' },
    { name: 'wal_log_hints', bad: '2', good: '1' },
  ].map(({ name, bad, good }) => ({
    id: 'parameter-value',
    when: `${name} is ${bad}`,
    breaks: { cluster: parameters({ [name]: bad }) },
    found: `error orders/cluster.yaml postgresql.parameters.${name}`,
    keeps: { cluster: parameters({ [name]: good }) },
  })),
  {
    id: 'weak-authentication',
    when: 'a line trusts',
    breaks: { cluster: { postgresql: { hba: ['hostssl all all all cert', 'hostssl all all all trust # cert'] } } },
    found: 'error orders/cluster.yaml postgresql.hba[1]',
    keeps: { cluster: { postgresql: { hba: ['hostssl all all all cert', 'hostssl all all all cert # trust'] } } },
  },
  {
    id: 'slot-keeps-wal',
    when: 'slots may keep WAL without limit',
    breaks: { cluster: parameters({ max_slot_wal_keep_size: undefined }) },
    found: 'warning orders/cluster.yaml postgresql.parameters',
    keeps: {
      cluster: {
        ...parameters({ max_slot_wal_keep_size: undefined }),
        instances: 1,
        synchronous: 'none',
        poolers: { ro: 'none' },
      },
    },
  },
  {
    id: 'synchronous-number',
    when: 'every instance would have to wait',
    breaks: { cluster: { synchronous: { number: 3 } } },
    found: 'error orders/cluster.yaml synchronous.number',
    keeps: { cluster: { synchronous: { number: 2, dataDurability: 'preferred' } } },
  },
  {
    id: 'synchronous-number',
    when: 'there is one instance',
    breaks: { cluster: { instances: 1, poolers: { ro: 'none' } } },
    found: 'error orders/cluster.yaml synchronous.number',
    keeps: { cluster: { instances: 1, synchronous: 'none', poolers: { ro: 'none' } } },
  },
  {
    id: 'synchronous-spare',
    when: 'no standby is to spare',
    breaks: { cluster: { instances: 2 } },
    found: 'error orders/cluster.yaml instances',
    keeps: { cluster: { instances: 2, synchronous: { dataDurability: 'preferred' } } },
  },
  {
    id: 'synchronous-spare',
    when: 'two of two standbys must wait',
    breaks: { cluster: { synchronous: { number: 2 } } },
    found: 'error orders/cluster.yaml instances',
    keeps: { cluster: { instances: 4, synchronous: { number: 2 } } },
  },
  {
    id: 'synchronous-preferred',
    when: 'durability is preferred',
    breaks: { cluster: { synchronous: { dataDurability: 'preferred' } } },
    found: 'warning orders/cluster.yaml synchronous.dataDurability',
    keeps: { cluster: { synchronous: { dataDurability: 'required' } } },
  },
  {
    id: 'shutdown-order',
    when: 'the fast shutdown has 14 s',
    breaks: { cluster: { stopDelay: '194s' } },
    found: 'error orders/cluster.yaml stopDelay',
    keeps: { cluster: { stopDelay: '195s' } },
  },
  {
    id: 'connection-budget',
    when: 'the rw pooler opens one connection more than there are',
    breaks: { cluster: parameters({ max_connections: 66 }) },
    found: 'error orders/cluster.yaml poolers.rw.poolSize',
    keeps: { cluster: parameters({ max_connections: 67 }) },
  },
  {
    id: 'connection-budget',
    when: 'the ro pooler does',
    breaks: { cluster: { ...parameters({ max_connections: 94 }), poolers: { ro: { poolSize: 30 } } } },
    found: 'error orders/cluster.yaml poolers.ro.poolSize',
    keeps: { cluster: { ...parameters({ max_connections: 95 }), poolers: { ro: { poolSize: 30 } } } },
  },
  {
    id: 'connection-budget',
    when: 'it does by the default of PostgreSQL',
    breaks: { cluster: { ...parameters({ max_connections: undefined }), poolers: { rw: { poolSize: 16 } } } },
    found: 'error orders/cluster.yaml poolers.rw.poolSize',
    keeps: { cluster: { ...parameters({ max_connections: undefined }), poolers: { rw: { poolSize: 15 } } } },
  },
  ...[
    'pool_mode',
    'default_pool_size',
    'max_client_conn',
    'client_tls_sslmode',
    'server_tls_sslmode',
    'auth_type',
    'toString',
    '__defineGetter__',
  ].map((name) => ({
    id: 'pooler-parameter',
    when: `a pooler sets ${name}`,
    breaks: { cluster: { poolers: { ro: { parameters: { [name]: 'x' } } } } },
    found: `error orders/cluster.yaml poolers.ro.parameters.${name}`,
    keeps: { cluster: { poolers: { ro: { parameters: { server_idle_timeout: 60 } } } } },
  })),
  {
    id: 'services-without-pooler',
    when: 'services have no rw pooler',
    breaks: { cluster: { poolers: { rw: 'none' } } },
    found: 'warning orders/cluster.yaml poolers',
    keeps: { cluster: { poolers: { rw: 'none' }, services: [] } },
  },
  {
    id: 'ro-pooler-single',
    when: 'there is no standby to read from',
    breaks: { cluster: { instances: 1, synchronous: 'none' } },
    found: 'error orders/cluster.yaml poolers.ro',
    keeps: { cluster: { instances: 2, synchronous: 'none' } },
  },
  {
    id: 'archive-shared',
    when: 'two clusters archive to one place',
    breaks: { others: { shop: { backup: { destination: 's3://example-backups', serverName: 'orders' } } } },
    found: 'error shop/cluster.yaml backup.destination',
    keeps: { others: { shop: { backup: { destination: 's3://example-backups', serverName: 'shop' } } } },
  },
  {
    id: 'archive-shared',
    when: 'the first by name uses the other’s name',
    breaks: { others: { archive: { backup: { serverName: 'orders' } } } },
    found: 'error orders/cluster.yaml backup.destination',
    keeps: { others: { archive: { backup: { serverName: 'orders', endpoint: 'https://s3.example.com' } } } },
  },
  {
    id: 'secret-shared',
    when: 'two clusters render one Secret',
    breaks: { environment: { secrets: EXTERNAL_SECRETS }, others: { shop: {} } },
    found: 'error shop/cluster.yaml backup.credentials.accessKeys.secret',
    keeps: { environment: { secrets: EXTERNAL_SECRETS }, others: { shop: { namespace: 'elsewhere' } } },
  },
  {
    id: 'secret-shared',
    when: 'they do in the defaults',
    breaks: {
      environment: {
        secrets: EXTERNAL_SECRETS,
        defaults: { backup: { credentials: { accessKeys: { secret: 'keys' } } } },
      },
      cluster: { backup: { credentials: undefined } },
      others: { shop: {} },
    },
    found: 'error environment.yaml backup.credentials.accessKeys.secret',
    keeps: { environment: { secrets: 'existing' }, others: { shop: {} } },
  },
  {
    id: 'archive-source-unknown',
    when: 'there is no such cluster',
    breaks: { cluster: { restore: { from: { cluster: 'shop' } } } },
    found: 'error orders/cluster.yaml restore.from.cluster',
    keeps: { cluster: { restore: { from: { cluster: 'shop' } } }, others: { shop: { restore: undefined } } },
  },
  {
    id: 'archive-source-unknown',
    when: 'the cluster has no backups',
    breaks: { cluster: { backup: 'none' }, others: { shop: { replicaOf: IN_ORDERS } } },
    found: 'error shop/cluster.yaml replicaOf.from.cluster',
    keeps: { others: { shop: { replicaOf: IN_ORDERS } } },
  },
  {
    id: 'archive-of-source',
    when: 'a restored cluster archives to where it comes from',
    breaks: {
      cluster: { restore: { from: { ...ELSEWHERE, destination: 's3://example-backups', serverName: 'orders' } } },
    },
    found: 'error orders/cluster.yaml backup.serverName',
    keeps: {
      cluster: { restore: { from: { ...ELSEWHERE, destination: 's3://example-backups', serverName: 'orders-1' } } },
    },
  },
  {
    id: 'archive-of-source',
    when: 'a cluster follows itself',
    breaks: { cluster: { replicaOf: IN_ORDERS } },
    found: 'error orders/cluster.yaml backup.serverName',
    keeps: { others: { shop: { replicaOf: IN_ORDERS } } },
  },
  {
    id: 'origin-namespace',
    when: 'a restored cluster names one of another namespace',
    breaks: { others: { copy: { namespace: 'elsewhere', restore: IN_ORDERS } } },
    found: 'error copy/cluster.yaml restore.from.cluster',
    keeps: { others: { copy: { restore: IN_ORDERS } } },
  },
  {
    id: 'origin-namespace',
    when: 'a replica names one of another namespace',
    breaks: { others: { copy: { namespace: 'elsewhere', replicaOf: IN_ORDERS } } },
    found: 'error copy/cluster.yaml replicaOf.from.cluster',
    keeps: { others: { copy: { namespace: 'elsewhere', replicaOf: { from: ELSEWHERE } } } },
  },
  {
    id: 'origin-storage',
    when: 'the copy has a smaller volume',
    breaks: { others: { copy: { restore: IN_ORDERS, storage: { size: '19Gi' } } } },
    found: 'error copy/cluster.yaml storage.size',
    keeps: { others: { copy: { restore: IN_ORDERS, storage: { size: '20Gi' } } } },
  },
  {
    id: 'iam-roles-two',
    when: 'the archive that it writes has another role than the one that it comes from',
    breaks: { cluster: { restore: { from: ELSEWHERE }, backup: { credentials: WITH_OTHER_ROLE } } },
    found: 'error orders/cluster.yaml restore.from',
    keeps: {
      cluster: {
        restore: { from: ELSEWHERE },
        backup: { credentials: { ...ELSEWHERE.credentials, accessKeys: undefined } },
      },
    },
  },
  {
    id: 'restore-target',
    when: 'there are two targets',
    breaks: { cluster: { restore: { from: ELSEWHERE, targetTime: '2026-08-15 14:30:00Z', targetLSN: '0/1' } } },
    found: 'error orders/cluster.yaml restore.targetLSN',
    keeps: { cluster: { restore: { from: ELSEWHERE, targetTime: '2026-08-15 14:30:00Z' } } },
  },
  ...[{ targetXID: '7' }, { targetName: 'x' }].map((target) => ({
    id: 'restore-target',
    when: `${Object.keys(target).join()} stands without backupId`,
    breaks: { cluster: { restore: { from: ELSEWHERE, ...target } } },
    found: 'error orders/cluster.yaml restore',
    keeps: { cluster: { restore: { from: ELSEWHERE, ...target, backupId: '20260815T020000' } } },
  })),
  ...[
    {
      when: 'a microservice brings two databases',
      bad: { type: 'microservice', databases: ['a', 'b'] },
      key: 'databases',
      good: { type: 'microservice', databases: ['a'] },
    },
    {
      when: 'a microservice brings any database',
      bad: { type: 'microservice', databases: ['a*'] },
      key: 'databases',
      good: { type: 'microservice', databases: ['a'] },
    },
    {
      when: 'a microservice brings roles',
      bad: { type: 'microservice', databases: ['a'], roles: ['r'] },
      key: 'roles',
      good: { type: 'monolith', databases: ['a'], roles: ['r'] },
    },
    {
      when: 'a monolith brings all databases and one',
      bad: { type: 'monolith', databases: ['*', 'a'] },
      key: 'databases',
      good: { type: 'monolith', databases: ['*'] },
    },
    {
      when: 'a monolith brings all roles and one',
      bad: { type: 'monolith', databases: ['a'], roles: ['*', 'r'] },
      key: 'roles',
      good: { type: 'monolith', databases: ['a', 'b'], roles: ['*'] },
    },
  ].map(({ when, bad, key, good }) => ({
    id: 'import-shape',
    when,
    breaks: { cluster: { import: { ...bad, source: SERVER } } },
    found: `error orders/cluster.yaml import.${key}`,
    keeps: { cluster: { import: { ...good, source: SERVER } } },
  })),
  {
    id: 'backup-missing',
    when: 'several instances have no backups',
    breaks: { cluster: { backup: 'none' } },
    found: 'warning orders/cluster.yaml backup',
    keeps: { cluster: { backup: 'none', instances: 1, synchronous: 'none', poolers: { ro: 'none' } } },
  },
  {
    id: 'switchover-delay-short',
    when: 'it is below a minute',
    breaks: { cluster: { switchoverDelay: '59s' } },
    found: 'warning orders/cluster.yaml switchoverDelay',
    keeps: { cluster: { switchoverDelay: '1m' } },
  },
  {
    id: 'switchover-delay-short',
    when: 'there is WAL to archive',
    breaks: { cluster: { switchoverDelay: '15s' } },
    found: 'warning orders/cluster.yaml switchoverDelay',
    keeps: { cluster: { switchoverDelay: '15s', backup: 'none' } },
  },
  {
    id: 'switchover-delay-corrected',
    when: 'it is minutes',
    breaks: { cluster: { switchoverDelay: '5m' } },
    found: 'note orders/cluster.yaml switchoverDelay',
    keeps: { cluster: { switchoverDelay: '1h' } },
  },
  {
    id: 'synchronous-names-corrected',
    when: 'the first standby is waited for',
    breaks: { cluster: { synchronous: { method: 'first' } } },
    found: 'note orders/cluster.yaml synchronous.method',
    keeps: { cluster: { synchronous: { method: 'any' } } },
  },
  {
    id: 'failover-delay-corrected',
    when: 'a failover waits',
    breaks: { cluster: { failoverDelay: '1s' } },
    found: 'note orders/cluster.yaml failoverDelay',
    keeps: { cluster: { failoverDelay: '0s' } },
  },
  {
    id: 'poolers-corrected',
    when: 'there are two poolers',
    breaks: {},
    found: 'note orders/cluster.yaml poolers',
    keeps: { cluster: { poolers: { ro: 'none' } } },
  },
  {
    id: 'backup-plugin-corrected',
    when: 'there are backups',
    breaks: {},
    found: 'note orders/cluster.yaml backup',
    keeps: { cluster: { backup: 'none' } },
  },
  {
    id: 'schedule-fields-corrected',
    when: 'there is a schedule',
    breaks: {},
    found: 'note orders/cluster.yaml backup.schedule',
    keeps: { cluster: { backup: 'none' } },
  },
  {
    id: 'restore-corrected',
    when: 'a cluster is restored',
    breaks: { cluster: { restore: { from: ELSEWHERE } } },
    found: 'note orders/cluster.yaml restore.from',
    keeps: { cluster: { replicaOf: { from: ELSEWHERE } } },
  },
  {
    id: 'supervised-corrected',
    when: 'updates wait for a person',
    breaks: { cluster: { primaryUpdateStrategy: 'supervised' } },
    found: 'note orders/cluster.yaml primaryUpdateStrategy',
    keeps: { cluster: { primaryUpdateStrategy: 'unsupervised' } },
  },
  {
    id: 'instances-unusual',
    when: 'there are four instances',
    breaks: { cluster: { instances: 4 } },
    found: 'note orders/cluster.yaml instances',
    keeps: { cluster: { instances: 3 } },
  },
  ...[
    { when: 'it is the archive', ledger: 's3://example-backups/orders' },
    { when: 'it lies in the archive, with slashes that say nothing', ledger: 's3://example-backups//orders/base/' },
    { when: 'the archive lies in it', ledger: 's3://example-backups/' },
  ].map(({ when, ledger }) => ({
    id: 'ledger-in-archive',
    when,
    breaks: verified({ ledger }),
    found: 'error orders/cluster.yaml backup.verification.ledger',
    keeps: verified({ ledger: 's3://example-backups/orders-proofs' }),
  })),
  {
    id: 'ledger-in-archive',
    when: 'the default lies in the archive of another cluster',
    breaks: { others: { 'orders-verification': { backup: OTHER_KEYS } } },
    found: 'error orders/cluster.yaml backup.verification.ledger',
    keeps: {
      cluster: { backup: { verification: { ledger: 's3://proofs/orders' } } },
      others: {
        'orders-verification': {
          backup: { ...OTHER_KEYS, verification: { ledger: 's3://proofs/orders-verification' } },
        },
      },
    },
  },
  {
    id: 'ledger-in-archive',
    when: 'another cluster archives below it',
    breaks: {
      cluster: { backup: { verification: { ledger: 's3://proofs' } } },
      others: {
        z: { backup: { ...OTHER_KEYS, destination: 's3://proofs/deep/down', verification: { ledger: '/srv/proofs' } } },
      },
    },
    found: 'error orders/cluster.yaml backup.verification.ledger',
    keeps: {
      cluster: { backup: { verification: { ledger: 's3://proofs' } } },
      others: {
        z: {
          backup: {
            ...OTHER_KEYS,
            destination: 's3://proofs-of-old/deep/down',
            verification: { ledger: '/srv/proofs' },
          },
        },
      },
    },
  },
  {
    id: 'ledger-shared',
    when: 'two clusters name the same, each with its own slashes',
    breaks: {
      cluster: { backup: { verification: { ledger: 's3://proofs/all' } } },
      others: { z: { backup: { ...OTHER_KEYS, verification: { ledger: 's3://proofs//all/' } } } },
    },
    found: 'error z/cluster.yaml backup.verification.ledger',
    keeps: { others: { z: { backup: { ...OTHER_KEYS, verification: {} } } } },
  },
  {
    id: 'ledger-shared',
    when: 'two clusters name the same directory',
    breaks: {
      cluster: { backup: { verification: { ledger: '/srv/proofs' } } },
      others: { z: { backup: OTHER_KEYS } },
    },
    found: 'error z/cluster.yaml backup.verification.ledger',
    keeps: {
      cluster: { backup: { verification: { ledger: '/srv/proofs' } } },
      others: { z: { backup: { ...OTHER_KEYS, verification: { ledger: '/srv/proofs-of-z' } } } },
    },
  },
  {
    id: 'verification-level-low',
    when: 'nothing is replayed',
    breaks: verified({ level: 'L3' }),
    found: 'warning orders/cluster.yaml backup.verification.level',
    keeps: verified({ level: 'L4' }),
  },
  ...[
    { key: 'assertions', data: { assertions: [ASSERTION] } },
    { key: 'canary', data: { canary: CANARY } },
    { key: 'schema', data: { schema: {} } },
  ].map(({ key, data }) => ({
    id: 'verification-data-unused',
    when: `there is something to say of ${key}, and nobody looks`,
    breaks: verified({ data }),
    found: `warning orders/cluster.yaml backup.verification.data.${key}`,
    keeps: verified({ level: 'L5', data }),
  })),
  {
    id: 'canary-too-strict',
    when: 'it is to be as young as the timeout that CloudNativePG sets',
    breaks: verified({ level: 'L5', data: { canary: { ...CANARY, maxAge: '5m' } } }),
    found: 'warning orders/cluster.yaml backup.verification.data.canary.maxAge',
    keeps: verified({ level: 'L5', data: { canary: { ...CANARY, maxAge: '5m1s' } } }),
  },
  ...['1h', '60min', '3600', '3600s', '3600000ms', '0'].map((timeout) => ({
    id: 'canary-too-strict',
    when: `the timeout is ${timeout}`,
    breaks: verified({ level: 'L5', data: { canary: CANARY } }, parameters({ archive_timeout: timeout })),
    found: 'warning orders/cluster.yaml backup.verification.data.canary.maxAge',
    keeps: verified({ level: 'L5', data: { canary: CANARY } }, parameters({ archive_timeout: '1min' })),
  })),
  {
    id: 'assertion-name-twice',
    when: 'two ask for different things',
    breaks: verified({ level: 'L5', data: { assertions: [ASSERTION, { ...ASSERTION, expect: 'noRows' }] } }),
    found: 'error orders/cluster.yaml backup.verification.data.assertions[1].name',
    keeps: verified({ level: 'L5', data: { assertions: [ASSERTION, { ...ASSERTION, name: 'another' }] } }),
  },
  ...[
    { at: 'amcheck.databases[1]', data: (name: string) => ({ amcheck: { databases: ['postgres', name] } }) },
    { at: 'assertions[0].database', data: (name: string) => ({ assertions: [{ ...ASSERTION, database: name }] }) },
    { at: 'canary.database', data: (name: string) => ({ canary: { ...CANARY, database: name } }) },
    { at: 'schema.databases[0]', data: (name: string) => ({ schema: { databases: [name] } }) },
  ].map(({ at, data }) => ({
    id: 'verification-database-unknown',
    when: `the name in ${at} is misspelt`,
    breaks: verified({ level: 'L5', data: data('ordres') }),
    found: `warning orders/cluster.yaml backup.verification.data.${at}`,
    keeps: verified({ level: 'L5', data: data('orders') }),
  })),
  {
    id: 'verification-database-unknown',
    when: 'the cluster begins empty',
    breaks: verified({ level: 'L5', data: { schema: { databases: ['shop'] } } }),
    found: 'warning orders/cluster.yaml backup.verification.data.schema.databases[0]',
    keeps: verified(
      { level: 'L5', data: { schema: { databases: ['shop'] } } },
      { import: { type: 'monolith', databases: ['*'], source: SERVER } },
    ),
  },
  {
    id: 'schema-hash-unused',
    when: 'it is of another database',
    breaks: verified({ level: 'L5', data: { schema: { expected: { postgres: 'a'.repeat(64) } } } }),
    found: 'warning orders/cluster.yaml backup.verification.data.schema.expected.postgres',
    keeps: verified({ level: 'L5', data: { schema: { expected: { orders: 'a'.repeat(64) } } } }),
  },
  {
    id: 'acknowledgement-twice',
    when: 'two days are named for one finding',
    breaks: verified({ acknowledged: [KNOWN_HOLE, { ...KNOWN_HOLE, until: '2027-02-28' }] }),
    found: 'error orders/cluster.yaml backup.verification.acknowledged[1].finding',
    keeps: verified({ acknowledged: [KNOWN_HOLE, { ...KNOWN_HOLE, object: 'orders/wals/00000001*' }] }),
  },
  {
    id: 'reverify-beyond-retention',
    when: 'it is a day longer',
    breaks: verified({ reverifyAfter: '31d' }),
    found: 'warning orders/cluster.yaml backup.verification.reverifyAfter',
    keeps: verified({ reverifyAfter: '30d' }),
  },
  {
    id: 'verification-budget-small',
    when: 'it is less than the volumes',
    breaks: verified({ budget: { bytes: '24Gi' } }, { tablespaces: [{ name: 'archive', size: '5Gi' }] }),
    found: 'warning orders/cluster.yaml backup.verification.budget.bytes',
    keeps: verified({ budget: { bytes: '25Gi' } }, { tablespaces: [{ name: 'archive', size: '5Gi' }] }),
  },
  {
    id: 'calendar-cluster-unknown',
    when: 'a freeze names a cluster that is not there',
    breaks: dated({ freezes: [FREEZE, { ...FREEZE, cluster: 'ordres' }] }),
    found: 'error environment.yaml calendar.freezes[1].cluster',
    keeps: dated({ freezes: [FREEZE, { ...FREEZE, cluster: 'orders' }] }),
  },
  {
    id: 'calendar-cluster-unknown',
    when: 'maintenance does',
    breaks: dated({ maintenance: [{ ...WORK, cluster: 'shop' }] }),
    found: 'error environment.yaml calendar.maintenance[0].cluster',
    keeps: { ...dated({ maintenance: [{ ...WORK, cluster: 'shop' }] }), others: { shop: {} } },
  },
  {
    id: 'calendar-order',
    when: 'a freeze ends when it begins, in another zone',
    breaks: dated({ freezes: [{ ...FREEZE, until: '2026-12-20T01:00:00+01:00' }] }),
    found: 'error environment.yaml calendar.freezes[0].until',
    keeps: dated({ freezes: [{ ...FREEZE, until: '2026-12-20T00:59:59-00:30' }] }),
  },
  {
    id: 'calendar-order',
    when: 'maintenance ends before it begins',
    breaks: dated({ maintenance: [{ ...WORK, until: '2027-01-11T19:59:59Z' }] }),
    found: 'error environment.yaml calendar.maintenance[0].until',
    keeps: dated({ maintenance: [{ ...WORK, until: '2027-01-11T20:00:00.001Z' }] }),
  },
  {
    id: 'freeze-twice',
    when: 'two of one cluster begin at one moment',
    breaks: dated({
      freezes: [
        { ...FREEZE, cluster: 'orders' },
        { ...FREEZE, cluster: 'orders', from: '2026-12-20T02:00:00+02:00', until: undefined },
      ],
    }),
    found: 'error environment.yaml calendar.freezes[1].from',
    keeps: dated({ freezes: [{ ...FREEZE, cluster: 'orders' }, FREEZE, { ...FREEZE, from: '2026-12-20T00:00:01Z' }] }),
  },
  {
    id: 'maintenance-overlap',
    when: 'one begins before another ends',
    breaks: dated({ maintenance: [{ ...WORK, from: '2027-01-11T21:59:59Z', until: undefined }, WORK] }),
    found: 'error environment.yaml calendar.maintenance[1].from',
    keeps: dated({ maintenance: [{ ...WORK, from: '2027-01-11T22:00:00Z', until: undefined }, WORK] }),
  },
  {
    id: 'maintenance-overlap',
    when: 'one stands behind another that nobody ends',
    breaks: dated({
      maintenance: [
        { ...WORK, until: undefined },
        { ...WORK, from: '2028-01-11T20:00:00Z', until: undefined },
      ],
    }),
    found: 'error environment.yaml calendar.maintenance[1].from',
    keeps: {
      ...dated({
        maintenance: [
          { ...WORK, until: undefined },
          { ...WORK, cluster: 'shop', until: undefined },
        ],
      }),
      others: { shop: {} },
    },
  },
  {
    id: 'verification-budget-small',
    when: 'it is a byte',
    breaks: verified({ budget: { bytes: '0.001k' } }),
    found: 'warning orders/cluster.yaml backup.verification.budget.bytes',
    keeps: verified({ budget: { bytes: 'none' } }),
  },
  {
    id: 'queries-name-taken',
    when: 'the name makes that of the operator’s own ConfigMap',
    breaks: { others: { 'cnpg-default': { backup: { credentials: { accessKeys: { secret: 'other-keys' } } } } } },
    found: 'error cnpg-default/cluster.yaml',
    keeps: { others: { 'cnpg-defaults': { backup: { credentials: { accessKeys: { secret: 'other-keys' } } } } } },
  },
  {
    id: 'volume-thresholds',
    when: 'both are the same',
    breaks: alerting({ volumeWarning: 90, volumeCritical: 90 }),
    found: 'error orders/cluster.yaml monitoring.alerts.volumeWarning',
    keeps: alerting({ volumeWarning: 89, volumeCritical: 90 }),
  },
  {
    id: 'backup-age-short',
    when: 'a backup each day may be a day old',
    breaks: alerting({ backupAge: '1d' }),
    found: 'warning orders/cluster.yaml monitoring.alerts.backupAge',
    keeps: alerting({ backupAge: '1d1s' }),
  },
  {
    id: 'backup-age-short',
    when: 'there is none at the weekend',
    breaks: alerting({ backupAge: '3d' }, { backup: { schedule: '0 2 * * MON-FRI' } }),
    found: 'warning orders/cluster.yaml monitoring.alerts.backupAge',
    keeps: alerting({ backupAge: '74h' }, { backup: { schedule: '0 2 * * MON-FRI' } }),
  },
  {
    id: 'backup-unproven-short',
    when: 'a verification each day may be a day ago',
    breaks: alerting({ backupUnproven: '24h' }, VERIFIED),
    found: 'warning orders/cluster.yaml monitoring.alerts.backupUnproven',
    keeps: alerting({ backupUnproven: '25h' }, VERIFIED),
  },
  {
    id: 'slot-lag-late',
    when: 'it is all that a slot keeps',
    breaks: alerting({ slotLag: '4Gi' }),
    found: 'warning orders/cluster.yaml monitoring.alerts.slotLag',
    keeps: alerting({ slotLag: '3Gi' }),
  },
  {
    id: 'replication-lag-late',
    when: 'it is all that a slot keeps',
    breaks: alerting({ replicationLag: '4Gi' }),
    found: 'warning orders/cluster.yaml monitoring.alerts.replicationLag',
    keeps: alerting({ replicationLag: '4Gi' }, { instances: 1, synchronous: 'none', poolers: { ro: 'none' } }),
  },
  {
    id: 'wal-backlog-late',
    when: 'half of the volume waits',
    breaks: alerting({ walBacklog: 64 }, { walStorage: { size: '2Gi' } }),
    found: 'warning orders/cluster.yaml monitoring.alerts.walBacklog',
    keeps: alerting({ walBacklog: 63 }, { walStorage: { size: '2Gi' } }),
  },
  {
    id: 'wal-backlog-late',
    when: 'segments are larger',
    breaks: alerting({ walBacklog: 16 }, { walStorage: { size: '2Gi' }, database: { walSegmentSize: 64 } }),
    found: 'warning orders/cluster.yaml monitoring.alerts.walBacklog',
    keeps: alerting({ walBacklog: 15 }, { walStorage: { size: '2Gi' }, database: { walSegmentSize: 64 } }),
  },
  {
    id: 'certificate-expiry-early',
    when: 'it is when certificates are renewed',
    breaks: alerting({ certificateExpiry: '7d' }),
    found: 'warning orders/cluster.yaml monitoring.alerts.certificateExpiry',
    keeps: alerting({ certificateExpiry: '6d23h' }),
  },
  {
    id: 'wraparound-age-early',
    when: 'it is when rows are frozen',
    breaks: alerting({ wraparoundAge: 200_000_000 }),
    found: 'warning orders/cluster.yaml monitoring.alerts.wraparoundAge',
    keeps: alerting({ wraparoundAge: 200_000_001 }),
  },
  {
    id: 'wraparound-age-early',
    when: 'rows are frozen later than usual',
    breaks: alerting({}, parameters({ autovacuum_freeze_max_age: 600_000_000 })),
    found: 'warning orders/cluster.yaml monitoring.alerts.wraparoundAge',
    keeps: alerting({}, parameters({ autovacuum_freeze_max_age: 400_000_000 })),
  },
  {
    id: 'pooler-wait-late',
    when: 'clients are sent away before',
    breaks: alerting({ poolerWait: '2m' }),
    found: 'warning orders/cluster.yaml monitoring.alerts.poolerWait',
    keeps: alerting({ poolerWait: '2m' }, { poolers: { rw: { parameters: { query_wait_timeout: 0 } }, ro: 'none' } }),
  },
  {
    id: 'scrape-interval-long',
    when: 'it is more than an instance may be down',
    breaks: watching({ scrapeInterval: '31s' }),
    found: 'warning environment.yaml monitoring.scrapeInterval',
    keeps: watching({ scrapeInterval: '30s' }),
  },
  {
    id: 'critical-unrouted',
    when: 'only what is of no consequence has a route',
    breaks: watching({ routes: { info: { receivers: [CHAT] } } }),
    found: 'warning environment.yaml monitoring.routes',
    keeps: watching({ routes: { warning: { receivers: [CHAT] } } }),
  },
  {
    id: 'receiver-twice',
    when: 'it stands in one route again',
    breaks: watching({ routes: { critical: { receivers: [CHAT, PAGER, CHAT] } } }),
    found: 'warning environment.yaml monitoring.routes.critical.receivers[2]',
    keeps: watching({ routes: { critical: { receivers: [CHAT, PAGER] }, warning: { receivers: [CHAT] } } }),
  },
  {
    id: 'receiver-secret-shared',
    when: 'an address is a routing key as well',
    breaks: watching({
      routes: {
        critical: { receivers: [{ pagerduty: { routingKey: CHAT.slack.url } }] },
        warning: { receivers: [CHAT] },
      },
    }),
    found: 'error environment.yaml monitoring.routes.warning.receivers[0]',
    keeps: watching({ routes: { critical: { receivers: [PAGER] }, warning: { receivers: [CHAT] } } }),
  },
  {
    id: 'webhook-unencrypted',
    when: 'it leaves the Kubernetes cluster',
    breaks: watching({ routes: { critical: { receivers: [{ webhook: { url: 'http://alerts.example.com/in' } }] } } }),
    found: 'warning environment.yaml monitoring.routes.critical.receivers[0].webhook.url',
    keeps: watching({ routes: { critical: { receivers: [{ webhook: { url: 'http://alerts.chat.svc:8080/in' } }] } } }),
  },
  {
    id: 'verifier-useless',
    when: 'no cluster has backups',
    breaks: watching({ workers: { backupVerifier: 'expected' } }, { backup: 'none' }),
    found: 'warning environment.yaml monitoring.workers.backupVerifier',
    keeps: watching({ workers: { backupVerifier: 'expected' } }),
  },
  {
    id: 'watchdog-useless',
    when: 'no cluster can have two primaries',
    breaks: watching(
      { workers: { splitBrainWatchdog: 'expected' } },
      { instances: 1, synchronous: 'none', poolers: { ro: 'none' } },
    ),
    found: 'warning environment.yaml monitoring.workers.splitBrainWatchdog',
    keeps: watching({ workers: { splitBrainWatchdog: 'expected' } }),
  },
  {
    id: 'monitoring-label-owned',
    when: 'it says whose an object is',
    breaks: watching({ labels: { 'app.kubernetes.io/managed-by': 'helm' } }),
    found: 'error environment.yaml monitoring.labels["app.kubernetes.io/managed-by"]',
    keeps: watching({ labels: { 'app.kubernetes.io/component': 'helm' } }),
  },
];

describe.each(CASES)('$id, when $when', ({ id, breaks, found, keeps }) => {
  test('is found at its place', () => {
    expect(verdictOn(id, breaks).found).toEqual([found]);
  });
  test('is not found in the nearest intent that keeps it', () => {
    expect(verdictOn(id, keeps)).toEqual({ found: [], refused: false });
  });
});

test('every rule has an intent that breaks it, at the level that its explanation names', () => {
  const levels = Map.groupBy(CASES, ({ id }) => id);
  const rules = [...ENVIRONMENT_RULES, ...CALENDAR_RULES, ...CLUSTER_RULES];
  expect([...levels.keys()].sort()).toEqual(rules.map(({ id }) => id).sort());
  for (const { id, level } of rules) {
    for (const { found } of levels.get(id) ?? []) expect(`${id} ${found}`).toMatch(new RegExp(`^${id} ${level} `));
  }
});

test('every option that is tried out elsewhere is one that no rule refuses', () => {
  for (const { name, ...intent } of OPTION_VARIANTS)
    expect({ name, kind: readEnvironment(exampleFiles(intent)).kind }).toEqual({ name, kind: 'read' });
});

describe('an explanation', () => {
  test('has an id of its own that can be typed', () => {
    const ids = EXPLANATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });

  test.each(EXPLANATIONS)('$id is said in whole sentences and names its source', ({ summary, detail, source }) => {
    expect(summary).toMatch(/^\S.*[^.]\.$/);
    expect(detail).toMatch(/^\S.*[^.][.)]$/);
    expect(`${summary} ${detail}`).not.toMatch(/undefined|\s\s|\n/);
    expect(source).not.toBe('');
  });

  test('there is one for every rule, with the same words', () => {
    for (const { id, level, summary, detail } of [...ENVIRONMENT_RULES, ...CALENDAR_RULES, ...CLUSTER_RULES]) {
      expect(EXPLANATIONS).toContainEqual(expect.objectContaining({ id, level, summary, detail }));
    }
  });
});
