import type { StateRule } from '../rule.ts';
import { CLUSTER_ERROR, type Faults, faultsOf, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource, SnapshotSource } from './cluster-resource.ts';

const PATH = ['spec', 'bootstrap', 'recovery'] as const;
const SNAPSHOT = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
const DATA_SOURCE = `${WEBHOOK}: validateBootstrapRecoveryDataSource`;
const SNAPSHOT_SOURCE = `${DATA_SOURCE}, validateVolumeSnapshotSource`;

/** Rules about what a cluster is recovered from. */
export const recoverySourceRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'recovery-source-unknown',
    summary: 'A cluster is recovered from one of externalClusters.',
    remedy: 'Describe the source under externalClusters, or use the name that is there.',
    source: `${WEBHOOK}: validateBootstrapRecoverySource`,
    breaches: ({ spec: { bootstrap, externalClusters = [] } }) => {
      const source = bootstrap?.recovery?.source ?? '';
      return source === '' || externalClusters.some(({ name }) => name === source)
        ? []
        : [{ path: [...PATH, 'source'], found: `${source}, not in externalClusters` }];
    },
    vectors: {
      fails: { spec: { bootstrap: { recovery: { source: 'q' } }, externalClusters: [external('x')] } },
      passes: { spec: { bootstrap: { recovery: { source: 'x' } }, externalClusters: [external('x')] } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'recovery-source-unusable',
    summary: 'The source of a recovery says where its data is: connectionParameters, barmanObjectStore or plugin.',
    remedy: 'Add one of the three to the external cluster.',
    source: `${WEBHOOK}: validateBootstrapRecoverySource`,
    breaches: ({ spec: { bootstrap, externalClusters = [] } }) => {
      const source = bootstrap?.recovery?.source ?? '';
      const from = externalClusters.find(({ name }) => name === source);
      return source === '' || (from?.connectionParameters ?? from?.barmanObjectStore ?? from?.plugin) !== undefined
        ? []
        : [{ path: [...PATH, 'source'], found: `${source}, of which nothing says where its data is` }];
    },
    vectors: {
      fails: { spec: { bootstrap: { recovery: { source: 'q' } }, externalClusters: [{ name: 'q' }] } },
      passes: { spec: { bootstrap: { recovery: { source: 'q' } }, externalClusters: [external('q')] } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'recovery-snapshot-and-backup',
    summary: 'A cluster is recovered from volumeSnapshots or from a backup, not from both.',
    remedy: 'Keep the one that is meant.',
    source: DATA_SOURCE,
    breaches: (cluster) => faultsOf(dataSourceFaults(cluster), 'recovery-snapshot-and-backup'),
    vectors: {
      fails: { spec: { bootstrap: { recovery: { backup: { name: 'b' }, volumeSnapshots: { storage: SNAPSHOT } } } } },
      passes: { spec: { bootstrap: { recovery: { volumeSnapshots: { storage: SNAPSHOT } } } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'recovery-snapshot-backup-id',
    summary: 'A recovery from volumeSnapshots names no backup: the snapshots are the backup.',
    remedy: 'Remove backupID.',
    source: DATA_SOURCE,
    breaches: (cluster) => faultsOf(dataSourceFaults(cluster), 'recovery-snapshot-backup-id'),
    vectors: {
      fails: {
        spec: {
          bootstrap: { recovery: { recoveryTarget: { backupID: 'b' }, volumeSnapshots: { storage: SNAPSHOT } } },
        },
      },
      passes: {
        spec: { bootstrap: { recovery: { recoveryTarget: { backupID: '' }, volumeSnapshots: { storage: SNAPSHOT } } } },
      },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'recovery-snapshot-kind',
    summary:
      'Data is recovered from a VolumeSnapshot of snapshot.storage.k8s.io, or a PersistentVolumeClaim of no group.',
    remedy: 'Write kind and apiGroup of one of the two.',
    source: SNAPSHOT_SOURCE,
    breaches: (cluster) => faultsOf(dataSourceFaults(cluster), 'recovery-snapshot-kind'),
    vectors: {
      fails: {
        spec: { bootstrap: { recovery: { volumeSnapshots: { storage: { ...SNAPSHOT, apiGroup: '' } } } } },
      },
      passes: { spec: { bootstrap: { recovery: { volumeSnapshots: { storage: SNAPSHOT } } } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'recovery-snapshot-wal-volume',
    summary: 'WAL is recovered from a snapshot of its own only into a volume of its own.',
    remedy: 'Add walStorage to the cluster, or remove it from volumeSnapshots.',
    source: DATA_SOURCE,
    breaches: (cluster) => faultsOf(dataSourceFaults(cluster), 'recovery-snapshot-wal-volume'),
    vectors: {
      fails: {
        spec: { bootstrap: { recovery: { volumeSnapshots: { storage: SNAPSHOT, walStorage: SNAPSHOT } } } },
      },
      passes: {
        spec: {
          walStorage: { size: '1Gi' },
          bootstrap: { recovery: { volumeSnapshots: { storage: SNAPSHOT, walStorage: SNAPSHOT } } },
        },
      },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'recovery-snapshot-wal-kind',
    summary:
      'WAL is recovered from a VolumeSnapshot of snapshot.storage.k8s.io, or a PersistentVolumeClaim of no group.',
    remedy: 'Write kind and apiGroup of one of the two.',
    source: SNAPSHOT_SOURCE,
    breaches: (cluster) => faultsOf(dataSourceFaults(cluster), 'recovery-snapshot-wal-kind'),
    vectors: {
      fails: walFrom({ apiGroup: 'v1', kind: 'PersistentVolumeClaim', name: 'p' }),
      passes: walFrom({ apiGroup: '', kind: 'PersistentVolumeClaim', name: 'p' }),
    },
  },
];

type DataSourceRule =
  | 'recovery-snapshot-and-backup'
  | 'recovery-snapshot-backup-id'
  | 'recovery-snapshot-kind'
  | 'recovery-snapshot-wal-volume'
  | 'recovery-snapshot-wal-kind';

/** A backup, or the id of one, keeps the snapshots from being looked at. */
function dataSourceFaults({ spec }: ClusterResource): Faults<DataSourceRule> {
  const { volumeSnapshots, backup, recoveryTarget: { backupID = '' } = {} } = spec.bootstrap?.recovery ?? {};
  if (volumeSnapshots === undefined) return [];
  if (backup !== undefined) {
    return [['recovery-snapshot-and-backup', { path: [...PATH, 'backup'], found: 'backup beside volumeSnapshots' }]];
  }
  if (backupID !== '') {
    return [
      [
        'recovery-snapshot-backup-id',
        { path: [...PATH, 'recoveryTarget', 'backupID'], found: `${backupID} beside volumeSnapshots` },
      ],
    ];
  }
  const { storage, walStorage } = volumeSnapshots;
  const wal = {
    path: [...PATH, 'volumeSnapshots', 'walStorage'],
    reported: [...PATH, 'dataSource.walStorage'].join('.'),
  };
  return [
    ...unsupported('recovery-snapshot-kind', storage, {
      path: [...PATH, 'volumeSnapshots', 'storage'],
      reported: [...PATH, 'storage'].join('.'),
    }),
    ...(walStorage !== undefined && spec.walStorage === undefined
      ? ([['recovery-snapshot-wal-volume', { ...wal, found: 'a snapshot of WAL, no walStorage' }]] as const)
      : []),
    ...(walStorage === undefined ? [] : unsupported('recovery-snapshot-wal-kind', walStorage, wal)),
  ];
}

function unsupported(
  rule: DataSourceRule,
  { apiGroup = '', kind }: SnapshotSource,
  place: { readonly path: readonly string[]; readonly reported: string },
): Faults<DataSourceRule> {
  const supported =
    (apiGroup === SNAPSHOT.apiGroup && kind === SNAPSHOT.kind) || (apiGroup === '' && kind === 'PersistentVolumeClaim');
  return supported ? [] : [[rule, { ...place, found: `${kind} of ${apiGroup === '' ? 'no group' : apiGroup}` }]];
}

function external(name: string) {
  return { name, connectionParameters: { host: 'h' } };
}

function walFrom(walStorage: SnapshotSource) {
  return {
    spec: {
      walStorage: { size: '1Gi' },
      bootstrap: { recovery: { volumeSnapshots: { storage: SNAPSHOT, walStorage } } },
    },
  };
}
