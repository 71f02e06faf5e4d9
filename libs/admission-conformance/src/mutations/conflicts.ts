import type { JudgedKind } from '@postgres-ha/admission';
import type { Fragment } from '../bases/fragment.ts';

const KEY = { name: 'secret', key: 'key' };

/** What excludes, or needs, something that an object may have. */
export const CONFLICTS: Readonly<Record<JudgedKind, readonly Fragment[]>> = {
  Cluster: [
    {
      name: 'a catalogue',
      spec: { imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', major: 16 } },
    },
    { name: 'a recovery', spec: { bootstrap: { recovery: { source: 'origin' } } } },
    { name: 'a copy', spec: { bootstrap: { pg_basebackup: { source: 'origin' } } } },
    { name: 'an initdb', spec: { bootstrap: { initdb: {} } } },
    { name: 'a replica', spec: { replica: { enabled: true, source: 'origin' } } },
    {
      name: 'a disabled replica with a primary',
      spec: { replica: { enabled: false, primary: 'origin', source: 'origin' } },
    },
    { name: 'synchronous beside numbers', spec: { postgresql: { synchronous: { method: 'any', number: 1 } } } },
    { name: 'numbers beside synchronous', spec: { minSyncReplicas: 1, maxSyncReplicas: 1 } },
    { name: 'one instance', spec: { instances: 1 } },
    { name: 'two instances', spec: { instances: 2 } },
    { name: 'a service account by template', spec: { serviceAccountTemplate: { metadata: {} } } },
    { name: 'a service account by name', spec: { serviceAccountName: 'shared' } },
    {
      name: 'an object store',
      spec: {
        backup: { barmanObjectStore: { destinationPath: 's3://b', s3Credentials: { inheritFromIAMRole: true } } },
      },
    },
    {
      name: 'Google credentials',
      spec: {
        backup: { barmanObjectStore: { destinationPath: 'gs://b', googleCredentials: { gkeEnvironment: true } } },
      },
    },
    {
      name: 'a key beside a role',
      spec: {
        backup: {
          barmanObjectStore: {
            destinationPath: 's3://b',
            s3Credentials: { inheritFromIAMRole: true, accessKeyId: KEY, secretAccessKey: KEY },
          },
        },
      },
    },
    { name: 'an archiver', spec: { plugins: [{ name: 'archiver.example.com', isWALArchiver: true }] } },
    { name: 'alternative names', spec: { certificates: { serverAltDNSNames: ['a'] } } },
    { name: 'a server certificate without its authority', spec: { certificates: { serverTLSSecret: 't' } } },
    { name: 'a limit of temporary data', spec: { ephemeralVolumesSizeLimit: { temporaryData: '1Gi' } } },
    { name: 'supervised updates', spec: { primaryUpdateStrategy: 'supervised' } },
    { name: 'wal_level minimal', spec: { postgresql: { parameters: { wal_level: 'minimal', max_wal_senders: '0' } } } },
    { name: 'no archiving', metadata: { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } }, spec: {} },
    {
      name: 'logical decoding on standbys',
      spec: { replicationSlots: { highAvailability: { synchronizeLogicalDecoding: true } } },
    },
    { name: 'no slots for standbys', spec: { replicationSlots: { highAvailability: { enabled: false } } } },
    { name: 'failover slots', spec: { postgresql: { parameters: { 'pg_failover_slots.x': 'y' } } } },
    { name: 'little memory', spec: { resources: { requests: { memory: '64Mi' } } } },
    { name: 'much shared memory', spec: { postgresql: { parameters: { shared_buffers: '64GB' } } } },
    {
      name: 'a small WAL volume',
      spec: { walStorage: { size: '512Mi' }, postgresql: { parameters: { max_wal_size: '1GB' } } },
    },
    { name: 'a retention policy', spec: { backup: { retentionPolicy: '7d' } } },
    { name: 'LDAP in two ways', spec: { postgresql: { ldap: { server: 's', bindAsAuth: {}, bindSearchAuth: {} } } } },
    {
      name: 'two targets',
      spec: {
        externalClusters: [{ name: 'origin', connectionParameters: { host: 'h' } }],
        bootstrap: { recovery: { source: 'origin', recoveryTarget: { targetLSN: '0/1', targetTime: '2024-01-01' } } },
      },
    },
    {
      name: 'snapshots beside a backup',
      spec: {
        bootstrap: {
          recovery: {
            backup: { name: 'b' },
            volumeSnapshots: { storage: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' } },
          },
        },
      },
    },
    { name: 'validation switched off', metadata: { annotations: { 'cnpg.io/validation': 'disabled' } }, spec: {} },
    {
      name: 'failover by quorum by annotation',
      metadata: { annotations: { 'alpha.cnpg.io/failoverQuorum': 'true' } },
      spec: {},
    },
    { name: 'an old PostgreSQL', spec: { imageName: 'pg:12.3' } },
    { name: 'PostgreSQL 16', spec: { imageName: 'pg:16.1' } },
    { name: 'an unknown PostgreSQL', spec: { imageName: 'pg:v17' } },
    { name: 'a promotion token', spec: { replica: { source: 'origin', enabled: false, promotionToken: 'e30=' } } },
    { name: 'a delay', spec: { replica: { minApplyDelay: '1h' } } },
    { name: 'an extension without an image', spec: { postgresql: { extensions: [{ name: 'e', image: {} }] } } },
  ],
  Pooler: [
    { name: 'an image beside a catalogue', spec: { pgbouncer: { image: 'i:1' } } },
    {
      name: 'a catalogue beside an image',
      spec: {
        pgbouncer: { imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', key: 'k' } },
      },
    },
    { name: 'a query without a secret', spec: { pgbouncer: { authQuery: 'q' } } },
    { name: 'a secret without a query', spec: { pgbouncer: { authQuerySecret: { name: 's' } } } },
    { name: 'metrics over TLS', spec: { monitoring: { enablePodMonitor: true, tls: { enabled: true } } } },
    { name: 'the name of its cluster', metadata: { name: 'c' }, spec: {} },
    { name: 'no pgbouncer', spec: { pgbouncer: null } },
    { name: 'no cluster', spec: { cluster: { name: '' } } },
  ],
  Backup: [
    { name: 'online to an object store', spec: { method: 'barmanObjectStore', online: true } },
    {
      name: 'a configuration of online to an object store',
      spec: { method: 'barmanObjectStore', onlineConfiguration: {} },
    },
    { name: 'a plugin without its name', spec: { method: 'plugin', pluginConfiguration: { name: '' } } },
    { name: 'a plugin without a configuration', spec: { method: 'plugin', pluginConfiguration: null } },
    { name: 'no method', spec: { method: null, pluginConfiguration: null } },
    { name: 'no method, online', spec: { method: null, online: false } },
  ],
  ScheduledBackup: [
    { name: 'online to an object store', spec: { method: 'barmanObjectStore', online: true } },
    {
      name: 'a configuration of online to an object store',
      spec: { method: 'barmanObjectStore', onlineConfiguration: {} },
    },
    { name: 'no schedule', spec: { schedule: '' } },
    { name: 'validation switched off', metadata: { annotations: { 'cnpg.io/validation': 'disabled' } }, spec: {} },
  ],
  Database: [
    { name: 'an ICU locale', spec: { icuLocale: 'en' } },
    { name: 'a builtin locale', spec: { builtinLocale: 'C' } },
    { name: 'a server without its wrapper', spec: { servers: [{ name: 's', fdw: 'unknown' }] } },
    { name: 'wrappers twice', spec: { fdws: [{ name: 'f' }, { name: 'f' }] } },
    { name: 'a name of its own', spec: { name: 'postgres' } },
  ],
  DatabaseRole: [
    { name: 'a password and none', spec: { passwordSecret: { name: 's' }, disablePassword: true } },
    { name: 'a certificate without login', spec: { clientCertificate: {}, login: false } },
    { name: 'a certificate, login not said', spec: { clientCertificate: { enabled: true }, login: null } },
    { name: 'absent', spec: { ensure: 'absent' } },
  ],
  ObjectStore: [
    { name: 'a server name', spec: { configuration: { serverName: 's' } } },
    {
      name: 'a log level by argument',
      spec: { instanceSidecarConfiguration: { additionalContainerArgs: ['--log-level=x'] } },
    },
    { name: 'two providers', spec: { configuration: { googleCredentials: { gkeEnvironment: true } } } },
    { name: 'no credentials', spec: { configuration: { s3Credentials: null } } },
  ],
};
