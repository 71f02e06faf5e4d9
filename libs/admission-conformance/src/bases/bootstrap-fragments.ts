import type { JsonMap } from '../object/json.ts';
import type { Fragment } from './fragment.ts';

const SNAPSHOT = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
const KEY = { name: 'secret', key: 'key' };
const SERVER = {
  name: 'origin',
  connectionParameters: { host: 'db.example.com', user: 'streaming_replica', sslmode: 'verify-full' },
};
const WITH_SERVER: JsonMap = { externalClusters: [SERVER] };

/** A token as the operator prints one of a demoted cluster. */
export const PROMOTION_TOKEN: string = Buffer.from(
  JSON.stringify({
    latestCheckpointTimelineID: '3',
    redoWalFile: '000000030000000000000007',
    databaseSystemIdentifier: '7300000000000000001',
    latestCheckpointREDOLocation: '0/7000028',
    timeOfLatestCheckpoint: 'Fri Aug  8 10:00:00 2025',
    operatorVersion: '1.30.0',
  }),
).toString('base64');

/** Clusters that begin in every way there is. */
export const BOOTSTRAP_FRAGMENTS: readonly Fragment[] = [
  {
    name: 'initdb with everything',
    spec: {
      bootstrap: {
        initdb: {
          database: 'orders',
          owner: 'orders_owner',
          secret: { name: 'owner' },
          dataChecksums: true,
          encoding: 'UTF8',
          localeProvider: 'icu',
          icuLocale: 'en-US',
          icuRules: '&a < g',
          locale: 'C',
          localeCollate: 'C',
          localeCType: 'C',
          walSegmentSize: 64,
          options: ['--allow-group-access'],
          postInitSQL: ['SELECT 1'],
          postInitApplicationSQL: ['SELECT 1'],
          postInitTemplateSQL: ['SELECT 1'],
          postInitSQLRefs: { secretRefs: [KEY], configMapRefs: [KEY] },
          postInitApplicationSQLRefs: { secretRefs: [KEY], configMapRefs: [KEY] },
          postInitTemplateSQLRefs: { secretRefs: [KEY], configMapRefs: [KEY] },
        },
      },
    },
  },
  {
    name: 'initdb with a builtin locale',
    spec: { bootstrap: { initdb: { localeProvider: 'builtin', builtinLocale: 'C.UTF-8' } } },
  },
  {
    name: 'import of one database',
    spec: {
      ...WITH_SERVER,
      bootstrap: {
        initdb: {
          import: {
            type: 'microservice',
            databases: ['orders'],
            source: { externalCluster: 'origin' },
            schemaOnly: false,
            postImportApplicationSQL: ['SELECT 1'],
            pgDumpExtraOptions: ['--jobs=2'],
            pgRestoreExtraOptions: ['--jobs=2'],
            pgRestorePredataOptions: ['--jobs=2'],
            pgRestoreDataOptions: ['--jobs=2'],
            pgRestorePostdataOptions: ['--jobs=2'],
          },
        },
      },
    },
  },
  {
    name: 'import of a server',
    spec: {
      ...WITH_SERVER,
      bootstrap: {
        initdb: {
          import: {
            type: 'monolith',
            databases: ['orders', 'shop'],
            roles: ['*'],
            source: { externalCluster: 'origin' },
          },
        },
      },
    },
  },
  {
    name: 'recovery to a time',
    spec: {
      externalClusters: [
        { name: 'origin', plugin: { name: 'p', enabled: true, isWALArchiver: false, parameters: { a: 'b' } } },
      ],
      bootstrap: {
        recovery: {
          source: 'origin',
          database: 'orders',
          owner: 'orders_owner',
          secret: { name: 'owner' },
          recoveryTarget: { targetTime: '2025-08-08 10:00:00+02', targetTLI: 'latest', exclusive: true },
        },
      },
    },
  },
  {
    name: 'recovery to a position',
    spec: {
      ...WITH_SERVER,
      bootstrap: { recovery: { source: 'origin', recoveryTarget: { targetLSN: '0/7000028', targetTLI: '3' } } },
    },
  },
  {
    name: 'recovery to a transaction',
    spec: {
      ...WITH_SERVER,
      bootstrap: { recovery: { source: 'origin', recoveryTarget: { targetXID: '1234', backupID: '20250808T100000' } } },
    },
  },
  {
    name: 'recovery to a name',
    spec: {
      ...WITH_SERVER,
      bootstrap: { recovery: { source: 'origin', recoveryTarget: { targetName: 'before-migration', backupID: 'b' } } },
    },
  },
  {
    name: 'recovery to the end of a backup',
    spec: {
      ...WITH_SERVER,
      bootstrap: { recovery: { source: 'origin', recoveryTarget: { targetImmediate: true, backupID: 'b' } } },
    },
  },
  {
    name: 'recovery from a backup object',
    spec: { bootstrap: { recovery: { backup: { name: 'b', endpointCA: KEY } } } },
  },
  {
    name: 'recovery from snapshots',
    spec: {
      walStorage: { size: '1Gi' },
      tablespaces: [{ name: 'fast', storage: { size: '1Gi' } }],
      bootstrap: {
        recovery: {
          volumeSnapshots: {
            storage: SNAPSHOT,
            walStorage: { apiGroup: '', kind: 'PersistentVolumeClaim', name: 'wal' },
            tablespaceStorage: { fast: SNAPSHOT },
          },
        },
      },
    },
  },
  {
    name: 'a copy of a running server',
    spec: {
      externalClusters: [
        {
          ...SERVER,
          password: { ...KEY, optional: true },
          sslCert: { ...KEY, optional: true },
          sslKey: { ...KEY, optional: true },
          sslRootCert: { ...KEY, optional: true },
        },
      ],
      bootstrap: {
        pg_basebackup: { source: 'origin', database: 'orders', owner: 'orders_owner', secret: { name: 'owner' } },
      },
    },
  },
  {
    name: 'a replica that stands alone',
    spec: {
      ...WITH_SERVER,
      replica: { enabled: true, source: 'origin', minApplyDelay: '1h30m' },
      bootstrap: { pg_basebackup: { source: 'origin' } },
    },
  },
  {
    name: 'a replica of several',
    spec: {
      externalClusters: [SERVER, { name: 'c1', connectionParameters: { host: 'here' } }],
      replica: { self: 'c1', primary: 'origin', source: 'origin' },
      bootstrap: { recovery: { source: 'origin' } },
    },
  },
  {
    name: 'the primary of several, promoted',
    spec: {
      externalClusters: [SERVER, { name: 'c1', connectionParameters: { host: 'here' } }],
      replica: { primary: 'c1', source: 'origin', promotionToken: PROMOTION_TOKEN },
    },
  },
  { name: 'a replica no more', spec: { ...WITH_SERVER, replica: { enabled: false, source: 'origin' } } },
  {
    name: 'other clusters of every kind',
    spec: {
      externalClusters: [
        SERVER,
        {
          name: 'store',
          barmanObjectStore: {
            destinationPath: 's3://b',
            s3Credentials: { inheritFromIAMRole: true },
            wal: { maxParallel: 2, restoreAdditionalCommandArgs: ['--x'] },
            data: { additionalCommandArgs: ['--x'] },
          },
        },
        { name: 'plugin', plugin: { name: 'p' } },
      ],
    },
  },
];
