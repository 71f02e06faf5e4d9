import { retentionDays } from '../retention.ts';
import type { ImpactRule } from '../rule.ts';
import { rulesOf } from './define-rule.ts';

const SIDECAR = 'Barman Cloud plugin 0.14: internal/cnpgi/operator/lifecycle.go, reconcilePodSpec';
const STORE = 'Barman Cloud plugin 0.14: internal/cnpgi/instance';

/** Where backups go, and when. */
export const backupRules: readonly ImpactRule[] = [
  ...rulesOf('ObjectStore', [
    {
      id: 'store-place',
      paths: ['spec.configuration.destinationPath', 'spec.configuration.endpointURL', 'spec.configuration.serverName'],
      action: 'nothing',
      effect: 'WAL and backups go to another place from the next segment on; PostgreSQL is not touched.',
      reason: 'The sidecar reads the store for every segment and every backup.',
      source: STORE,
    },
    {
      id: 'store-certificate',
      paths: ['spec.configuration.endpointCA.**'],
      action: 'pod-spec',
      reason: 'The certificate is a volume of the sidecar.',
      source: 'Barman Cloud plugin 0.14: internal/cnpgi/operator/lifecycle_certificates.go',
    },
    {
      id: 'store-settings',
      paths: [
        'spec.configuration.azureCredentials.**',
        'spec.configuration.googleCredentials.**',
        'spec.configuration.s3Credentials.**',
        'spec.configuration.data.**',
        'spec.configuration.wal.**',
        'spec.configuration.tags.**',
        'spec.configuration.historyTags.**',
      ],
      action: 'nothing',
      effect: 'The next WAL segment and the next backup are made that way; PostgreSQL is not touched.',
      reason: 'The sidecar reads the store for every segment and every backup.',
      source: STORE,
    },
    {
      id: 'store-retention',
      paths: ['spec.retentionPolicy'],
      action: 'nothing',
      reason: 'The sidecar of the primary deletes what the policy no longer keeps, at the next round.',
      source: 'Barman Cloud plugin 0.14: internal/cnpgi/instance/retention.go',
      judge: ({ before, after }) => {
        const was = retentionDays(before);
        const is = retentionDays(after);
        return is < was
          ? {
              action: 'lose',
              effect: 'Backups and WAL older than the new retention are deleted from the store within the hour.',
            }
          : { action: 'nothing', effect: 'Backups are kept longer from now on; what was deleted does not come back.' };
      },
    },
    {
      id: 'store-sidecar-pod',
      paths: ['spec.instanceSidecarConfiguration.env.**', 'spec.instanceSidecarConfiguration.resources.**'],
      action: 'pod-spec',
      reason: 'Environment and resources of the sidecar are part of every pod of the clusters that use this store.',
      source: SIDECAR,
    },
    {
      id: 'store-sidecar-arguments',
      paths: [
        'spec.instanceSidecarConfiguration.logLevel',
        'spec.instanceSidecarConfiguration.additionalContainerArgs.**',
      ],
      action: 'nothing',
      effect: 'Pods that run stay as they are; a pod that is made later has it.',
      reason: 'It is an argument of the sidecar, and arguments are not compared.',
      source: `${SIDECAR}; CloudNativePG 1.30: pkg/specs/podspec_diff.go, doContainersMatch`,
    },
    {
      id: 'store-retention-interval',
      paths: ['spec.instanceSidecarConfiguration.retentionPolicyIntervalSeconds'],
      absent: 1800,
      action: 'nothing',
      reason: 'The sidecar reads it before each round.',
      source: 'Barman Cloud plugin 0.14: internal/cnpgi/instance/retention.go',
    },
  ]),
  ...rulesOf('ScheduledBackup', [
    {
      id: 'schedule-cluster',
      paths: ['spec.cluster.**'],
      action: 'refused',
      reason: 'The CRD keeps it as it was.',
      source: 'CloudNativePG 1.30: rules of the CRD',
    },
    {
      id: 'schedule',
      paths: [
        'spec.backupOwnerReference',
        'spec.immediate',
        'spec.method',
        'spec.online',
        'spec.onlineConfiguration.**',
        'spec.pluginConfiguration.**',
        'spec.schedule',
        'spec.suspend',
        'spec.target',
      ],
      action: 'nothing',
      effect: 'Nothing that runs is touched; later backups are taken that way, at those times.',
      reason: 'The operator makes a Backup when the schedule says so.',
      source: 'CloudNativePG 1.30: internal/controller/scheduledbackup_controller.go',
    },
  ]),
  ...rulesOf('Backup', [
    {
      id: 'backup-immutable',
      paths: ['spec.**'],
      action: 'refused',
      reason: 'The CRD keeps a Backup as it was.',
      source: 'CloudNativePG 1.30: rules of the CRD',
    },
  ]),
];
