import { exampleImage, example, type ExampleIntent, type ExampleChanges } from './examples.ts';
import { MONITORING_VARIANTS } from './monitoring-variants.ts';

const EXTERNAL_SECRETS = { externalSecrets: { store: { name: 'vault' }, prefix: 'example' } } as const;
const ROLE = 'arn:aws:iam::123456789012:role/orders';
const OTHER_ARCHIVE = {
  destination: 's3://elsewhere/archive',
  serverName: 'old-orders',
  credentials: {
    accessKeys: { secret: 'old-keys', accessKeyId: 'access-key-id', secretAccessKey: 'secret.key', region: 'region' },
  },
} as const;
const SOURCE_SERVER = {
  host: 'db.example.com',
  user: 'importer',
  password: { secret: 'old-db', key: 'password' },
  ca: { secret: 'old-db', key: 'ca.crt' },
} as const;

/** Every option that changes what is rendered, each alone or with what it needs: for tests that must hold whatever people ask for. */
export const OPTION_VARIANTS: readonly (ExampleIntent & { readonly name: string })[] = [
  { name: 'nothing but the usual' },
  ...([14, 15, 16, 17, 18] as const).map((version) => ({
    name: `PostgreSQL ${version}`,
    cluster: { postgresql: { version } },
  })),
  { name: 'an image of its own', cluster: { postgresql: { version: 16, image: exampleImage('16.15') } } },
  {
    name: 'a catalogue of the namespace',
    cluster: { postgresql: { catalog: { kind: 'ImageCatalog', name: 'shared' } } },
  },
  {
    name: 'a catalogue of the Kubernetes cluster',
    cluster: { postgresql: { catalog: { kind: 'ClusterImageCatalog', name: 'shared' } } },
  },
  {
    name: 'parameters of every shape',
    cluster: {
      postgresql: {
        parameters: {
          jit: false,
          'pg_stat_statements.track': 'all',
          random_page_cost: 1.1,
          work_mem: '16MB',
          search_path: '"$user", public',
          timezone: 'UTC',
          wal_level: 'replica',
        },
        preload: ['pg_stat_statements', 'auto_explain'],
      },
    },
  },
  {
    name: 'lines of pg_hba.conf',
    cluster: {
      postgresql: {
        hba: [
          'hostssl all all 10.0.0.0/8 cert',
          'host all all all reject',
          'hostssl orders, other web all scram-sha-256 # comment',
        ],
      },
    },
  },
  { name: 'one instance', cluster: { instances: 1, synchronous: 'none', poolers: { ro: 'none' } } },
  {
    name: 'five instances, first 2',
    cluster: { instances: 5, synchronous: { method: 'first', number: 2, failoverQuorum: false } },
  },
  { name: 'preferred durability', cluster: { synchronous: { dataDurability: 'preferred' } } },
  { name: 'asynchronous', cluster: { synchronous: 'none' } },
  {
    name: 'a WAL volume and classes',
    cluster: { storage: { size: '20Gi', class: 'fast' }, walStorage: { size: '10Gi', class: 'fast' } },
  },
  {
    name: 'a storage class of the environment',
    environment: {
      storageClasses: {
        fast: { provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3', encrypted: 'true' }, default: true },
      },
    },
    cluster: { storage: { class: 'fast' } },
  },
  {
    name: 'tablespaces',
    cluster: {
      tablespaces: [
        { name: 'archive', size: '50Gi', class: 'slow', owner: 'orders_owner' },
        { name: 'scratch', size: '5Gi', temporary: true },
      ],
    },
  },
  {
    name: 'extensions',
    cluster: {
      database: { extensions: ['pg_trgm', 'uuid-ossp', { name: 'postgis', version: '3.5.0', schema: 'public' }] },
    },
  },
  { name: 'a locale of ICU', cluster: { database: { localeProvider: 'icu', icuLocale: 'de-DE' } } },
  { name: 'a locale of PostgreSQL', cluster: { database: { localeProvider: 'builtin', builtinLocale: 'C.UTF-8' } } },
  {
    name: 'everything about a new database',
    cluster: { database: { encoding: 'LATIN1', locale: 'en_US.utf8', dataChecksums: false, walSegmentSize: 64 } },
  },
  {
    name: 'delays and updates by hand',
    cluster: {
      failoverDelay: '30s',
      switchoverDelay: '5m',
      smartShutdownTimeout: '15s',
      stopDelay: '1h',
      startDelay: '1d',
      primaryUpdateStrategy: 'supervised',
      primaryUpdateMethod: 'switchover',
      superuserAccess: true,
      logLevel: 'debug',
    },
  },
  {
    name: 'placement',
    cluster: {
      placement: {
        nodes: 'required',
        zones: 'required',
        nodeSelector: { 'example.com/pool': 'databases' },
        nodeAffinity: [
          { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] },
          { key: 'example.com/spot', operator: 'DoesNotExist' },
          { key: 'example.com/cores', operator: 'Gt', values: ['4'] },
        ],
        tolerations: [
          { key: 'databases', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
          { key: 'spot', effect: 'NoExecute', tolerationSeconds: 60, value: 'yes' },
          { operator: 'Exists' },
        ],
        priorityClass: 'databases',
      },
    },
  },
  { name: 'no placement', cluster: { placement: { nodes: 'none', zones: 'none' } } },
  {
    name: 'limits above requests',
    cluster: {
      resources: { limits: { cpu: '4', memory: '4Gi' } },
      poolers: { rw: { resources: { cpu: '100m', memory: '64Mi', limits: { memory: '128Mi' } } } },
    },
  },
  {
    name: 'poolers in detail',
    cluster: {
      poolers: {
        rw: {
          instances: 3,
          mode: 'session',
          poolSize: 5,
          clients: 500,
          parameters: { server_idle_timeout: 60, max_prepared_statements: 0, log_connections: true },
        },
        ro: 'none',
      },
    },
  },
  { name: 'no poolers', cluster: { poolers: { rw: 'none', ro: 'none' } } },
  { name: 'no services', cluster: { services: [] } },
  {
    name: 'labels',
    cluster: { description: 'Orders: "all" of them', labels: { team: 'shop', 'example.com/cost-center': '4711' } },
  },
  {
    name: 'the longest names',
    environment: { secrets: EXTERNAL_SECRETS },
    others: {
      ['c'.repeat(50)]: {
        namespace: 'n'.repeat(63),
        labels: { [`${'l'.repeat(63)}.example.com/${'l'.repeat(63)}`]: 'v'.repeat(63) },
        database: { name: 'd'.repeat(55), owner: 'o'.repeat(63) },
        services: [{ name: 's'.repeat(63) }],
        tablespaces: [{ name: 't'.repeat(59), size: '1Gi' }],
        backup: { serverName: 'b'.repeat(63), credentials: { accessKeys: { secret: 'k'.repeat(253) } } },
      },
    },
  },
  { name: 'no backups', cluster: { backup: 'none' } },
  { name: 'an IAM role', cluster: { backup: { credentials: { accessKeys: undefined, iamRole: ROLE } } } },
  {
    name: 'an object store of its own',
    cluster: {
      backup: {
        endpoint: 'https://s3.example.com:9000',
        endpointCA: { secret: 's3-ca', key: 'ca.crt' },
        credentials: {
          accessKeys: { secret: 'backup-keys', accessKeyId: 'id', secretAccessKey: 'key', region: 'region' },
        },
        serverName: 'orders-2',
        compression: { data: 'snappy', wal: 'zstd' },
        encryption: 'none',
        parallelJobs: 8,
        target: 'prefer-standby',
        schedule: '30 15 1,13 * * MON-FRI',
        verification: { schedule: '@weekly', maxAge: '2d' },
      },
    },
  },
  {
    name: 'verification in detail',
    cluster: {
      backup: {
        verification: {
          schedule: '30 2 * * 1-5',
          timeZone: 'Europe/Berlin',
          jitter: '0s',
          level: 'L5',
          maxAge: '2d',
          reverifyAfter: '14d',
          sample: 0,
          budget: { bytes: 'none', time: '1h30m' },
          ledger: 's3://example-proofs/orders',
          data: {
            amcheck: { databases: ['orders', 'postgres'], everyRow: true, timeLimit: '4h' },
            assertions: [
              { name: 'a number', query: 'SELECT count(*) FROM web.orders', expect: { atLeast: 1 }, show: true },
              { name: 'at most', query: 'WITH a AS (SELECT 1 AS b) SELECT b FROM a;', expect: { atMost: 2.5 } },
              { name: 'a word', database: 'postgres', query: "SELECT 'on; off'", expect: { equals: 'on; off' } },
              { name: 'no orphans', query: 'SELECT id FROM web.items WHERE false', expect: 'noRows', timeLimit: '5m' },
              { name: 'fresh', query: 'SELECT now()', expect: { maxAge: '1h' } },
            ],
            canary: { query: 'SELECT max(at) FROM web.heartbeat', maxAge: '15m' },
            schema: { databases: ['orders'], expected: { orders: '0123456789abcdef'.repeat(4) }, comparePrimary: true },
          },
          acknowledged: [
            { finding: 'wal-hole', object: 'orders/wals/00000001*', until: '2027-01-31', reason: 'before the move' },
            { finding: 'retention-not-reached', until: '2028-02-29', reason: 'the cluster is young: "no" backups yet' },
          ],
        },
      },
    },
  },
  {
    name: 'verification without a look at tables',
    cluster: { backup: { retention: '1w', verification: { level: 'L5', data: { amcheck: 'none' } } } },
  },
  { name: 'no compression', cluster: { backup: { compression: 'none', encryption: 'aws:kms' } } },
  { name: 'external secrets', environment: { secrets: EXTERNAL_SECRETS } },
  {
    name: 'external secrets, keys with hyphens, no poolers',
    environment: { secrets: EXTERNAL_SECRETS },
    cluster: {
      backup: {
        credentials: { accessKeys: { accessKeyId: 'access-key-id', secretAccessKey: 'secret.key', region: 'region' } },
      },
      poolers: { rw: 'none', ro: 'none' },
    },
  },
  { name: 'a mesh', environment: { mesh: 'linkerd' } },
  {
    name: 'a platform in detail',
    environment: {
      operator: { namespace: 'postgres-operator' },
      certManager: { chart: '1.18.2' },
      namespaces: { shop: { podSecurity: 'baseline', labels: { 'example.com/tier': 'data' } }, constructor: {} },
      network: {
        applications: ['front', 'jobs'],
        monitoring: 'observability',
        apiServer: { cidrs: ['10.0.0.1/32', 'fd00::/8'], ports: [6443] },
        objectStore: { ports: [443, 9000] },
      },
    },
    cluster: { namespace: 'constructor' },
  },
  ...[
    { name: 'the end', restore: {} },
    { name: 'a base backup', restore: { backupId: '20260815T020000' } },
    { name: 'a moment', restore: { targetTime: '2026-08-15 14:30:00+02:00', exclusive: true } },
    { name: 'a moment as in ISO 8601', restore: { targetTime: '2026-08-15T14:30:00.5Z', timeline: 3 } },
    { name: 'an LSN', restore: { targetLSN: '16/B374D848' } },
    { name: 'a transaction', restore: { targetXID: '4294967295', backupId: '20260815T020000' } },
    { name: 'a restore point', restore: { targetName: 'before the release', backupId: '20260815T020000' } },
  ].map(({ name, restore }) => ({
    name: `restored to ${name}`,
    others: {
      restored: {
        restore: { from: { cluster: 'orders' }, ...restore },
        backup: { serverName: 'restored', credentials: { accessKeys: { secret: 'restored-keys' } } },
      },
    },
  })),
  {
    name: 'restored from an archive elsewhere',
    environment: { secrets: EXTERNAL_SECRETS },
    cluster: { restore: { from: { ...OTHER_ARCHIVE, endpoint: 'http://minio.example.com:9000' } } },
  },
  {
    name: 'restored by a role, without backups',
    cluster: { restore: { from: { ...OTHER_ARCHIVE, credentials: { iamRole: ROLE } } }, backup: 'none' },
  },
  {
    name: 'a replica of another cluster',
    others: { replica: { replicaOf: { from: { cluster: 'orders' } }, backup: 'none' } },
  },
  {
    name: 'a replica with external secrets and no backups of its own',
    environment: { secrets: EXTERNAL_SECRETS },
    others: { replica: { replicaOf: { from: { cluster: 'orders' } }, backup: 'none' } },
  },
  {
    name: 'a promoted replica',
    cluster: { replicaOf: { from: OTHER_ARCHIVE, enabled: false } },
  },
  {
    name: 'an import of one database',
    cluster: { import: { type: 'microservice', databases: ['shop'], source: SOURCE_SERVER } },
  },
  {
    name: 'an import of everything',
    cluster: {
      import: {
        type: 'monolith',
        databases: ['*'],
        roles: ['*'],
        schemaOnly: true,
        source: { ...SOURCE_SERVER, port: 6432, sslmode: 'require', database: 'admin', ca: undefined },
      },
    },
  },
  ...MONITORING_VARIANTS,
  {
    name: 'two clusters of one namespace',
    environment: { secrets: EXTERNAL_SECRETS },
    others: { 'orders-archive': { backup: { credentials: { accessKeys: { secret: 'archive-keys' } } } } },
  },
].map(({ name, ...changes }: ExampleChanges & { readonly name: string }) => ({ name, ...example(changes) }));
