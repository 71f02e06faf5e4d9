/** A rule of the operator that is not judged here, and why no file can break it unseen. */
export interface NotPorted {
  readonly id: string;
  readonly source: string;
  readonly because: string;
}

const WEBHOOK = 'CloudNativePG 1.30.0, internal/webhook/v1/cluster_webhook.go';

/** What the operator's webhooks have beside the rules: dead code, what another stage refuses first, what needs a look at a cluster. */
export const NOT_PORTED: readonly NotPorted[] = [
  {
    id: 'recovery-owner-missing',
    source: `${WEBHOOK}: validateRecoveryApplicationDatabase`,
    because: 'Wherever there is a recovery, the defaults fill in its owner: the database.',
  },
  {
    id: 'recovery-database-missing',
    source: `${WEBHOOK}: validateRecoveryApplicationDatabase`,
    because: 'Wherever there is a recovery, the defaults fill in its database: app.',
  },
  {
    id: 'import-type',
    source: `${WEBHOOK}: validateImport`,
    because: 'The schema has only microservice and monolith.',
  },
  {
    id: 'update-strategy',
    source: `${WEBHOOK}: validatePrimaryUpdateStrategy`,
    because: 'The schema has only supervised and unsupervised.',
  },
  {
    id: 'min-sync-negative',
    source: `${WEBHOOK}: validateMinSyncReplicas`,
    because: 'The schema starts at 0.',
  },
  {
    id: 'max-sync-negative',
    source: `${WEBHOOK}: validateMaxSyncReplicas`,
    because: 'The schema starts at 0.',
  },
  {
    id: 'replica-bootstrap-missing',
    source: `${WEBHOOK}: validateReplicaMode`,
    because: 'The defaults fill in bootstrap. A replica without one breaks replica-bootstrap-method.',
  },
  {
    id: 'retention-policy',
    source: 'github.com/cloudnative-pg/barman-cloud v0.5.1, pkg/utils/barman.go: ParsePolicy',
    because: "The schema's pattern is stricter: it holds the whole text, the operator only its end.",
  },
  {
    id: 'failover-quorum-sync',
    source: 'internal/webhook/v1/cluster_webhook.go: validateFailoverQuorum',
    because:
      'It asks for the synchronous section where that section has just been found to ask for a quorum: it can never fail.',
  },
  {
    id: 'failover-slots-section',
    source: 'internal/webhook/v1/cluster_webhook.go: validatePgFailoverSlots',
    because: 'An earlier validator puts replicationSlots in where it is missing.',
  },
  {
    id: 'pod-patch-apply',
    source: 'internal/webhook/v1/cluster_webhook.go: validatePodPatchAnnotation',
    because:
      'It needs the Pod that the operator would build, with its status, its settings and the abilities of the Kubernetes API.',
  },
  {
    id: 'pod-selector-duplicate',
    source: 'internal/webhook/v1/cluster_webhook.go: validatePodSelectorRefs',
    because: 'The schema refuses two items of one name before the webhook is asked.',
  },
  {
    id: 'extension-name-empty',
    source: 'internal/webhook/v1/cluster_webhook.go: validateExtensions',
    because: 'The schema refuses an empty name before the webhook is asked.',
  },
  {
    id: 'extension-name-duplicate',
    source: 'internal/webhook/v1/cluster_webhook.go: validateExtensions',
    because: 'The schema refuses two items of one name before the webhook is asked.',
  },
  {
    id: 'extension-env-duplicate',
    source: 'internal/webhook/v1/cluster_webhook.go: validateExtensionEnvVars',
    because: 'The schema refuses two items of one name before the webhook is asked.',
  },
  {
    id: 'ha-slots-removed',
    source: 'internal/webhook/v1/cluster_webhook.go: validateReplicationSlotsChange',
    because: 'Defaults put replicationSlots.highAvailability in where it is missing.',
  },
  {
    id: 'sync-replicas-removed',
    source: 'internal/webhook/v1/cluster_webhook.go: validateReplicationSlotsChange',
    because: 'Defaults put replicationSlots.synchronizeReplicas in where it is missing.',
  },
  {
    id: 'pooler-pgbouncer',
    source: 'internal/webhook/v1/pooler_webhook.go: validatePgBouncer',
    because: 'The schema asks for pgbouncer before the webhook is asked.',
  },
  {
    id: 'backup-snapshot-crd',
    source: 'internal/webhook/v1/backup_webhook.go: validate',
    because: 'It asks whether the cluster knew the kind VolumeSnapshot when the operator started.',
  },
  {
    id: 'schedule-snapshot-crd',
    source: 'internal/webhook/v1/scheduledbackup_webhook.go: validate',
    because: 'It asks whether the cluster knew the kind VolumeSnapshot when the operator started.',
  },
];
