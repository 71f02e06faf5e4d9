import type { StateRule } from '../rule.ts';
import { isGoRegexp } from '../values/go-regexp.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { isOn, majorVersion, parametersOf, usesFailoverSlots } from './postgres-facts.ts';

const SLOTS = ['spec', 'replicationSlots'] as const;
const PARAMETERS = ['spec', 'postgresql', 'parameters'] as const;
const LOGICAL = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateSynchronizeLogicalDecoding` } as const;
/** PostgreSQL keeps logical slots in step by itself from here on. */
const FIRST_WITH_FAILOVER_SLOTS = 17;
const SYNCHRONIZED = { highAvailability: { synchronizeLogicalDecoding: true } } as const;

/** Rules about replication slots, and what keeps them through a failover. */
export const slotRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'slots-exclude-pattern',
    summary: 'A pattern of slots that are not synchronised is a regular expression of Go.',
    remedy: 'Correct the pattern: RE2 has no lookaround, no references back and no repetition above 1000.',
    source: `${WEBHOOK}: validateReplicationSlots`,
    breaches: ({ spec: { replicationSlots } }) => {
      const { highAvailability, synchronizeReplicas } = replicationSlots;
      if (highAvailability?.enabled === false && synchronizeReplicas?.enabled === false) return [];
      return (synchronizeReplicas?.excludePatterns ?? []).flatMap((pattern, index) =>
        isGoRegexp(pattern)
          ? []
          : [
              {
                path: [...SLOTS, 'synchronizeReplicas', 'excludePatterns', index],
                found: JSON.stringify(pattern),
                reported: 'spec.replicationSlots.synchronizeReplicas.excludePatterns',
              },
            ],
      );
    },
    vectors: {
      fails: { spec: { replicationSlots: { synchronizeReplicas: { enabled: true, excludePatterns: ['(?=a)'] } } } },
      passes: { spec: { replicationSlots: { synchronizeReplicas: { enabled: true, excludePatterns: ['(?:a)'] } } } },
    },
  },
  {
    ...LOGICAL,
    id: 'logical-decoding-old',
    summary: `Before PostgreSQL ${FIRST_WITH_FAILOVER_SLOTS}, only the extension pg_failover_slots keeps logical slots through a failover.`,
    remedy:
      'Set a parameter of pg_failover_slots, with hot_standby_feedback on; or leave synchronizeLogicalDecoding out.',
    breaches: (cluster) =>
      synchronizesInCore(cluster) === 'too-old'
        ? [
            {
              path: [...SLOTS, 'highAvailability', 'synchronizeLogicalDecoding'],
              found: `true with PostgreSQL ${majorVersion(cluster) ?? 'of no known version'}`,
            },
          ]
        : [],
    vectors: {
      fails: { spec: { imageName: 'pg:16.1', replicationSlots: SYNCHRONIZED } },
      passes: {
        spec: {
          imageName: 'pg:16.1',
          replicationSlots: { highAvailability: { synchronizeLogicalDecoding: false } },
        },
      },
    },
  },
  {
    ...LOGICAL,
    id: 'logical-decoding-feedback',
    summary: 'Keeping logical slots through a failover needs hot_standby_feedback.',
    remedy: 'Set spec.postgresql.parameters.hot_standby_feedback to "on".',
    breaches: (cluster) => (synchronizesInCore(cluster) === 'yes' ? unlessOn(cluster, 'hot_standby_feedback') : []),
    vectors: {
      fails: {
        spec: { postgresql: { parameters: { sync_replication_slots: 'on' } }, replicationSlots: SYNCHRONIZED },
      },
      passes: {
        spec: {
          postgresql: { parameters: { sync_replication_slots: 'on', hot_standby_feedback: 'on' } },
          replicationSlots: SYNCHRONIZED,
        },
      },
    },
  },
  {
    ...LOGICAL,
    id: 'logical-decoding-slots',
    summary:
      'Keeping logical slots through a failover needs sync_replication_slots, or the extension pg_failover_slots.',
    remedy: 'Set spec.postgresql.parameters.sync_replication_slots to "on".',
    breaches: (cluster) => (synchronizesInCore(cluster) === 'yes' ? unlessOn(cluster, 'sync_replication_slots') : []),
    vectors: {
      fails: { spec: { postgresql: { parameters: { hot_standby_feedback: 'on' } }, replicationSlots: SYNCHRONIZED } },
      passes: {
        spec: {
          postgresql: { parameters: { hot_standby_feedback: 'on', sync_replication_slots: 'on' } },
          replicationSlots: SYNCHRONIZED,
        },
      },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'failover-slots-feedback',
    summary: 'The extension pg_failover_slots needs hot_standby_feedback.',
    remedy: 'Set spec.postgresql.parameters.hot_standby_feedback to "on".',
    source: `${WEBHOOK}: validatePgFailoverSlots`,
    breaches: (cluster) => (usesFailoverSlots(cluster) ? unlessOn(cluster, 'hot_standby_feedback') : []),
    vectors: {
      fails: { spec: { postgresql: { parameters: { 'pg_failover_slots.drop': 'x' } } } },
      passes: { spec: { postgresql: { parameters: { 'pg_failover_slots.drop': 'x', hot_standby_feedback: 'on' } } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'failover-slots-ha',
    summary: 'The extension pg_failover_slots needs the slots that CloudNativePG makes for standbys.',
    remedy: 'Set spec.replicationSlots.highAvailability.enabled to true.',
    source: `${WEBHOOK}: validatePgFailoverSlots`,
    breaches: (cluster) => {
      const slots = cluster.spec.replicationSlots.highAvailability;
      return usesFailoverSlots(cluster) && (slots === undefined || slots.enabled === false)
        ? [{ path: [...SLOTS, 'highAvailability'], found: slots === undefined ? 'nothing' : 'enabled: false' }]
        : [];
    },
    vectors: {
      fails: {
        spec: {
          postgresql: { parameters: { 'pg_failover_slots.drop': 'x', hot_standby_feedback: 'on' } },
          replicationSlots: { highAvailability: { enabled: false } },
        },
      },
      passes: {
        spec: {
          postgresql: { parameters: { 'pg_failover_slots.drop': 'x', hot_standby_feedback: 'on' } },
          replicationSlots: { highAvailability: { enabled: true } },
        },
      },
    },
  },
];

/** Whether PostgreSQL itself is to keep logical slots through a failover. It does not matter whether high availability is enabled. */
function synchronizesInCore(cluster: ClusterResource): 'yes' | 'no' | 'too-old' {
  const isAsked = cluster.spec.replicationSlots.highAvailability?.synchronizeLogicalDecoding === true;
  const major = majorVersion(cluster);
  if (!isAsked || usesFailoverSlots(cluster) || major === undefined) return 'no';
  return major < FIRST_WITH_FAILOVER_SLOTS ? 'too-old' : 'yes';
}

function unlessOn(cluster: ClusterResource, parameter: string): ReturnType<StateRule<ClusterResource>['breaches']> {
  const written = parametersOf(cluster)[parameter];
  return isOn(cluster, parameter)
    ? []
    : [
        {
          path: [...PARAMETERS, parameter],
          found: written === undefined ? 'the default, off' : JSON.stringify(written),
        },
      ];
}
