import type { JudgedKind } from '@postgres-ha/admission';
import type { Fragment } from '../bases/fragment.ts';

/** Changes that rules about updates look at, allowed ones and others. */
export const UPDATE_FRAGMENTS: Readonly<Record<JudgedKind, readonly Fragment[]>> = {
  Cluster: [
    { name: 'rules are asked', metadata: { annotations: { 'cnpg.io/validation': null } }, spec: {} },
    { name: 'less storage', spec: { storage: { size: '1G' } } },
    { name: 'much less storage', spec: { storage: { size: '1Mi' } } },
    { name: 'more storage', spec: { storage: { size: '100Gi' } } },
    {
      name: 'storage by template',
      spec: { storage: { size: null, pvcTemplate: { resources: { requests: { storage: '1Gi' } } } } },
    },
    {
      name: 'less storage by template',
      spec: { storage: { size: null, pvcTemplate: { resources: { requests: { storage: '1Mi' } } } } },
    },
    { name: 'another storage class', spec: { storage: { storageClass: 'other' } } },
    { name: 'no WAL volume', spec: { walStorage: null } },
    { name: 'a WAL volume', spec: { walStorage: { size: '1Gi' } } },
    { name: 'less WAL volume', spec: { walStorage: { size: '100Mi' } } },
    { name: 'no tablespaces', spec: { tablespaces: null } },
    { name: 'an empty list of tablespaces', spec: { tablespaces: [] } },
    { name: 'other tablespaces', spec: { tablespaces: [{ name: 'another', storage: { size: '1Gi' } }] } },
    { name: 'the tablespace fast, smaller', spec: { tablespaces: [{ name: 'fast', storage: { size: '1Mi' } }] } },
    { name: 'the tablespace Fast', spec: { tablespaces: [{ name: 'Fast', storage: { size: '9Gi' } }] } },
    { name: 'another group', spec: { postgresGID: 27 } },
    { name: 'another user', spec: { postgresUID: 27 } },
    { name: 'the user left to the default', spec: { postgresUID: null, postgresGID: null } },
    { name: 'no replication slots', spec: { replicationSlots: null } },
    { name: 'another slot prefix', spec: { replicationSlots: { highAvailability: { slotPrefix: 'other_' } } } },
    {
      name: 'slots of standbys off',
      spec: { replicationSlots: { highAvailability: { enabled: false, slotPrefix: 'other_' } } },
    },
    { name: 'slots of standbys removed', spec: { replicationSlots: { highAvailability: null } } },
    { name: 'other slots removed', spec: { replicationSlots: { synchronizeReplicas: null } } },
    {
      name: 'wal_level minimal',
      metadata: { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } },
      spec: { instances: 1, postgresql: { parameters: { wal_level: 'minimal', max_wal_senders: '0' } } },
    },
    { name: 'no archiving', metadata: { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } }, spec: {} },
    {
      name: 'another minor and a parameter',
      spec: {
        imageName: 'pg:17.9',
        primaryUpdateMethod: 'switchover',
        postgresql: { parameters: { work_mem: '8MB' } },
      },
    },
    { name: 'another minor', spec: { imageName: 'pg:17.9', primaryUpdateMethod: 'switchover' } },
    {
      name: 'another minor and a parameter, by restart',
      spec: { imageName: 'pg:17.9', primaryUpdateMethod: 'restart', postgresql: { parameters: { work_mem: '8MB' } } },
    },
    {
      name: 'another minor without archiving',
      metadata: { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } },
      spec: { imageName: 'pg:17.9', primaryUpdateMethod: 'switchover' },
    },
    { name: 'major 16', spec: { imageName: 'pg:16.9', imageCatalogRef: null } },
    { name: 'major 15', spec: { imageName: 'pg:15.9', imageCatalogRef: null } },
    { name: 'major 18', spec: { imageName: 'pg:18.1', imageCatalogRef: null } },
    {
      name: 'major 18 of a catalogue',
      spec: {
        imageName: null,
        imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', major: 18 },
      },
    },
    {
      name: 'major 14 of a catalogue',
      spec: {
        imageName: null,
        imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', major: 14 },
      },
    },
    { name: 'the default image', spec: { imageName: null, imageCatalogRef: null } },
    { name: 'an image without a version', spec: { imageName: 'pg:latest', imageCatalogRef: null } },
    {
      name: 'a replica',
      spec: {
        externalClusters: [{ name: 'origin', connectionParameters: { host: 'h' } }],
        replica: { enabled: true, source: 'origin' },
      },
    },
    {
      name: 'a replica by primary',
      spec: {
        externalClusters: [{ name: 'origin', connectionParameters: { host: 'h' } }],
        replica: { enabled: null, primary: 'origin', source: 'origin' },
      },
    },
    { name: 'a replica no more', spec: { replica: { enabled: false } } },
    { name: 'no replica', spec: { replica: null } },
    {
      name: 'a replica that switches methods',
      spec: { primaryUpdateMethod: 'switchover', imageName: 'pg:17.8', replica: { enabled: false } },
    },
    { name: 'another service account', spec: { serviceAccountName: 'another' } },
    { name: 'no service account', spec: { serviceAccountName: null } },
    { name: 'fewer instances', spec: { instances: 1 } },
    { name: 'more instances', spec: { instances: 7 } },
    { name: 'no bootstrap', spec: { bootstrap: null } },
    { name: 'another bootstrap', spec: { bootstrap: { initdb: null, recovery: { source: 'origin' } } } },
    {
      name: 'validation switched off',
      metadata: { annotations: { 'cnpg.io/validation': 'disabled' } },
      spec: { storage: { size: '1Mi' }, postgresUID: 99 },
    },
    { name: 'validation', metadata: { annotations: { 'cnpg.io/validation': null } }, spec: {} },
    { name: 'a label', metadata: { labels: { a: 'b' } }, spec: {} },
    { name: 'a role more', spec: { managed: { roles: [{ name: 'b' }, { name: 'a', ensure: 'x' }, { name: 'c' }] } } },
    {
      name: 'other selectors',
      spec: {
        podSelectorRefs: [
          { name: 'ok', selector: { matchLabels: { a: 'b' } } },
          { name: 'A B', selector: {} },
        ],
      },
    },
    { name: 'another number', spec: { postgresql: { synchronous: { method: 'any', number: 1 } } } },
    { name: 'nothing', spec: {} },
  ],
  Pooler: [
    { name: 'another cluster', spec: { cluster: { name: 'another' } } },
    { name: 'another service account', spec: { serviceAccountName: 'another' } },
    { name: 'no service account', spec: { serviceAccountName: null } },
    {
      name: 'another pool mode',
      spec: { pgbouncer: { poolMode: 'transaction', parameters: { max_client_conn: '5' } } },
    },
    { name: 'a parameter of the operator', spec: { pgbouncer: { parameters: { pool_mode: 'x' } } } },
    { name: 'nothing', spec: {} },
  ],
  Backup: [
    { name: 'another cluster', spec: { cluster: { name: 'another' } } },
    { name: 'another target', spec: { target: 'primary' } },
    { name: 'what is the default', spec: { method: 'plugin' } },
    { name: 'a plugin of another name', spec: { pluginConfiguration: { name: 'another' } } },
    { name: 'a label', metadata: { labels: { a: 'b' } }, spec: {} },
  ],
  ScheduledBackup: [
    { name: 'another cluster', spec: { cluster: { name: 'another' } } },
    { name: 'another schedule', spec: { schedule: '0 0 5 * * *' } },
    { name: 'a wrong schedule', spec: { schedule: '0 0 5 * *  x' } },
    { name: 'suspended', spec: { suspend: true } },
  ],
  Database: [
    { name: 'another cluster', spec: { cluster: { name: 'another' } } },
    ...['name', 'encoding', 'locale', 'localeCollate', 'localeCType', 'template', 'collationVersion'].map((field) => ({
      name: `another ${field}`,
      spec: { [field]: 'other' },
    })),
    ...['encoding', 'locale', 'localeProvider', 'icuLocale', 'icuRules', 'builtinLocale', 'template'].map((field) => ({
      name: `no ${field}`,
      spec: { [field]: null },
    })),
    { name: 'another provider', spec: { localeProvider: 'icu', icuLocale: 'de', icuRules: 'x' } },
    { name: 'a builtin provider', spec: { localeProvider: 'builtin', builtinLocale: 'C' } },
    { name: 'another owner', spec: { owner: 'another' } },
  ],
  DatabaseRole: [
    { name: 'another cluster', spec: { cluster: { name: 'another' } } },
    { name: 'another name', spec: { name: 'another' } },
    { name: 'absent', spec: { ensure: 'absent' } },
    { name: 'login', spec: { login: true } },
  ],
  ObjectStore: [
    { name: 'another path', spec: { configuration: { destinationPath: 's3://other' } } },
    { name: 'a server name', spec: { configuration: { serverName: 's' } } },
  ],
};
