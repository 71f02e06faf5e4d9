/**
 * How the operator's Go types differ from what their CRDs say, for a Cluster, which its mutating webhook decodes and writes back: fields
 * that are written although they are optional, with what is written, and fields that are left out although they are required.
 * Paths are patterns: `[]` is any item, `{}` any key.
 *
 * Found by reflection over the types of CloudNativePG 1.30.0 (api/v1: json tags without omitempty), less those that change no verdict.
 */
export const WRITTEN_THOUGH_OPTIONAL: Readonly<Record<string, unknown>> = {
  'spec.affinity': {},
  'spec.backup.volumeSnapshot.onlineConfiguration': {},
  'spec.bootstrap.recovery.volumeSnapshots.storage.apiGroup': null,
  'spec.bootstrap.recovery.volumeSnapshots.tablespaceStorage{}.apiGroup': null,
  'spec.bootstrap.recovery.volumeSnapshots.walStorage.apiGroup': null,
  'spec.ephemeralVolumeSource.volumeClaimTemplate.metadata': {},
  'spec.ephemeralVolumeSource.volumeClaimTemplate.spec.dataSource.apiGroup': null,
  'spec.ephemeralVolumeSource.volumeClaimTemplate.spec.dataSourceRef.apiGroup': null,
  'spec.ephemeralVolumeSource.volumeClaimTemplate.spec.resources': {},
  'spec.imageCatalogRef.apiGroup': null,
  'spec.managed.services.additional[].serviceTemplate.metadata': {},
  'spec.managed.services.additional[].serviceTemplate.spec': {},
  'spec.managed.services.additional[].serviceTemplate.spec.ports[].targetPort': 0,
  'spec.postgresql': {},
  'spec.postgresql.syncReplicaElectionConstraint': {},
  'spec.postgresql.extensions[].image': {},
  'spec.postgresql.synchronous.failoverQuorum': false,
  'spec.projectedVolumeTemplate.sources': null,
  'spec.replicationSlots.synchronizeReplicas.enabled': null,
  'spec.resources': {},
  'spec.storage': {},
  'spec.storage.pvcTemplate.dataSource.apiGroup': null,
  'spec.storage.pvcTemplate.dataSourceRef.apiGroup': null,
  'spec.storage.pvcTemplate.resources': {},
  'spec.tablespaces[].owner': {},
  'spec.tablespaces[].storage.pvcTemplate.dataSource.apiGroup': null,
  'spec.tablespaces[].storage.pvcTemplate.dataSourceRef.apiGroup': null,
  'spec.tablespaces[].storage.pvcTemplate.resources': {},
  'spec.walStorage.pvcTemplate.dataSource.apiGroup': null,
  'spec.walStorage.pvcTemplate.dataSourceRef.apiGroup': null,
  'spec.walStorage.pvcTemplate.resources': {},
};

/** Required by the CRD, but not written when empty: their absence is refused. */
export const LEFT_OUT_THOUGH_REQUIRED: ReadonlySet<string> = new Set([
  'spec.projectedVolumeTemplate.sources[].podCertificate.keyType',
  'spec.projectedVolumeTemplate.sources[].podCertificate.signerName',
]);

/** Fields that are Go durations although the CRD says text. */
export const DURATIONS: ReadonlySet<string> = new Set([
  'spec.monitoring.metricsQueriesTTL',
  'spec.replica.minApplyDelay',
]);

/** Integers that Go holds without a sign although the CRD says nothing of it. */
export const UNSIGNED: ReadonlySet<string> = new Set([
  'spec.monitoring.podMonitorMetricRelabelings[].modulus',
  'spec.monitoring.podMonitorRelabelings[].modulus',
]);

/** Lists that are written as null when they are not there, which their CRD then refuses. */
export const WRITTEN_AS_NULL: ReadonlySet<string> = new Set([
  'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
  'spec.bootstrap.initdb.import.databases',
  'spec.replicationSlots.synchronizeReplicas.enabled',
]);
