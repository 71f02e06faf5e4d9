import { describe, expect, test } from 'vitest';
import { formatObjectPath } from '../object-path.ts';
import type { StateRule } from '../rule.ts';
import { bootstrapRules } from './bootstrap-rules.ts';
import type { Backup, ClusterResource, ClusterSpec, ExternalCluster, Toleration } from './cluster-resource.ts';
import { externalClusterRules } from './external-cluster-rules.ts';
import { identityRules } from './identity-rules.ts';
import { objectStoreRules } from './object-store-rules.ts';
import { recoverySourceRules } from './recovery-source-rules.ts';
import { recoveryTargetRules } from './recovery-target-rules.ts';
import { replicaRules } from './replica-rules.ts';
import { schedulingRules } from './scheduling-rules.ts';
import { storageRules } from './storage-rules.ts';
import { tablespaceRules } from './tablespace-rules.ts';

const KEY = { name: 'a', key: 'b' };
const SNAPSHOT = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
const POD = { apiGroup: '', kind: 'Pod', name: 'p' };
const X: ExternalCluster = { name: 'x', connectionParameters: { host: 'h' } };

describe('volume snapshots', () => {
  const recovering = (recovery: NonNullable<NonNullable<ClusterSpec['bootstrap']>['recovery']>) =>
    told(recoverySourceRules, { bootstrap: { recovery } });

  test('are not looked at beside a backup', () => {
    expect(
      recovering({ backup: {}, recoveryTarget: { backupID: 'b' }, volumeSnapshots: { storage: POD, walStorage: POD } }),
    ).toEqual(['recovery-snapshot-and-backup at spec.bootstrap.recovery.backup']);
  });

  test('are not looked at beside the id of a backup', () => {
    expect(recovering({ recoveryTarget: { backupID: 'b' }, volumeSnapshots: { storage: POD } })).toEqual([
      'recovery-snapshot-backup-id at spec.bootstrap.recovery.recoveryTarget.backupID',
    ]);
  });

  test('are all looked at otherwise', () => {
    expect(recovering({ volumeSnapshots: { storage: POD, walStorage: POD } })).toEqual([
      'recovery-snapshot-kind at spec.bootstrap.recovery.volumeSnapshots.storage, told as spec.bootstrap.recovery.storage',
      'recovery-snapshot-wal-volume at spec.bootstrap.recovery.volumeSnapshots.walStorage, told as spec.bootstrap.recovery.dataSource.walStorage',
      'recovery-snapshot-wal-kind at spec.bootstrap.recovery.volumeSnapshots.walStorage, told as spec.bootstrap.recovery.dataSource.walStorage',
    ]);
  });

  test('need no backupID for a target by name', () => {
    const recoveryTarget = { targetName: 'n' };
    const spec = { bootstrap: { recovery: { recoveryTarget, volumeSnapshots: { storage: SNAPSHOT } } } };
    expect(told(recoveryTargetRules, spec)).toEqual([]);
  });
});

describe('a recovery target', () => {
  test('that is not immediate counts as one all the same', () => {
    const recoveryTarget = { targetImmediate: false, targetTime: '2024-01-01' };
    expect(told(recoveryTargetRules, { bootstrap: { recovery: { recoveryTarget } } })).toEqual([
      'target-exclusive at spec.bootstrap.recovery.recoveryTarget',
      'target-backup-id at spec.bootstrap.recovery.recoveryTarget',
    ]);
  });

  test('has its time and position told as the whole of it', () => {
    const recoveryTarget = { targetTime: 'now', targetLSN: 'x' };
    expect(told(recoveryTargetRules, { bootstrap: { recovery: { recoveryTarget } } })).toEqual([
      'target-exclusive at spec.bootstrap.recovery.recoveryTarget',
      'target-time at spec.bootstrap.recovery.recoveryTarget.targetTime, told as spec.bootstrap.recovery.recoveryTarget',
      'target-lsn at spec.bootstrap.recovery.recoveryTarget.targetLSN, told as spec.bootstrap.recovery.recoveryTarget',
    ]);
  });
});

describe('credentials', () => {
  const storing = (barmanObjectStore: NonNullable<Backup['barmanObjectStore']>) =>
    told(objectStoreRules, { backup: { barmanObjectStore } });

  test('of several providers are looked at for the last one only', () => {
    expect(storing({ azureCredentials: {}, s3Credentials: {} })).toEqual([
      'object-store-many-credentials at spec.backup.barmanObjectStore',
      's3-no-method at spec.backup.barmanObjectStore.s3Credentials, told as spec.backup.barmanObjectStore.awsCredentials',
    ]);
    expect(storing({ azureCredentials: {}, s3Credentials: {}, googleCredentials: { gkeEnvironment: true } })).toEqual([
      'object-store-many-credentials at spec.backup.barmanObjectStore',
    ]);
  });

  test('of Azure can break two rules at once', () => {
    expect(storing({ azureCredentials: { storageKey: KEY, storageSasToken: KEY } })).toEqual([
      'azure-one-method at spec.backup.barmanObjectStore.azureCredentials',
      'azure-account at spec.backup.barmanObjectStore.azureCredentials',
    ]);
    expect(storing({ azureCredentials: { connectionString: KEY, storageKey: KEY } })).toEqual([
      'azure-connection-string-alone at spec.backup.barmanObjectStore.azureCredentials',
      'azure-account at spec.backup.barmanObjectStore.azureCredentials',
    ]);
  });

  test('of S3 are half a pair and one way too many at once', () => {
    expect(storing({ s3Credentials: { accessKeyId: KEY, inheritFromIAMRole: true } })).toEqual([
      's3-key-pair at spec.backup.barmanObjectStore.s3Credentials, told as spec.backup.barmanObjectStore.awsCredentials',
      's3-many-methods at spec.backup.barmanObjectStore.s3Credentials, told as spec.backup.barmanObjectStore.awsCredentials',
    ]);
  });
});

describe('the name of a tablespace', () => {
  const naming = (...names: readonly string[]) =>
    told(tablespaceRules, { tablespaces: names.map((name) => ({ name, storage: { size: '1Gi' } })) });

  test('that is repeated is not looked at further', () => {
    expect(naming('pg_x', 'PG_X', 'a', 'A')).toEqual([
      'tablespace-duplicate at spec.tablespaces[1].name, told as spec.tablespaces[1]',
      'tablespace-duplicate at spec.tablespaces[3].name, told as spec.tablespaces[3]',
      'tablespace-reserved at spec.tablespaces[0].name, told as spec.tablespaces[0]',
    ]);
  });

  test('has one fault told of several', () => {
    expect(naming(`pg_-${'a'.repeat(60)}`)).toEqual([
      'tablespace-reserved at spec.tablespaces[0].name, told as spec.tablespaces[0]',
    ]);
  });

  test('can clash with the volume of one that is itself refused', () => {
    expect(naming('a-b', 'a_b', '_c', '1c')).toEqual([
      'tablespace-identifier at spec.tablespaces[0].name, told as spec.tablespaces[0]',
      'tablespace-identifier at spec.tablespaces[3].name, told as spec.tablespaces[3]',
      'tablespace-volume-clash at spec.tablespaces[1].name, told as spec.tablespaces[1]',
      'tablespace-volume-clash at spec.tablespaces[3].name, told as spec.tablespaces[3]',
    ]);
  });

  test('is put into lower case one letter at a time', () => {
    expect(naming('İ', 'i')).toEqual([
      'tablespace-duplicate at spec.tablespaces[1].name, told as spec.tablespaces[1]',
      'tablespace-identifier at spec.tablespaces[0].name, told as spec.tablespaces[0]',
    ]);
    expect(naming('ΑΣ', 'ασ').filter((fault) => fault.startsWith('tablespace-duplicate'))).toHaveLength(1);
  });
});

test('a toleration breaks as many rules as it breaks, and its value is told at its operator', () => {
  const toleration: Toleration = { operator: 'Gt', effect: 'Foo', tolerationSeconds: 1 };
  const tolerations = [toleration, { key: 'a b', value: '-' }];
  expect(told(schedulingRules, { affinity: { tolerations } })).toEqual([
    'toleration-key at spec.affinity.tolerations[1].key, told as spec.affinity.toleration[1].key',
    'toleration-empty-key at spec.affinity.tolerations[0].operator, told as spec.affinity.toleration[0].operator',
    'toleration-seconds at spec.affinity.tolerations[0].effect, told as spec.affinity.toleration[0].effect',
    'toleration-value at spec.affinity.tolerations[1].value, told as spec.affinity.toleration[1].operator',
    'toleration-operator at spec.affinity.tolerations[0].operator, told as spec.affinity.toleration[0].operator',
    'toleration-effect at spec.affinity.tolerations[0].effect, told as spec.affinity.toleration[0].effect',
  ]);
});

test('an external cluster is judged once for each of its faults', () => {
  const externalClusters: readonly ExternalCluster[] = [
    { name: '..', sslCert: { name: 'a/b', key: '.' }, sslRootCert: { name: 's', key: 'a\\b' } },
    X,
    X,
    X,
  ];
  expect(told(externalClusterRules, { externalClusters })).toEqual([
    'external-cluster-access at spec.externalClusters[0]',
    'external-cluster-name-path at spec.externalClusters[0].name',
    'external-cluster-secret-path at spec.externalClusters[0].sslCert.name',
    'external-cluster-secret-path at spec.externalClusters[0].sslCert.key',
    'external-cluster-secret-path at spec.externalClusters[0].sslRootCert.key',
    'external-cluster-duplicate at spec.externalClusters[2].name, told as spec.externalClusters',
    'external-cluster-duplicate at spec.externalClusters[3].name, told as spec.externalClusters',
  ]);
});

test('a source that is not known is not usable either', () => {
  expect(told(recoverySourceRules, { bootstrap: { recovery: { source: 'q' } } })).toEqual([
    'recovery-source-unknown at spec.bootstrap.recovery.source',
    'recovery-source-unusable at spec.bootstrap.recovery.source',
  ]);
});

test('each reference to SQL that lacks something is found, and told without its place in the list', () => {
  const secretRefs = [KEY, { name: '', key: 'k' }, { name: 's', key: '' }];
  expect(told(bootstrapRules, { bootstrap: { initdb: { postInitApplicationSQLRefs: { secretRefs } } } })).toEqual(
    [1, 2].map(
      (index) =>
        `initdb-sql-secret-ref at spec.bootstrap.initdb.postInitApplicationSQLRefs.secretRefs[${index}], ` +
        'told as spec.bootstrap.initdb.postInitApplicationSQLRefs.secretRefs',
    ),
  );
});

test('volumes of tablespaces are told without their storage', () => {
  const tablespaces = [
    { name: 'a', storage: { size: '1GB' } },
    { name: 'b', storage: {} },
  ];
  expect(told(storageRules, { tablespaces, walStorage: { size: 'Pi' }, storage: { size: '' } })).toEqual([
    'storage-size-missing at spec.storage.size',
    'wal-storage-size-syntax at spec.walStorage.size',
    'tablespace-size-syntax at spec.tablespaces[0].storage.size, told as spec.tablespaces[0].size',
    'tablespace-size-missing at spec.tablespaces[1].storage.size, told as spec.tablespaces[1].size',
  ]);
});

test('a long bad name breaks both rules about names', () => {
  expect(told(identityRules, {}, { name: `${'a'.repeat(50)}.` })).toEqual([
    'name-dns-label at metadata.name',
    'name-length at metadata.name',
  ]);
});

test('a replica that exists may have been made by initdb', () => {
  const spec = { replica: { enabled: true, source: 'x' }, externalClusters: [X], bootstrap: { initdb: {} } };
  expect(told(replicaRules, spec, { name: 'c1', resourceVersion: '7' })).toEqual([]);
  expect(told(replicaRules, spec)).toEqual(['replica-bootstrap-method at spec.replica, told as spec.replicaCluster']);
});

/** What is found, in the order of the rules: the rule, the place, and the place that the operator prints if it is another. */
function told(
  rules: readonly StateRule<ClusterResource>[],
  spec: Partial<ClusterSpec>,
  metadata: ClusterResource['metadata'] = { name: 'c1' },
): readonly string[] {
  const cluster: ClusterResource = { metadata, spec: { ...PLAIN, ...spec } };
  return rules.flatMap(({ id, breaches }) =>
    breaches(cluster).map(
      ({ path, reported }) =>
        `${id} at ${formatObjectPath(path)}${reported === undefined ? '' : `, told as ${reported}`}`,
    ),
  );
}

const PLAIN: ClusterSpec = {
  instances: 3,
  minSyncReplicas: 0,
  maxSyncReplicas: 0,
  storage: { size: '1Gi' },
  postgresql: {},
  replicationSlots: {},
  postgresUID: 26,
  postgresGID: 26,
};
