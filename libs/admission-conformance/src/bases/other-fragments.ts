import type { JudgedKind } from '@postgres-ha/admission';
import type { Fragment } from './fragment.ts';

const KEY = { name: 'secret', key: 'key' };

/** Objects of the other kinds, written by hand. */
export const OTHER_FRAGMENTS: Readonly<Record<Exclude<JudgedKind, 'Cluster'>, readonly Fragment[]>> = {
  Pooler: [
    { name: 'plainest', spec: {} },
    {
      name: 'with parameters',
      spec: {
        type: 'ro',
        instances: 3,
        pgbouncer: {
          poolMode: 'transaction',
          parameters: { max_client_conn: '1000', default_pool_size: '20' },
          pg_hba: ['host all all all scram-sha-256'],
        },
      },
    },
    {
      name: 'with a query of its own',
      spec: { pgbouncer: { authQuery: 'SELECT 1', authQuerySecret: { name: 'auth' }, paused: true } },
    },
    {
      name: 'with certificates',
      spec: {
        pgbouncer: {
          authQuery: 'SELECT 1',
          serverTLSSecret: { name: 's' },
          serverCASecret: { name: 's' },
          clientTLSSecret: { name: 's' },
          clientCASecret: { name: 's' },
        },
      },
    },
    { name: 'with an image', spec: { pgbouncer: { image: 'registry.example.com/pgbouncer:1.25' } } },
    {
      name: 'with a catalogue',
      spec: {
        pgbouncer: {
          imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ClusterImageCatalog', name: 'c', key: 'pgbouncer' },
        },
      },
    },
    {
      name: 'monitored over TLS',
      spec: {
        monitoring: { enablePodMonitor: true, tls: { enabled: true } },
        pgbouncer: { clientTLSSecret: { name: 's' } },
      },
    },
    {
      name: 'with a service',
      spec: {
        serviceTemplate: { metadata: { labels: { a: 'b' } }, spec: { type: 'LoadBalancer', ports: [{ port: 5432 }] } },
      },
    },
    {
      name: 'with a template',
      spec: {
        deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '50%' } },
        template: {
          metadata: { labels: { a: 'b' } },
          spec: {
            containers: [
              {
                name: 'pgbouncer',
                image: 'registry.example.com/pgbouncer:1.25',
                resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
                env: [{ name: 'A', value: 'b' }],
                ports: [{ containerPort: 5432, protocol: 'TCP' }],
              },
            ],
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } } },
                ],
              },
            },
            tolerations: [{ key: 'a', operator: 'Exists' }],
            terminationGracePeriodSeconds: 60,
          },
        },
      },
    },
    { name: 'with a service account', spec: { serviceAccountName: 'pooler' } },
  ],
  Backup: [
    { name: 'plainest', spec: {} },
    {
      name: 'to the object store',
      spec: { method: 'barmanObjectStore', target: 'primary', pluginConfiguration: null },
    },
    {
      name: 'by a plugin, with everything',
      spec: {
        method: 'plugin',
        target: 'prefer-standby',
        online: false,
        onlineConfiguration: { immediateCheckpoint: true, waitForArchive: false },
        pluginConfiguration: { name: 'p', parameters: { a: 'b' } },
      },
    },
    { name: 'with a deadline', metadata: { annotations: { 'cnpg.io/volumeSnapshotDeadline': '30' } }, spec: {} },
  ],
  ScheduledBackup: [
    { name: 'plainest', spec: {} },
    {
      name: 'with everything',
      spec: {
        schedule: '0 0 2 * * MON-FRI',
        immediate: true,
        suspend: true,
        target: 'prefer-standby',
        backupOwnerReference: 'self',
        online: true,
        onlineConfiguration: { immediateCheckpoint: true, waitForArchive: true },
        pluginConfiguration: { name: 'p', parameters: { a: 'b' } },
      },
    },
    {
      name: 'to the object store',
      spec: { schedule: '@daily', method: 'barmanObjectStore', pluginConfiguration: null },
    },
    { name: 'every few hours', spec: { schedule: '@every 6h30m', backupOwnerReference: 'cluster' } },
    { name: 'a line of crontab', spec: { schedule: '0 2 * * *' } },
  ],
  Database: [
    { name: 'plainest', spec: {} },
    {
      name: 'with everything inside',
      spec: {
        ensure: 'present',
        allowConnections: true,
        connectionLimit: 10,
        isTemplate: false,
        tablespace: 'fast',
        databaseReclaimPolicy: 'delete',
        extensions: [
          { name: 'postgis', version: '3.6', schema: 'public', ensure: 'present' },
          { name: 'old', ensure: 'absent' },
        ],
        schemas: [{ name: 'sales', owner: 'app', ensure: 'present' }],
        fdws: [
          {
            name: 'files',
            handler: 'h',
            validator: 'v',
            owner: 'app',
            options: [{ name: 'o', value: '1', ensure: 'present' }],
            usage: [{ name: 'app', type: 'grant' }],
          },
          { name: '-', handler: '-', validator: '-', ensure: 'present' },
        ],
        servers: [
          {
            name: 'remote',
            fdw: 'files',
            options: [{ name: 'host', value: 'h', ensure: 'present' }],
            usage: [{ name: 'app', type: 'revoke' }],
          },
          { name: 'gone', fdw: 'none', ensure: 'absent' },
        ],
      },
    },
    {
      name: 'with locales',
      spec: {
        encoding: 'UTF8',
        locale: 'C',
        localeCollate: 'C',
        localeCType: 'C',
        template: 'template0',
        collationVersion: '1',
      },
    },
    { name: 'with ICU', spec: { localeProvider: 'icu', icuLocale: 'en', icuRules: '&a < g', template: 'template0' } },
    { name: 'with a builtin locale', spec: { localeProvider: 'builtin', builtinLocale: 'C.UTF-8' } },
    { name: 'absent', spec: { ensure: 'absent' } },
  ],
  DatabaseRole: [
    { name: 'plainest', spec: {} },
    {
      name: 'with everything',
      spec: {
        ensure: 'present',
        comment: 'c',
        login: true,
        superuser: false,
        createdb: true,
        createrole: true,
        inherit: false,
        replication: true,
        bypassrls: true,
        connectionLimit: 5,
        validUntil: '2035-01-01T00:00:00Z',
        inRoles: ['pg_monitor'],
        passwordSecret: { name: 's' },
        databaseRoleReclaimPolicy: 'delete',
        clientCertificate: { enabled: true },
      },
    },
    { name: 'without a password', spec: { disablePassword: true, clientCertificate: { enabled: false } } },
    { name: 'with a certificate', spec: { login: true, clientCertificate: {} } },
  ],
  ObjectStore: [
    { name: 'plainest', spec: {} },
    {
      name: 'S3 with everything',
      spec: {
        retentionPolicy: '30d',
        configuration: {
          endpointURL: 'https://s3.example.com',
          endpointCA: KEY,
          tags: { a: 'b' },
          historyTags: { a: 'b' },
          s3Credentials: {
            inheritFromIAMRole: null,
            accessKeyId: KEY,
            secretAccessKey: KEY,
            region: KEY,
            sessionToken: KEY,
          },
          wal: {
            compression: 'zstd',
            encryption: 'AES256',
            maxParallel: 8,
            archiveAdditionalCommandArgs: ['--x'],
            restoreAdditionalCommandArgs: ['--x'],
          },
          data: {
            compression: 'snappy',
            encryption: 'aws:kms',
            jobs: 2,
            immediateCheckpoint: false,
            additionalCommandArgs: ['--x'],
            restoreAdditionalCommandArgs: ['--x'],
          },
        },
        instanceSidecarConfiguration: {
          logLevel: 'debug',
          retentionPolicyIntervalSeconds: 600,
          additionalContainerArgs: ['--verbose'],
          resources: { requests: { cpu: '100m' }, limits: { memory: '256Mi' }, claims: [{ name: 'c', request: 'r' }] },
        },
      },
    },
    {
      name: 'Azure by string',
      spec: { configuration: { s3Credentials: null, azureCredentials: { connectionString: KEY } } },
    },
    {
      name: 'Azure by key',
      spec: {
        configuration: {
          s3Credentials: null,
          azureCredentials: {
            storageAccount: KEY,
            storageKey: KEY,
            storageSasToken: KEY,
            inheritFromAzureAD: false,
            useDefaultAzureCredentials: true,
          },
        },
      },
    },
    {
      name: 'Google',
      spec: {
        configuration: {
          s3Credentials: null,
          googleCredentials: { gkeEnvironment: true, applicationCredentials: KEY },
        },
      },
    },
  ],
};
