import { backupRules } from './backup/backup-rules.ts';
import { annotationRules } from './cluster/annotation-rules.ts';
import { accessRules } from './cluster/access-rules.ts';
import { bootstrapRules } from './cluster/bootstrap-rules.ts';
import { externalClusterRules } from './cluster/external-cluster-rules.ts';
import { imageRules } from './cluster/image-rules.ts';
import { importRules } from './cluster/import-rules.ts';
import { instanceRules } from './cluster/instance-rules.ts';
import { objectStoreRules } from './cluster/object-store-rules.ts';
import { recoverySourceRules } from './cluster/recovery-source-rules.ts';
import { recoveryTargetRules } from './cluster/recovery-target-rules.ts';
import { replicaRules } from './cluster/replica-rules.ts';
import { schedulingRules } from './cluster/scheduling-rules.ts';
import { storageRules } from './cluster/storage-rules.ts';
import { tablespaceRules } from './cluster/tablespace-rules.ts';
import type { ClusterResource } from './cluster/cluster-resource.ts';
import { extensionRules } from './cluster/extension-rules.ts';
import { identityRules } from './cluster/identity-rules.ts';
import { ldapRules } from './cluster/ldap-rules.ts';
import { leaseRules } from './cluster/lease-rules.ts';
import { managedRoleRules } from './cluster/managed-rules.ts';
import { managedServiceRules } from './cluster/managed-service-rules.ts';
import { parameterRules } from './cluster/parameter-rules.ts';
import { pluginRules } from './cluster/plugin-rules.ts';
import { podRules } from './cluster/pod-rules.ts';
import { promotionRules } from './cluster/promotion-rules.ts';
import { resourceRules } from './cluster/resource-rules.ts';
import { selectorRules } from './cluster/selector-rules.ts';
import { slotRules } from './cluster/slot-rules.ts';
import { synchronousRules } from './cluster/synchronous-rules.ts';
import { updateRules } from './cluster/update-rules.ts';
import { volumeUpdateRules } from './cluster/volume-update-rules.ts';
import { walRules } from './cluster/wal-rules.ts';
import { warningRules } from './cluster/warning-rules.ts';
import { databaseRules } from './database/database-rules.ts';
import { poolerRules } from './pooler/pooler-rules.ts';
import { poolerWarningRules } from './pooler/pooler-warning-rules.ts';
import type { JudgedKind, StateRule, UpdateRule } from './rule.ts';
import { scheduledBackupRules } from './scheduled-backup/scheduled-backup-rules.ts';

/** The webhooks' rules about a Cluster, about in the order in which the operator asks them. */
export const CLUSTER_RULES: readonly StateRule<ClusterResource>[] = [
  ...bootstrapRules,
  ...importRules,
  ...accessRules,
  ...imageRules,
  ...recoveryTargetRules,
  ...instanceRules,
  ...storageRules,
  ...identityRules,
  ...tablespaceRules,
  ...recoverySourceRules,
  ...externalClusterRules,
  ...schedulingRules,
  ...replicaRules,
  ...objectStoreRules,
  ...parameterRules,
  ...walRules,
  ...synchronousRules,
  ...ldapRules,
  ...slotRules,
  ...podRules,
  ...managedServiceRules,
  ...managedRoleRules,
  ...resourceRules,
  ...annotationRules,
  ...promotionRules,
  ...pluginRules,
  ...selectorRules,
  ...extensionRules,
  ...leaseRules,
  ...warningRules,
];

export const CLUSTER_UPDATE_RULES: readonly UpdateRule<ClusterResource>[] = [...updateRules, ...volumeUpdateRules];

/** Every rule of the webhooks by the kind that it judges. */
export const STATE_RULES: Readonly<Partial<Record<JudgedKind, readonly StateRule<never>[]>>> = {
  Backup: backupRules,
  Cluster: CLUSTER_RULES,
  Database: databaseRules,
  Pooler: [...poolerRules, ...poolerWarningRules],
  ScheduledBackup: scheduledBackupRules,
};

export const UPDATE_RULES: Readonly<Partial<Record<JudgedKind, readonly UpdateRule<never>[]>>> = {
  Cluster: CLUSTER_UPDATE_RULES,
};
