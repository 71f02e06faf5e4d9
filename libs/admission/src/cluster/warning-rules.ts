import type { Breach, StateRule } from '../rule.ts';
import { goDurationSeconds } from '../values/go-duration.ts';
import { parseGoInt } from '../values/go-integer.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { ClusterResource, ClusterSpec, Storage } from './cluster-resource.ts';
import { WEBHOOK } from './cluster-error.ts';
import { parametersOf } from './postgres-facts.ts';
import { requestedSize } from './storage-size.ts';

const WARNING = { kind: 'Cluster', level: 'warning', versions: CNPG_1_30, type: 'FieldValueInvalid' } as const;
const MONITORING = { ...WARNING, source: `${WEBHOOK}: getDeprecatedMonitoringFieldsWarnings` } as const;
const OWN_MONITOR = 'Remove it and keep a PodMonitor of your own.';
const STORE = { destinationPath: 's3://b/', s3Credentials: { inheritFromIAMRole: true } } as const;
const REQUEST = { resources: { requests: { storage: '1Gi' } } } as const;
/** Go counts in whole billionths of a second. */
const GRAIN_SECONDS = 1e-9;

/** What CloudNativePG warns of when it takes a cluster. */
export const warningRules: readonly StateRule<ClusterResource>[] = [
  {
    ...WARNING,
    id: 'node-maintenance-window',
    summary: 'nodeMaintenanceWindow is the old way; enablePDB is the new one.',
    remedy: 'Remove it, and set spec.enablePDB to false while nodes are drained.',
    source: `${WEBHOOK}: getMaintenanceWindowsAdmissionWarnings`,
    breaches: ({ spec }) =>
      spec.nodeMaintenanceWindow === undefined
        ? []
        : [{ path: ['spec', 'nodeMaintenanceWindow'], found: 'a maintenance window' }],
    vectors: { fails: { spec: { nodeMaintenanceWindow: {} } }, passes: { spec: { enablePDB: false } } },
  },
  {
    ...WARNING,
    id: 'in-tree-object-store',
    summary: 'CloudNativePG 1.31 has no barmanObjectStore any more.',
    remedy: 'Move to the Barman Cloud plugin: an ObjectStore, and plugins.',
    source: `${WEBHOOK}: getInTreeBarmanWarnings`,
    breaches: ({ spec }) => [
      ...(spec.backup?.barmanObjectStore === undefined
        ? []
        : [{ path: ['spec', 'backup', 'barmanObjectStore'], found: 'an in-tree object store' }]),
      ...(spec.externalClusters ?? []).flatMap(({ name, barmanObjectStore }, index) =>
        barmanObjectStore === undefined
          ? []
          : [
              {
                path: ['spec', 'externalClusters', index, 'barmanObjectStore'],
                found: `an in-tree object store for ${name}`,
                reported: `spec.externalClusters.${index}.barmanObjectStore`,
              },
            ],
      ),
    ],
    vectors: {
      fails: { spec: { externalClusters: [{ name: 'x', barmanObjectStore: STORE }] } },
      passes: { spec: { externalClusters: [{ name: 'x', plugin: { name: 'p' } }] } },
    },
  },
  {
    ...WARNING,
    id: 'retention-policy-unused',
    summary: 'backup.retentionPolicy is for barmanObjectStore alone; nothing else reads it.',
    remedy: 'Remove it, and set the retention of the plugin: spec.retentionPolicy of the ObjectStore.',
    source: `${WEBHOOK}: getRetentionPolicyWarnings`,
    breaches: ({ spec: { backup } }) =>
      (backup?.retentionPolicy ?? '') !== '' && backup?.barmanObjectStore === undefined
        ? [{ path: ['spec', 'backup', 'retentionPolicy'], found: JSON.stringify(backup?.retentionPolicy) }]
        : [],
    vectors: { fails: { spec: { backup: { retentionPolicy: '30d' } } }, passes: { spec: { backup: {} } } },
  },
  {
    ...WARNING,
    id: 'storage-class-twice',
    summary: 'The class of a volume is said once: storageClass wins over the template.',
    remedy: 'Remove storageClass or pvcTemplate.storageClassName.',
    source: `${WEBHOOK}: getStorageWarnings`,
    breaches: eachVolume(({ storageClass, pvcTemplate }) =>
      storageClass !== undefined && pvcTemplate?.storageClassName !== undefined
        ? { path: ['storageClass'], found: `${storageClass} and ${pvcTemplate.storageClassName}` }
        : undefined,
    ),
    vectors: {
      fails: { spec: { storage: { storageClass: 'a', pvcTemplate: { storageClassName: 'b' } } } },
      passes: { spec: { storage: { storageClass: 'a', pvcTemplate: {} } } },
    },
  },
  {
    ...WARNING,
    id: 'storage-size-twice',
    summary: 'The size of a volume is said once: size wins over the template.',
    remedy: 'Remove size or the storage request of pvcTemplate.',
    source: `${WEBHOOK}: getStorageWarnings`,
    breaches: eachVolume((storage) =>
      (storage.size ?? '') !== '' && requestedSize(storage) !== 0n
        ? { path: ['size'], found: `${storage.size ?? ''}, and a request in the template` }
        : undefined,
    ),
    vectors: {
      fails: { spec: { storage: { pvcTemplate: REQUEST } } },
      passes: { spec: { storage: { size: null, pvcTemplate: REQUEST } } },
    },
  },
  {
    ...WARNING,
    id: 'shared-buffers-unit',
    summary: 'shared_buffers has a unit: without one, PostgreSQL counts blocks of 8 kB and CloudNativePG megabytes.',
    remedy: 'Add the unit that is meant.',
    source: `${WEBHOOK}: getSharedBuffersWarnings`,
    breaches: (cluster) => {
      const value = parametersOf(cluster)['shared_buffers'];
      return value === undefined || parseGoInt(value) === undefined
        ? []
        : [{ path: ['spec', 'postgresql', 'parameters', 'shared_buffers'], found: JSON.stringify(value) }];
    },
    vectors: {
      fails: { spec: { postgresql: { parameters: { shared_buffers: '128' } } } },
      passes: { spec: { postgresql: { parameters: { shared_buffers: '128MB' } } } },
    },
  },
  {
    ...WARNING,
    id: 'metrics-ttl-zero',
    summary: 'Results of metric queries are kept for a while; otherwise each scrape runs all of them.',
    remedy: 'Remove metricsQueriesTTL (30 s is the default) or raise it.',
    source: `${WEBHOOK}: getMonitoringFieldsWarnings`,
    breaches: ({ spec: { monitoring } }) => {
      const written = monitoring?.metricsQueriesTTL;
      const seconds = written === undefined ? undefined : goDurationSeconds(written);
      return seconds !== undefined && Math.abs(seconds) < GRAIN_SECONDS
        ? [{ path: ['spec', 'monitoring', 'metricsQueriesTTL'], found: JSON.stringify(written) }]
        : [];
    },
    vectors: {
      fails: { spec: { monitoring: { metricsQueriesTTL: '0s' } } },
      passes: { spec: { monitoring: { metricsQueriesTTL: '1s' } } },
    },
  },
  {
    ...MONITORING,
    id: 'pod-monitor-enabled',
    summary: 'enablePodMonitor goes away in a later version.',
    remedy: OWN_MONITOR,
    breaches: whereMonitoring('enablePodMonitor', (monitoring) => monitoring.enablePodMonitor === true),
    vectors: {
      fails: { spec: { monitoring: { enablePodMonitor: true } } },
      passes: { spec: { monitoring: { enablePodMonitor: false } } },
    },
  },
  {
    ...MONITORING,
    id: 'pod-monitor-metric-relabelings',
    summary: 'podMonitorMetricRelabelings goes away in a later version.',
    remedy: OWN_MONITOR,
    breaches: whereMonitoring('podMonitorMetricRelabelings', hasItems),
    vectors: {
      fails: { spec: { monitoring: { podMonitorMetricRelabelings: [{ targetLabel: 'a' }] } } },
      passes: { spec: { monitoring: { podMonitorMetricRelabelings: [] } } },
    },
  },
  {
    ...MONITORING,
    id: 'pod-monitor-relabelings',
    summary: 'podMonitorRelabelings goes away in a later version.',
    remedy: OWN_MONITOR,
    breaches: whereMonitoring('podMonitorRelabelings', hasItems),
    vectors: {
      fails: { spec: { monitoring: { podMonitorRelabelings: [{ targetLabel: 'a' }] } } },
      passes: { spec: { monitoring: { podMonitorRelabelings: [] } } },
    },
  },
];

type Monitoring = NonNullable<ClusterSpec['monitoring']>;

function whereMonitoring(
  key: keyof Monitoring,
  isUsed: (monitoring: Monitoring, key: keyof Monitoring) => boolean,
): StateRule<ClusterResource>['breaches'] {
  return ({ spec: { monitoring } }) =>
    monitoring !== undefined && isUsed(monitoring, key)
      ? [{ path: ['spec', 'monitoring', key], found: JSON.stringify(monitoring[key]) }]
      : [];
}

function hasItems(monitoring: Monitoring, key: keyof Monitoring): boolean {
  const items = monitoring[key];
  return Array.isArray(items) && items.length > 0;
}

/** Tablespaces are not looked at. */
function eachVolume(judge: (storage: Storage) => Breach | undefined): StateRule<ClusterResource>['breaches'] {
  return ({ spec }) =>
    (['storage', 'walStorage'] as const).flatMap((key) => {
      const breach = spec[key] && judge(spec[key]);
      return breach === undefined ? [] : [{ ...breach, path: ['spec', key, ...breach.path] }];
    });
}
