import type { StateRule } from '../rule.ts';
import { goBoolean } from '../values/go-boolean.ts';
import type { ClusterResource, Postgresql } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { majorVersion } from './postgres-facts.ts';

const SYNCHRONOUS = ['spec', 'postgresql', 'synchronous'] as const;
const REPORTED = 'spec.postgresql.synchronous';
const QUORUM = 'alpha.cnpg.io/failoverQuorum';
const ANY_ONE = { method: 'any', number: 1 } as const;

/** Rules about synchronous replication and failover by quorum. */
export const synchronousRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'sync-election-labels',
    summary: 'Choosing synchronous standbys by the labels of their nodes needs labels to compare.',
    remedy: 'List labels in nodeLabelsAntiAffinity, such as topology.kubernetes.io/zone, or set enabled to false.',
    source: `${WEBHOOK}: validateSyncReplicaElectionConstraint`,
    breaches: (cluster) => {
      const constraint = cluster.spec.postgresql.syncReplicaElectionConstraint;
      return majorVersion(cluster) !== undefined &&
        constraint?.enabled === true &&
        (constraint.nodeLabelsAntiAffinity ?? []).length === 0
        ? [
            {
              path: ['spec', 'postgresql', 'syncReplicaElectionConstraint', 'nodeLabelsAntiAffinity'],
              found: 'no labels',
            },
          ]
        : [];
    },
    vectors: {
      fails: { spec: { postgresql: { syncReplicaElectionConstraint: { enabled: true } } } },
      passes: {
        spec: { postgresql: { syncReplicaElectionConstraint: { enabled: true, nodeLabelsAntiAffinity: ['zone'] } } },
      },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'synchronous-number',
    summary: 'The primary waits for fewer standbys than there are instances and named standbys together.',
    remedy: 'Lower number, or raise instances. One below leaves no spare: a lost standby then stops writes.',
    source: `${WEBHOOK}: validateSynchronousReplicaConfiguration`,
    breaches: ({ spec: { instances, postgresql } }) => {
      const number = postgresql.synchronous?.number;
      const named = namedStandbys(postgresql);
      return number !== undefined && number >= instances + named
        ? [
            {
              path: [...SYNCHRONOUS, 'number'],
              found: `${number} of ${instances} instances and ${named} named standbys`,
              reported: REPORTED,
            },
          ]
        : [];
    },
    vectors: {
      fails: { spec: { postgresql: { synchronous: { method: 'any', number: 3 } } } },
      passes: { spec: { postgresql: { synchronous: { method: 'any', number: 2 } } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'failover-quorum-annotation',
    summary: `The annotation ${QUORUM} is a boolean of Go.`,
    remedy: 'Write "true" or "false"; or remove it and set spec.postgresql.synchronous.failoverQuorum.',
    source: `${WEBHOOK}: validateFailoverQuorumAlphaAnnotation`,
    breaches: ({ metadata }) => {
      const value = metadata.annotations?.[QUORUM];
      return value !== undefined && goBoolean(value) === undefined
        ? [{ path: ['metadata', 'annotations', QUORUM], found: JSON.stringify(value) }]
        : [];
    },
    vectors: {
      fails: { metadata: { annotations: { [QUORUM]: 'yes' } } },
      passes: { metadata: { annotations: { [QUORUM]: 'false' } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'failover-quorum-annotation-sync',
    type: 'FieldValueRequired',
    summary: `Failover by quorum, asked for with the annotation ${QUORUM}, needs synchronous replication.`,
    remedy: 'Add spec.postgresql.synchronous, or remove the annotation.',
    source: `${WEBHOOK}: validateFailoverQuorumAlphaAnnotation`,
    breaches: ({ metadata, spec: { postgresql } }) =>
      goBoolean(metadata.annotations?.[QUORUM] ?? '') === true && postgresql.synchronous === undefined
        ? [{ path: SYNCHRONOUS, found: 'nothing' }]
        : [],
    vectors: {
      fails: { metadata: { annotations: { [QUORUM]: 'true' } } },
      passes: { metadata: { annotations: { [QUORUM]: 'true' } }, spec: { postgresql: { synchronous: ANY_ONE } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'failover-quorum-number',
    summary: 'With failover by quorum, the primary waits for more standbys than are named from outside.',
    remedy:
      'Raise number, or name fewer standbys: a named one may be the only one that has everything, and it cannot be promoted.',
    source: `${WEBHOOK}: validateFailoverQuorum`,
    breaches: ({ spec: { postgresql } }) => {
      const synchronous = postgresql.synchronous;
      const named = namedStandbys(postgresql);
      return synchronous?.failoverQuorum === true && synchronous.number <= named
        ? [
            {
              path: [...SYNCHRONOUS, 'number'],
              found: `${synchronous.number}, with ${named} named`,
              reported: REPORTED,
            },
          ]
        : [];
    },
    vectors: {
      fails: {
        spec: { postgresql: { synchronous: { ...ANY_ONE, standbyNamesPre: ['a'], failoverQuorum: true } } },
      },
      passes: {
        spec: {
          postgresql: { synchronous: { method: 'any', number: 2, standbyNamesPre: ['a'], failoverQuorum: true } },
        },
      },
    },
  },
];

function namedStandbys({ synchronous }: Postgresql): number {
  return (synchronous?.standbyNamesPre ?? []).length + (synchronous?.standbyNamesPost ?? []).length;
}
