import type { ImpactRule } from '../rule.ts';
import { isReplica } from '../replica-cluster.ts';
import { rulesOf } from './define-rule.ts';

/** How many instances there are, and how they follow one another. */
export const clusterTopologyRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-instances',
    paths: ['spec.instances'],
    absent: 1,
    action: 'add-instances',
    reason:
      'A new standby begins with a base backup of the cluster; one that goes is the standby with the highest number.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_scale.go; replicas.go, findDeletableInstance',
    judge: ({ before, after }) => ({
      action: Number(after ?? 1) > Number(before ?? 1) ? 'add-instances' : 'remove-instances',
    }),
  },
  {
    id: 'cluster-failover-quorum',
    paths: ['spec.postgresql.synchronous.failoverQuorum'],
    absent: false,
    action: 'nothing',
    effect: 'Nothing that runs is touched; the next failover asks for a quorum first, or no longer does.',
    reason: 'It is between the operator and the FailoverQuorum object; PostgreSQL knows nothing of it.',
    source: 'CloudNativePG 1.30: internal/controller/replicas_quorum.go',
  },
  {
    id: 'cluster-synchronous',
    paths: ['spec.postgresql.synchronous.**', 'spec.minSyncReplicas', 'spec.maxSyncReplicas'],
    action: 'reload',
    reason: 'It becomes synchronous_standby_names, which a reload applies.',
    source: 'CloudNativePG 1.30: pkg/postgres/replication/explicit.go; PostgreSQL: synchronous_standby_names (sighup)',
  },
  {
    id: 'cluster-sync-election',
    paths: ['spec.postgresql.syncReplicaElectionConstraint.**'],
    action: 'reload',
    reason: 'It chooses the names in synchronous_standby_names.',
    source: 'CloudNativePG 1.30: pkg/postgres/replication/legacy.go',
  },
  {
    id: 'cluster-standby-slots',
    paths: ['spec.replicationSlots.highAvailability.enabled'],
    absent: true,
    action: 'reload-standbys',
    effect: 'Slots of the standbys are made or dropped on the primary, and every standby reloads and connects anew.',
    reason: 'The slot of a standby is its primary_slot_name, which a reload applies.',
    source: 'CloudNativePG 1.30: pkg/management/postgres/instance_replica.go; PostgreSQL: primary_slot_name (sighup)',
  },
  {
    id: 'cluster-slot-prefix',
    paths: ['spec.replicationSlots.highAvailability.slotPrefix'],
    absent: '_cnpg_',
    action: 'refused',
    reason: 'Slots that exist have the old prefix; the webhook keeps it as long as they are enabled.',
    source: 'CloudNativePG 1.30: internal/webhook/v1/cluster_webhook.go, validateReplicationSlotsChange',
  },
  {
    id: 'cluster-logical-slots',
    paths: ['spec.replicationSlots.highAvailability.synchronizeLogicalDecoding'],
    absent: false,
    action: 'reload',
    reason: 'It decides whether synchronized_standby_slots is written, which a reload applies.',
    source:
      'CloudNativePG 1.30: pkg/management/postgres/configuration.go; PostgreSQL: synchronized_standby_slots (sighup)',
  },
  {
    id: 'cluster-slot-copies',
    paths: ['spec.replicationSlots.synchronizeReplicas.**'],
    action: 'nothing',
    effect: 'Copies of other slots are made or dropped on the standbys; no reload.',
    reason: 'The instance managers of the standbys read it from the Cluster.',
    source: 'CloudNativePG 1.30: internal/management/controller/slots/runner/runner.go',
  },
  {
    id: 'cluster-slot-interval',
    paths: ['spec.replicationSlots.updateInterval'],
    absent: 30,
    action: 'nothing',
    reason: 'The instance managers of the standbys read it from the Cluster.',
    source: 'CloudNativePG 1.30: internal/management/controller/slots/runner',
  },
  {
    id: 'cluster-replica-switch',
    paths: ['spec.replica', 'spec.replica.enabled', 'spec.replica.primary', 'spec.replica.self'],
    action: 'promote',
    reason: 'A promotion cannot be undone: the way back is a demotion token or a new copy.',
    source: 'CloudNativePG 1.30: api/v1/cluster_funcs.go, IsReplica; pkg/reconciler/replicaclusterswitch/reconciler.go',
    judge: (_change, { cluster }) => {
      const [was, is] = [isReplica(cluster.before), isReplica(cluster.after)];
      if (was === is) return { action: 'nothing', reason: 'The cluster stays what it is, a replica or not.' };
      return is
        ? {
            action: 'demote',
            reason: 'The operator fences all instances to demote the primary without losing a commit.',
          }
        : { action: 'promote' };
    },
  },
  {
    id: 'cluster-promotion-token',
    paths: ['spec.replica.promotionToken'],
    action: 'nothing',
    effect: 'Nothing happens by itself: a promotion in this change or later waits for what the token names.',
    reason: 'The token is checked when the cluster is promoted.',
    source: 'CloudNativePG 1.30: pkg/promotiontoken',
  },
  {
    id: 'cluster-replica-delay',
    paths: ['spec.replica.minApplyDelay'],
    action: 'reload',
    reason: 'It becomes recovery_min_apply_delay, which a reload applies.',
    source: 'CloudNativePG 1.30: pkg/postgres/configuration.go; PostgreSQL: recovery_min_apply_delay (sighup)',
    judge: (_change, { cluster }) =>
      isReplica(cluster.after)
        ? { action: 'reload' }
        : { action: 'nothing', effect: 'Nothing happens: the cluster follows nobody.' },
  },
  {
    id: 'cluster-replica-source',
    paths: ['spec.replica.source', 'spec.externalClusters.**'],
    action: 'reload',
    effect:
      'The designated primary of a replica cluster reloads and connects to the new source; elsewhere nothing happens.',
    reason: 'It becomes primary_conninfo or the restore command of a replica cluster; a bootstrap from it is over.',
    source: 'CloudNativePG 1.30: pkg/management/postgres/instance_replica.go; PostgreSQL: primary_conninfo (sighup)',
    judge: (_change, { cluster }) =>
      isReplica(cluster.after)
        ? { action: 'reload' }
        : { action: 'nothing', effect: 'Nothing happens: the cluster follows nobody, and a bootstrap is over.' },
  },
]);
