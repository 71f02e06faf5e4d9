import type { Fragment } from './fragment.ts';
import { BOOTSTRAP_FRAGMENTS } from './bootstrap-fragments.ts';
import { POSTGRESQL_FRAGMENTS } from './postgresql-fragments.ts';

const SELECTOR = { name: 'secret', key: 'key' };
const SMALL = { storage: { size: '1Gi' } };

/** Clusters written by hand, one for each thing that rules are about. */
export const CLUSTER_FRAGMENTS: readonly Fragment[] = [
  { name: 'plainest', spec: {} },
  ...BOOTSTRAP_FRAGMENTS,
  ...POSTGRESQL_FRAGMENTS,
  {
    name: 'tolerations',
    spec: {
      affinity: {
        enablePodAntiAffinity: true,
        topologyKey: 'kubernetes.io/hostname',
        podAntiAffinityType: 'required',
        nodeSelector: { 'example.com/pool': 'database' },
        tolerations: [
          { key: 'example.com/dedicated', operator: 'Equal', value: 'postgres', effect: 'NoSchedule' },
          { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
          { operator: 'Exists' },
        ],
      },
    },
  },
  {
    name: 'backup to S3 by keys',
    spec: {
      backup: {
        target: 'primary',
        retentionPolicy: '30d',
        barmanObjectStore: {
          destinationPath: 's3://bucket/path',
          endpointURL: 'https://s3.example.com',
          endpointCA: SELECTOR,
          serverName: 'c1',
          s3Credentials: { accessKeyId: SELECTOR, secretAccessKey: SELECTOR, region: SELECTOR, sessionToken: SELECTOR },
          wal: {
            compression: 'gzip',
            encryption: 'AES256',
            maxParallel: 4,
            archiveAdditionalCommandArgs: ['--x'],
            restoreAdditionalCommandArgs: ['--x'],
          },
          data: {
            compression: 'lz4',
            encryption: 'aws:kms',
            jobs: 2,
            immediateCheckpoint: true,
            additionalCommandArgs: ['--x'],
          },
          tags: { a: 'b' },
          historyTags: { a: 'b' },
        },
      },
    },
  },
  {
    name: 'backup to S3 by role',
    spec: { backup: { barmanObjectStore: { destinationPath: 's3://b', s3Credentials: { inheritFromIAMRole: true } } } },
  },
  {
    name: 'backup to Azure by string',
    spec: {
      backup: { barmanObjectStore: { destinationPath: 'https://a', azureCredentials: { connectionString: SELECTOR } } },
    },
  },
  {
    name: 'backup to Azure by key',
    spec: {
      backup: {
        barmanObjectStore: {
          destinationPath: 'https://a',
          azureCredentials: { storageAccount: SELECTOR, storageKey: SELECTOR },
        },
      },
    },
  },
  {
    name: 'backup to Azure by token',
    spec: {
      backup: {
        barmanObjectStore: {
          destinationPath: 'https://a',
          azureCredentials: { storageAccount: SELECTOR, storageSasToken: SELECTOR },
        },
      },
    },
  },
  {
    name: 'backup to Azure by identity',
    spec: {
      backup: { barmanObjectStore: { destinationPath: 'https://a', azureCredentials: { inheritFromAzureAD: true } } },
    },
  },
  {
    name: 'backup to Azure by default credentials',
    spec: {
      backup: {
        barmanObjectStore: { destinationPath: 'https://a', azureCredentials: { useDefaultAzureCredentials: true } },
      },
    },
  },
  {
    name: 'backup to Google by key',
    spec: {
      backup: {
        barmanObjectStore: { destinationPath: 'gs://b', googleCredentials: { applicationCredentials: SELECTOR } },
      },
    },
  },
  {
    name: 'backup to Google by environment',
    spec: { backup: { barmanObjectStore: { destinationPath: 'gs://b', googleCredentials: { gkeEnvironment: true } } } },
  },
  {
    name: 'volume snapshots',
    spec: {
      walStorage: SMALL.storage,
      tablespaces: [{ name: 'fast', ...SMALL }],
      backup: {
        volumeSnapshot: {
          className: 'snapshots',
          walClassName: 'snapshots',
          tablespaceClassName: { fast: 'snapshots' },
          labels: { a: 'b' },
          annotations: { a: 'b' },
          snapshotOwnerReference: 'cluster',
          online: true,
          onlineConfiguration: { immediateCheckpoint: true, waitForArchive: false },
        },
      },
    },
  },
  {
    name: 'certificates of its own',
    spec: {
      certificates: {
        serverTLSSecret: 'tls',
        serverCASecret: 'ca',
        replicationTLSSecret: 'replication',
        clientCASecret: 'client-ca',
      },
    },
  },
  { name: 'further names in the certificate', spec: { certificates: { serverAltDNSNames: ['db.example.com'] } } },
  {
    name: 'tablespaces',
    spec: {
      tablespaces: [
        { name: 'fast', owner: { name: 'app' }, storage: { size: '5Gi', storageClass: 'nvme' }, temporary: false },
        { name: 'Tmp_1', storage: { pvcTemplate: { resources: { requests: { storage: '2Gi' } } } }, temporary: true },
        { name: '_x$y', ...SMALL },
      ],
    },
  },
  {
    name: 'volumes by template',
    spec: {
      storage: {
        size: null,
        pvcTemplate: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'fast',
          resources: { requests: { storage: '4Gi' } },
          volumeMode: 'Filesystem',
        },
      },
      walStorage: { pvcTemplate: { resources: { requests: { storage: '4Gi' }, limits: { storage: '8Gi' } } } },
    },
  },
  {
    name: 'size beside a template',
    spec: {
      storage: {
        storageClass: 'fast',
        resizeInUseVolumes: false,
        pvcTemplate: { storageClassName: 'slow', resources: { requests: { storage: '2Gi' } } },
      },
      walStorage: {
        size: '3Gi',
        storageClass: 'fast',
        pvcTemplate: { storageClassName: 'slow', resources: { requests: { storage: '2Gi' } } },
      },
    },
  },
  {
    name: 'managed roles',
    spec: {
      managed: {
        roles: [
          {
            name: 'app_owner',
            login: true,
            passwordSecret: { name: 'owner' },
            connectionLimit: 10,
            inRoles: ['pg_monitor'],
          },
          {
            name: 'reader',
            ensure: 'present',
            disablePassword: true,
            validUntil: '2035-01-01T00:00:00Z',
            comment: 'c',
          },
          { name: 'gone', ensure: 'absent', superuser: false, createdb: true, createrole: true, replication: true },
        ],
      },
    },
  },
  {
    name: 'managed services',
    spec: {
      managed: {
        services: {
          disabledDefaultServices: ['ro', 'r'],
          additional: [
            {
              selectorType: 'rw',
              updateStrategy: 'replace',
              serviceTemplate: {
                metadata: { name: 'public', labels: { a: 'b' }, annotations: { a: 'b' } },
                spec: { type: 'LoadBalancer', ports: [{ name: 'pg', port: 5432, protocol: 'TCP', targetPort: 5432 }] },
              },
            },
            { selectorType: 'ro', serviceTemplate: { metadata: { name: 'reporting' } } },
          ],
        },
      },
    },
  },
  {
    name: 'resources',
    spec: {
      resources: {
        requests: { cpu: '500m', memory: '2Gi', 'ephemeral-storage': '1Gi' },
        limits: { cpu: 1, memory: '2Gi', 'ephemeral-storage': '2Gi' },
        claims: [{ name: 'gpu', request: 'r' }],
      },
    },
  },
  {
    name: 'huge pages',
    spec: {
      resources: {
        requests: { memory: '1Gi', 'hugepages-2Mi': '512Mi' },
        limits: { 'hugepages-2Mi': '512Mi', memory: '1Gi' },
      },
      postgresql: { parameters: { shared_buffers: '512MB', huge_pages: 'on' } },
    },
  },
  {
    name: 'plugins',
    spec: {
      plugins: [
        { name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true, parameters: { barmanObjectName: 'store' } },
        { name: 'other.example.com', enabled: false, isWALArchiver: true },
      ],
    },
  },
  {
    name: 'a primary lease',
    spec: {
      primaryLease: {
        leaseDurationSeconds: 30,
        renewDeadlineSeconds: 20,
        retryPeriodSeconds: 5,
        releasedLeaseDurationSeconds: 2,
      },
    },
  },
  { name: 'a service account by name', spec: { serviceAccountName: 'shared' } },
  {
    name: 'a service account by template',
    spec: { serviceAccountTemplate: { metadata: { name: 'own', labels: { a: 'b' }, annotations: { a: 'b' } } } },
  },
  {
    name: 'monitoring',
    spec: {
      monitoring: {
        enablePodMonitor: true,
        disableDefaultQueries: false,
        metricsQueriesTTL: '1m30s',
        tls: { enabled: true },
        customQueriesConfigMap: [{ name: 'queries', key: 'q' }],
        customQueriesSecret: [{ name: 'queries', key: 'q' }],
        podMonitorRelabelings: [
          { action: 'replace', sourceLabels: ['a'], targetLabel: 'b', regex: '(.*)', replacement: '$1' },
        ],
        podMonitorMetricRelabelings: [{ action: 'drop', sourceLabels: ['a'], regex: 'x' }],
      },
    },
  },
  { name: 'supervised updates', spec: { primaryUpdateStrategy: 'supervised', primaryUpdateMethod: 'switchover' } },
  { name: 'one instance', spec: { instances: 1 } },
  { name: 'synchronous replicas by number', spec: { minSyncReplicas: 1, maxSyncReplicas: 2 } },
  {
    name: 'a catalogue',
    spec: {
      imageName: null,
      imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', major: 17 },
    },
  },
  { name: 'the default image', spec: { imageName: null } },
  { name: 'a superuser', spec: { enableSuperuserAccess: true, superuserSecret: { name: 'superuser' } } },
  {
    name: 'a temporary volume',
    spec: {
      ephemeralVolumeSource: {
        volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      },
      ephemeralVolumesSizeLimit: { shm: '1Gi' },
    },
  },
  { name: 'limits of volumes', spec: { ephemeralVolumesSizeLimit: { shm: '256Mi', temporaryData: 1024 } } },
  { name: 'hibernated', metadata: { annotations: { 'cnpg.io/hibernation': 'on' } }, spec: {} },
  {
    name: 'annotations of the operator',
    metadata: {
      annotations: {
        'cnpg.io/podPatch': '[{"op":"add","path":"/metadata/labels/x","value":"y"}]',
        'alpha.cnpg.io/livenessPinger': '{"enabled":true,"requestTimeout":500}',
        'alpha.cnpg.io/failoverQuorum': 'false',
        'cnpg.io/reloadedAt': 'now',
      },
      labels: { 'app.kubernetes.io/name': 'db' },
    },
    spec: { inheritedMetadata: { labels: { a: 'b' }, annotations: { c: 'd' } } },
  },
  { name: 'maintenance', spec: { nodeMaintenanceWindow: { inProgress: true, reusePVC: false } } },
];
