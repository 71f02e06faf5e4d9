import type { ImpactRule } from '../rule.ts';
import { rulesOf } from './define-rule.ts';

const annotation = (name: string): readonly string[] => ['metadata', 'annotations', name];

/** Annotations of a Cluster are orders. */
export const clusterAnnotationRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-hibernation',
    paths: [annotation('cnpg.io/hibernation')],
    absent: 'off',
    action: 'stop',
    reason: 'A hibernated cluster keeps its volumes and has no pods.',
    source: 'CloudNativePG 1.30: pkg/reconciler/hibernation/reconciler.go',
    judge: ({ after }) =>
      after === 'on'
        ? { action: 'stop' }
        : { action: 'nothing', effect: 'The instances start again from their volumes.' },
  },
  {
    id: 'cluster-fencing',
    paths: [annotation('cnpg.io/fencedInstances')],
    action: 'stop',
    reason: 'PostgreSQL of a fenced instance is stopped while its pod stays.',
    source: 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, reconcileFencing',
    judge: ({ after }) =>
      after === undefined || after === '[]' || after === ''
        ? { action: 'nothing', effect: 'The fenced instances start again.' }
        : {
            action: 'stop',
            effect:
              'PostgreSQL stops on every instance that is named, and stays so; if the primary is one of them, nothing can write and nobody takes over.',
          },
  },
  {
    id: 'cluster-restart-annotation',
    paths: [annotation('kubectl.kubernetes.io/restartedAt')],
    action: 'replace-pods',
    reason: 'A pod without the same annotation is made anew.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, checkClusterHasDifferentRestartAnnotation',
    judge: ({ after }) =>
      after === undefined
        ? { action: 'nothing', reason: 'Without the annotation on the Cluster, that on the pods is not looked at.' }
        : { action: 'replace-pods' },
  },
  {
    id: 'cluster-skip-archiving',
    paths: [annotation('cnpg.io/skipWalArchiving')],
    absent: 'disabled',
    action: 'restart',
    reason: 'It turns archive_mode on or off, which PostgreSQL takes only when it starts.',
    source:
      'CloudNativePG 1.30: pkg/postgres/configuration.go, IsWalArchivingDisabled; PostgreSQL: archive_mode (postmaster)',
    judge: ({ before, after }) =>
      (before === 'enabled') === (after === 'enabled') ? { action: 'nothing' } : { action: 'restart' },
  },
  {
    id: 'cluster-pod-reconciliation',
    paths: [annotation('cnpg.io/reconcilePodSpec')],
    absent: 'enabled',
    action: 'nothing',
    effect:
      'Pods that run are no longer compared with what they should be, or are again; what differs by then is rolled out.',
    reason: 'The operator asks for it before it compares pods.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, isPodNeedingRollout',
    judge: ({ after }) =>
      after === 'disabled'
        ? { action: 'nothing' }
        : {
            action: 'replace-pods',
            certain: false,
            reason: 'What changed while pods were not compared is rolled out now.',
          },
  },
  {
    id: 'cluster-reconciliation',
    paths: [annotation('cnpg.io/reconciliationLoop')],
    absent: 'enabled',
    action: 'nothing',
    effect: 'The operator leaves the cluster alone, failover included, or looks after it again.',
    reason: 'A disabled loop does nothing for the Cluster.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_controller.go',
  },
  {
    id: 'cluster-read-live-annotation',
    paths: [
      annotation('cnpg.io/reloadedAt'),
      annotation('cnpg.io/validation'),
      annotation('cnpg.io/skipEmptyWalArchiveCheck'),
      annotation('cnpg.io/coredumpFilter'),
      annotation('cnpg.io/forceLegacyBackup'),
      annotation('cnpg.io/volumeSnapshotDeadline'),
      annotation('alpha.cnpg.io/livenessPinger'),
    ],
    action: 'nothing',
    reason: 'The operator or the instance manager looks at it when it next needs it.',
    source: 'CloudNativePG 1.30: pkg/utils/labels_annotations.go',
  },
  {
    id: 'cluster-quorum-annotation',
    paths: [annotation('alpha.cnpg.io/failoverQuorum')],
    action: 'reload',
    reason: 'The webhook writes it into spec.postgresql.synchronous.failoverQuorum.',
    source: 'CloudNativePG 1.30: api/v1/cluster_defaults.go',
  },
]);
