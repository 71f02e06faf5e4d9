import type { ImpactRule } from '../rule.ts';
import { valueAt } from '../value-at.ts';
import { retentionDays } from '../retention.ts';
import { ensuresAbsence } from './ensured-absence.ts';
import { rulesOf } from './define-rule.ts';

const READ_LIVE = 'The operator and the instance managers read it from the Cluster when they need it.';
/** Of `spec.managed.roles.0`, a role as a whole. */
const ROLE_DEPTH = 4;
const FUNCS = 'CloudNativePG 1.30: api/v1/cluster_funcs.go';

/** Fields that say how the operator goes about it, and what stands beside the pods. */
export const clusterLifecycleRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-read-live',
    paths: [
      'spec.description',
      'spec.postgresql.promotionTimeout',
      'spec.probes.startup.type',
      'spec.probes.startup.maximumLag',
      'spec.probes.readiness.type',
      'spec.probes.readiness.maximumLag',
      'spec.probes.liveness.isolationCheck.**',
    ],
    action: 'nothing',
    reason: READ_LIVE,
    source: 'CloudNativePG 1.30: pkg/management/postgres/webserver/probes',
  },
  {
    id: 'cluster-failover-delay',
    paths: ['spec.failoverDelay'],
    absent: 0,
    action: 'nothing',
    effect: 'Nothing that runs is touched; the next failover waits that long.',
    reason: READ_LIVE,
    source: FUNCS,
  },
  {
    id: 'cluster-switchover-delay',
    paths: ['spec.switchoverDelay'],
    absent: 3600,
    action: 'nothing',
    effect:
      'Nothing that runs is touched; the next switchover gives the old primary that long to stop and to archive its WAL.',
    reason: READ_LIVE,
    source: FUNCS,
  },
  {
    id: 'cluster-smart-shutdown-timeout',
    paths: ['spec.smartShutdownTimeout'],
    absent: 180,
    action: 'nothing',
    effect: 'Nothing that runs is touched; the next instance that stops waits that long for its sessions to end.',
    reason: 'The instance manager reads it when it stops PostgreSQL; only stopDelay is in the pod.',
    source: 'CloudNativePG 1.30: pkg/management/postgres/instance.go, TryShuttingDownSmartFast',
  },
  {
    id: 'cluster-update-method',
    paths: ['spec.primaryUpdateMethod'],
    absent: 'restart',
    action: 'nothing',
    effect: 'Nothing that runs is touched; the next rolling update does it that way, one in this change included.',
    reason: READ_LIVE,
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, updatePrimaryPod',
  },
  {
    id: 'cluster-update-strategy',
    paths: ['spec.primaryUpdateStrategy'],
    absent: 'unsupervised',
    action: 'nothing',
    effect: 'Nothing that runs is touched; the next rolling update does it that way, one in this change included.',
    reason: READ_LIVE,
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, rolloutRequiredInstances',
  },
  {
    id: 'cluster-disruption-budget',
    paths: ['spec.enablePDB'],
    absent: true,
    action: 'nothing',
    effect: 'The PodDisruptionBudgets are made or deleted; drains of nodes behave differently from then on.',
    reason: 'Budgets are objects beside the pods.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_create.go, reconcilePodDisruptionBudget',
  },
  {
    id: 'cluster-maintenance-window',
    paths: ['spec.nodeMaintenanceWindow.**'],
    action: 'nothing',
    effect: 'Nothing that runs is touched; drains of nodes behave differently from then on.',
    reason: READ_LIVE,
    source: FUNCS,
  },
  {
    id: 'cluster-primary-lease',
    paths: ['spec.primaryLease.**'],
    action: 'nothing',
    effect: 'Nothing that runs is touched; the next primary that starts holds its Lease that way.',
    reason: 'The primary keeps the timings with which it took the Lease.',
    source: 'CloudNativePG 1.30: internal/cmd/manager/instance/run/lease/runnable.go',
  },
  {
    id: 'cluster-service-account-template',
    paths: ['spec.serviceAccountTemplate.**'],
    action: 'nothing',
    effect:
      'The service account gets the new labels and annotations; pods that run keep the credentials they were given.',
    reason: 'The account is an object beside the pods; a cloud role in its annotations is read when a pod is made.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_create.go',
  },
  {
    id: 'cluster-inherited-metadata',
    paths: ['spec.inheritedMetadata.**'],
    action: 'nothing',
    effect:
      'Labels and annotations of the pods and the other objects are patched in place; what was removed stays on them.',
    reason: 'The operator writes them to what it has made, without making it anew.',
    source: 'CloudNativePG 1.30: pkg/reconciler/instance/metadata.go',
  },
  {
    id: 'cluster-monitoring-queries',
    paths: [
      'spec.monitoring.customQueriesConfigMap.**',
      'spec.monitoring.customQueriesSecret.**',
      'spec.monitoring.disableDefaultQueries',
      'spec.monitoring.metricsQueriesTTL',
    ],
    action: 'nothing',
    effect: 'The exporters of the instances read their queries again; PostgreSQL is not touched.',
    reason: 'The instance manager runs the queries and reads them from the Cluster.',
    source: 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, reconcileMonitoringQueries',
  },
  {
    id: 'cluster-pod-monitor',
    paths: [
      'spec.monitoring.enablePodMonitor',
      'spec.monitoring.podMonitorMetricRelabelings.**',
      'spec.monitoring.podMonitorRelabelings.**',
    ],
    action: 'nothing',
    effect: 'The PodMonitor changes; PostgreSQL is not touched.',
    reason: 'A PodMonitor is an object beside the pods.',
    source: 'CloudNativePG 1.30: pkg/specs/podmonitor.go',
  },
  {
    id: 'cluster-bootstrap',
    paths: ['spec.bootstrap.**'],
    action: 'nothing',
    effect: 'Nothing at all happens: it counts only when a cluster is made.',
    reason: 'Bootstrap is read once, by the job that makes the first instance.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_create.go, createPrimaryInstance',
  },
  {
    id: 'cluster-superuser',
    paths: ['spec.enableSuperuserAccess', 'spec.superuserSecret.**'],
    action: 'sql',
    effect: 'The password of postgres is set or taken away, and the Secret made or deleted; no restart.',
    reason: 'The instance manager of the primary does it by SQL.',
    source: 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, reconcileSuperuserPassword',
    absent: false,
  },
  {
    id: 'cluster-certificates',
    paths: ['spec.certificates.**'],
    action: 'reload',
    effect:
      'New certificates are made or read, and every instance reloads; sessions go on, new ones see the new certificate.',
    reason: 'PostgreSQL reads its certificates again on a reload.',
    source: 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, RefreshSecrets',
  },
  {
    id: 'cluster-backup-retention',
    paths: ['spec.backup.retentionPolicy'],
    action: 'nothing',
    effect: 'Backups are kept longer from now on, or by another policy where a plugin takes them.',
    reason: 'It is read after each backup into a store of the Cluster itself; with a plugin it means nothing.',
    source: 'CloudNativePG 1.30: pkg/management/postgres/backup.go',
    judge: ({ before, after }, { cluster }) =>
      valueAt(cluster.after, ['spec', 'backup', 'barmanObjectStore']) !== undefined &&
      retentionDays(after) < retentionDays(before)
        ? { action: 'lose', effect: 'Backups and WAL older than the new retention are deleted after the next backup.' }
        : { action: 'nothing' },
  },
  {
    id: 'cluster-backup-section',
    paths: ['spec.backup.**'],
    action: 'nothing',
    effect: 'Nothing that runs is touched; later backups are taken that way.',
    reason: READ_LIVE,
    source: FUNCS,
  },
  {
    id: 'cluster-managed-services',
    paths: ['spec.managed.services.additional.*', 'spec.managed.services.**'],
    action: 'nothing',
    effect: 'Services are made, patched or deleted; a Service that goes takes the way of its clients with it.',
    reason: 'Services are objects beside the pods.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_create.go, reconcilePostgresServices',
  },
  {
    id: 'cluster-managed-role',
    paths: ['spec.managed.roles', 'spec.managed.roles.*', 'spec.managed.roles.**'],
    action: 'sql',
    reason:
      'The instance manager of the primary compares the roles and runs CREATE, ALTER, COMMENT, GRANT or DROP ROLE.',
    source: 'CloudNativePG 1.30: internal/management/controller/roles',
    judge: ({ path, after }) => {
      if (ensuresAbsence(path, after))
        return { action: 'lose', effect: 'The role is dropped, if nothing depends on it.' };
      return after === undefined && path.length <= ROLE_DEPTH
        ? {
            action: 'nothing',
            effect: 'The role stays in the database as it is; the operator only stops to look after it.',
            reason: 'Removing an entry does not drop a role: only ensure: absent does.',
          }
        : { action: 'sql' };
    },
  },
]);
