import type { Breach, Example, UpdateRule, Vectors } from '../rule.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { majorVersion, parametersOf } from './postgres-facts.ts';
import { isReplica } from './replica.ts';

const IMAGE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateImageChange` } as const;
const IDENTITY = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateUnixPermissionIdentifierChange` } as const;
/** Data directories of older ones cannot be upgraded to: their collation would have to be carried along. */
const FIRST_UPGRADE_TARGET = 16;

const FOLLOWING = {
  externalClusters: [{ name: 'x', connectionParameters: { host: 'h' } }],
  bootstrap: { pg_basebackup: { source: 'x' } },
} as const;
const MINIMAL = { wal_level: 'minimal', max_wal_senders: '0' } as const;
const SKIPPED = { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } } as const;

/** Rules about changes of a cluster that exists, but for its volumes. */
export const updateRules: readonly UpdateRule<ClusterResource>[] = [
  {
    ...IMAGE,
    id: 'image-major-downgrade',
    summary: 'PostgreSQL does not go back to an older major version.',
    remedy: 'Keep the major version; to go back, restore a backup of that version into a new cluster.',
    breaches: eachMajorChange((data, wanted) => data > wanted),
    vectors: changing(
      { spec: { imageName: 'pg:17.1' }, status: dataOf(17) },
      {
        fails: { spec: { imageName: 'pg:16.1' } },
        passes: { spec: { imageName: 'pg:17.1' } },
      },
    ),
  },
  {
    ...IMAGE,
    id: 'image-major-upgrade-target',
    summary: `A major upgrade leads to PostgreSQL ${FIRST_UPGRADE_TARGET} or newer.`,
    remedy: 'Upgrade to a newer major version at once.',
    breaches: eachMajorChange((data, wanted) => data < wanted && wanted < FIRST_UPGRADE_TARGET),
    vectors: changing(
      { spec: { imageName: 'pg:14.1' }, status: dataOf(14) },
      {
        fails: { spec: { imageName: 'pg:15.1' } },
        passes: { spec: { imageName: 'pg:16.1' } },
      },
    ),
  },
  {
    ...CLUSTER_ERROR,
    id: 'image-and-parameters',
    summary: 'With primaryUpdateMethod switchover, the image and parameters change one after the other.',
    remedy:
      'Make two changes, or set primaryUpdateMethod to restart. Starting or ending to archive or to follow counts as a parameter.',
    source: `${WEBHOOK}: validateConfigurationChange`,
    breaches: ({ before, after }) => {
      const changed = changedKeys(parametersOf(before), parametersOf(after));
      return (before.spec.imageName ?? '') !== (after.spec.imageName ?? '') &&
        after.spec.primaryUpdateMethod === 'switchover' &&
        changed.length > 0
        ? [{ path: ['spec', 'imageName'], found: `a new image and new values of ${changed.join(', ')}` }]
        : [];
    },
    vectors: changing(
      {},
      {
        fails: {
          spec: {
            imageName: 'pg:17.6',
            primaryUpdateMethod: 'switchover',
            postgresql: { parameters: { work_mem: '8MB' } },
          },
        },
        passes: { spec: { imageName: 'pg:17.6', primaryUpdateMethod: 'switchover' } },
      },
    ),
  },
  {
    ...IDENTITY,
    id: 'gid-immutable',
    summary: 'The group that owns the files of PostgreSQL stays the same.',
    remedy: 'Restore the old postgresGID.',
    breaches: unlessSame('postgresGID'),
    vectors: changing({}, { fails: { spec: { postgresGID: 27 } }, passes: { spec: { postgresGID: 26 } } }),
  },
  {
    ...IDENTITY,
    id: 'uid-immutable',
    summary: 'The user that owns the files of PostgreSQL stays the same.',
    remedy: 'Restore the old postgresUID.',
    breaches: unlessSame('postgresUID'),
    vectors: changing({}, { fails: { spec: { postgresUID: 27 } }, passes: { spec: { postgresUID: 26 } } }),
  },
  {
    ...CLUSTER_ERROR,
    id: 'slot-prefix',
    summary: 'The prefix of slots stays the same while CloudNativePG makes them, and in the change that ends this.',
    remedy:
      'Disable highAvailability first and change slotPrefix afterwards. Removing the section changes it to _cnpg_.',
    source: `${WEBHOOK}: validateReplicationSlotsChange`,
    breaches: ({ before, after }) => {
      const [old, now] = [before.spec.replicationSlots.highAvailability, after.spec.replicationSlots.highAvailability];
      const [oldPrefix, newPrefix] = [old?.slotPrefix ?? '', now?.slotPrefix ?? ''];
      return old?.enabled !== false && oldPrefix !== newPrefix
        ? [
            {
              path: ['spec', 'replicationSlots', 'highAvailability', 'slotPrefix'],
              found: `${JSON.stringify(newPrefix)} instead of ${JSON.stringify(oldPrefix)}`,
            },
          ]
        : [];
    },
    vectors: changing(
      { spec: { replicationSlots: { highAvailability: { enabled: true, slotPrefix: 'x_' } } } },
      {
        fails: {},
        passes: { spec: { replicationSlots: { highAvailability: { enabled: false, slotPrefix: 'x_' } } } },
      },
    ),
  },
  {
    ...CLUSTER_ERROR,
    id: 'wal-level-to-minimal',
    summary: 'wal_level becomes minimal only when a cluster is made.',
    remedy: 'Write replica or logical, or make a new cluster.',
    source: `${WEBHOOK}: validateWALLevelChange`,
    breaches: ({ before, after }) => {
      const [old = '', now] = [parametersOf(before)['wal_level'], parametersOf(after)['wal_level']];
      return now === 'minimal' && old !== '' && old !== now
        ? [{ path: ['spec', 'postgresql', 'parameters', 'wal_level'], found: `minimal instead of ${old}` }]
        : [];
    },
    vectors: changing(
      { spec: { instances: 1 } },
      {
        fails: { metadata: SKIPPED, spec: { instances: 1, postgresql: { parameters: MINIMAL } } },
        passes: {
          metadata: SKIPPED,
          spec: { instances: 1, postgresql: { parameters: { ...MINIMAL, wal_level: 'replica' } } },
        },
      },
    ),
  },
  {
    ...CLUSTER_ERROR,
    id: 'replica-switch-in-progress',
    type: 'FieldValueForbidden',
    summary: 'While a cluster becomes a primary or a replica, it does not change its mind.',
    remedy: 'Wait until status.switchReplicaClusterStatus.inProgress is false.',
    source: `${WEBHOOK}: validateReplicaClusterChange`,
    breaches: ({ before, after }) =>
      isReplica(before) !== isReplica(after) && before.status?.switchReplicaClusterStatus?.inProgress === true
        ? [
            {
              path: ['spec', 'replica'],
              found: `becoming a ${isReplica(after) ? 'replica' : 'primary'} during a switch`,
              reported: 'spec.replica.enabled',
            },
          ]
        : [],
    vectors: changing(
      {
        spec: { ...FOLLOWING, replica: { enabled: true, source: 'x' } },
        status: { switchReplicaClusterStatus: { inProgress: true } },
      },
      {
        fails: { spec: { ...FOLLOWING, replica: { enabled: false, source: 'x' } } },
        passes: { spec: { ...FOLLOWING, replica: { enabled: true, source: 'x' } } },
      },
    ),
  },
];

type Judge = UpdateRule<ClusterResource>['breaches'];

/** Compares the major version of the data, as far as CloudNativePG has seen it, with the one that is wanted. */
function eachMajorChange(isWrong: (data: number, wanted: number) => boolean): Judge {
  return ({ before, after }): readonly Breach[] => {
    const data = before.status?.pgDataImageInfo?.majorVersion;
    const wanted = majorVersion(after);
    if (data === undefined || wanted === undefined || !isWrong(data, wanted)) return [];
    const inCatalog = after.spec.imageCatalogRef !== undefined;
    return [
      {
        path: inCatalog ? ['spec', 'imageCatalogRef', 'major'] : ['spec', 'imageName'],
        found: `PostgreSQL ${wanted} for data of ${data}`,
      },
    ];
  };
}

function unlessSame(key: 'postgresUID' | 'postgresGID'): Judge {
  return ({ before, after }) =>
    before.spec[key] === after.spec[key]
      ? []
      : [{ path: ['spec', key], found: `${after.spec[key]} instead of ${before.spec[key]}` }];
}

type TextMap = Readonly<Record<string, string>>;

function changedKeys(before: TextMap, after: TextMap): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
}

function dataOf(majorVersion: number): NonNullable<Example['status']> {
  return { pgDataImageInfo: { image: 'x', majorVersion } };
}

function changing(before: Example, after: Vectors): UpdateRule<ClusterResource>['vectors'] {
  return { fails: { before, after: after.fails }, passes: { before, after: after.passes } };
}
