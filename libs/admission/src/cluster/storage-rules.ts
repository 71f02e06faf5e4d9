import type { Breach, StateRule } from '../rule.ts';
import { parseQuantity } from '../values/quantity.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource, Storage } from './cluster-resource.ts';

/** A volume that a cluster asks for. */
interface Volume {
  readonly storage: Storage;
  readonly path: readonly (string | number)[];
  /** What the operator prints for the size, where it is not its path. */
  readonly reported?: string;
}

const SYNTAX = {
  summary: 'The size of a volume is a Kubernetes quantity.',
  remedy: 'Write a number and a unit such as Gi, nothing between them: "10Gi".',
};
const MISSING = {
  summary: 'A volume has a size, or a pvcTemplate that requests one other than zero.',
  remedy: 'Set size.',
};
const REQUEST = { size: null, pvcTemplate: { resources: { requests: { storage: '1Gi' } } } };

/** Rules about volumes: of data, of WAL, of tablespaces, for temporary files. */
export const storageRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    ...SYNTAX,
    id: 'storage-size-syntax',
    source: `${WEBHOOK}: validateStorageSize, validateStorageConfigurationSize`,
    breaches: (cluster) => dataVolume(cluster).flatMap(malformed),
    vectors: { fails: { spec: { storage: { size: '1GB' } } }, passes: { spec: { storage: { size: '1G' } } } },
  },
  {
    ...CLUSTER_ERROR,
    ...MISSING,
    id: 'storage-size-missing',
    source: `${WEBHOOK}: validateStorageSize, validateStorageConfigurationSize`,
    breaches: (cluster) => dataVolume(cluster).flatMap(missing),
    vectors: { fails: { spec: { storage: { size: null } } }, passes: { spec: { storage: REQUEST } } },
  },
  {
    ...CLUSTER_ERROR,
    ...SYNTAX,
    id: 'wal-storage-size-syntax',
    source: `${WEBHOOK}: validateWalStorageSize, validateStorageConfigurationSize`,
    breaches: (cluster) => walVolume(cluster).flatMap(malformed),
    vectors: { fails: { spec: { walStorage: { size: '1 Gi' } } }, passes: { spec: { walStorage: { size: '1Gi' } } } },
  },
  {
    ...CLUSTER_ERROR,
    ...MISSING,
    id: 'wal-storage-size-missing',
    source: `${WEBHOOK}: validateWalStorageSize, validateStorageConfigurationSize`,
    breaches: (cluster) => walVolume(cluster).flatMap(missing),
    vectors: { fails: { spec: { walStorage: {} } }, passes: { spec: { walStorage: { size: '1Gi' } } } },
  },
  {
    ...CLUSTER_ERROR,
    id: 'ephemeral-volume-conflict',
    type: 'FieldValueDuplicate',
    summary: 'Temporary files have a volume of their own or a limit, not both.',
    remedy: 'Remove ephemeralVolumeSource, or ephemeralVolumesSizeLimit.temporaryData.',
    source: `${WEBHOOK}: validateEphemeralVolumeSource`,
    breaches: ({ spec: { ephemeralVolumeSource, ephemeralVolumesSizeLimit: { temporaryData } = {} } }) =>
      ephemeralVolumeSource !== undefined && temporaryData !== undefined
        ? [{ path: ['spec', 'ephemeralVolumeSource'], found: `a volume beside the limit ${temporaryData}` }]
        : [],
    vectors: {
      fails: { spec: { ephemeralVolumeSource: {}, ephemeralVolumesSizeLimit: { temporaryData: '1Gi' } } },
      passes: { spec: { ephemeralVolumeSource: {}, ephemeralVolumesSizeLimit: {} } },
    },
  },
  {
    ...CLUSTER_ERROR,
    ...SYNTAX,
    id: 'tablespace-size-syntax',
    source: `${WEBHOOK}: validateTablespaceStorageSize, validateStorageConfigurationSize`,
    breaches: (cluster) => tablespaceVolumes(cluster).flatMap(malformed),
    vectors: {
      fails: { spec: { tablespaces: [{ name: 'a', storage: { size: '1gi' } }] } },
      passes: { spec: { tablespaces: [{ name: 'a', storage: { size: '1Gi' } }] } },
    },
  },
  {
    ...CLUSTER_ERROR,
    ...MISSING,
    id: 'tablespace-size-missing',
    source: `${WEBHOOK}: validateTablespaceStorageSize, validateStorageConfigurationSize`,
    breaches: (cluster) => tablespaceVolumes(cluster).flatMap(missing),
    vectors: {
      fails: { spec: { tablespaces: [{ name: 'a', storage: { pvcTemplate: requesting('0') } }] } },
      passes: { spec: { tablespaces: [{ name: 'a', storage: { pvcTemplate: requesting('1') } }] } },
    },
  },
];

function dataVolume({ spec: { storage } }: ClusterResource): readonly Volume[] {
  return [{ storage, path: ['spec', 'storage'] }];
}

function walVolume({ spec: { walStorage } }: ClusterResource): readonly Volume[] {
  return walStorage === undefined ? [] : [{ storage: walStorage, path: ['spec', 'walStorage'] }];
}

function tablespaceVolumes({ spec: { tablespaces = [] } }: ClusterResource): readonly Volume[] {
  return tablespaces.map(({ storage }, index) => ({
    storage,
    path: ['spec', 'tablespaces', index, 'storage'],
    reported: `spec.tablespaces[${index}].size`,
  }));
}

function malformed(volume: Volume): readonly Breach[] {
  const { size = '' } = volume.storage;
  return size === '' || parseQuantity(size) !== undefined ? [] : [sizeOf(volume, JSON.stringify(size))];
}

function missing(volume: Volume): readonly Breach[] {
  const { size = '', pvcTemplate } = volume.storage;
  const request = pvcTemplate?.resources?.requests?.['storage'] ?? 0;
  return size === '' && parseQuantity(request) === 0n ? [sizeOf(volume, 'none')] : [];
}

function sizeOf({ path, reported }: Volume, found: string): Breach {
  return { path: [...path, 'size'], found, ...(reported !== undefined && { reported }) };
}

function requesting(storage: string) {
  return { resources: { requests: { storage } } };
}
