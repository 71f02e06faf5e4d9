import type { HealthCase } from './health-case.ts';
import type { ApiObject, ApiValue } from './lua-health.ts';

export const HEALTHY = 'Cluster in healthy state';

/** Every other phase of CloudNativePG 1.30. @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/api/v1/cluster_types.go */
export const PHASES: Readonly<Record<string, HealthCase['status']>> = {
  'Setting up primary': 'Progressing',
  'Creating a new replica': 'Progressing',
  'Switchover in progress': 'Progressing',
  'Failing over': 'Progressing',
  'Upgrading cluster': 'Progressing',
  'Upgrading Postgres major version': 'Progressing',
  'Cluster upgrade delayed': 'Progressing',
  'Waiting for the instances to become active': 'Progressing',
  'Primary instance is being restarted in-place': 'Progressing',
  'Primary instance is being restarted without a switchover': 'Progressing',
  'Online upgrade in progress': 'Progressing',
  'Applying configuration': 'Progressing',
  'Promoting to primary cluster': 'Progressing',
  'Waiting for user action': 'Suspended',
  'Unable to create required cluster objects': 'Degraded',
  'Invalid cluster definition': 'Degraded',
  'Not enough disk space': 'Degraded',
  'Cluster has incomplete or invalid image catalog': 'Degraded',
  'Cluster is unrecoverable and needs manual intervention': 'Degraded',
  'Cluster cannot execute instance online upgrade due to missing architecture binary': 'Degraded',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': 'Degraded',
  'Cluster cannot proceed to reconciliation due to an error while interacting with plugins': 'Degraded',
};

interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

interface ClusterParts {
  readonly spec?: ApiObject;
  readonly status?: ApiObject;
  readonly conditions?: readonly Condition[];
  readonly annotations?: ApiObject;
}

const archiver = [{ name: 'barman-cloud.cloudnative-pg.io', enabled: true, isWALArchiver: true }];
const archived: Condition = { type: 'ContinuousArchiving', status: 'True', reason: 'ContinuousArchivingSuccess' };

/** A cluster of three with an archiver, in its healthy phase, with all instances ready and WAL archived, unless said otherwise. */
export function cluster(parts: ClusterParts = {}): ApiObject {
  const { spec = {}, status = {}, conditions = [archived], annotations = {} } = parts;
  return {
    metadata: { name: 'orders', annotations },
    spec: { instances: 3, plugins: archiver, ...spec },
    status: {
      phase: HEALTHY,
      readyInstances: 3,
      conditions: conditions.map((condition): ApiValue => ({ ...condition })),
      ...status,
    },
  };
}

function hibernation(status: 'True' | 'False', reason: string): readonly Condition[] {
  return [archived, { type: 'cnpg.io/hibernation', status, reason, message: reason }];
}

const phases = Object.entries(PHASES).map(([phase, status]) => ({
  name: `in the phase "${phase}"`,
  object: cluster({ status: { phase, phaseReason: 'because of a test' } }),
  status,
  says: `${phase}: because of a test`,
}));

const unreported = [
  { name: 'with nothing at all', object: {} },
  { name: 'without status', object: { metadata: { name: 'orders' }, spec: { instances: 3 } } },
  { name: 'with an empty status', object: { status: {} } },
  { name: 'with null in its status', object: { status: { phase: null, conditions: null } } },
  { name: 'with no conditions', object: { status: { conditions: [] } } },
  { name: 'with an empty phase', object: { status: { phase: '', conditions: [{ type: 'Ready', status: 'False' }] } } },
  { name: 'with a healthy phase but no count of instances', object: { status: { phase: HEALTHY } } },
].map((each) => ({ ...each, status: 'Progressing' as const }));

const inHealthyPhase: readonly Omit<HealthCase, 'kind'>[] = [
  { name: 'with all instances ready and WAL archived', object: cluster(), status: 'Healthy', says: '3 of 3' },
  {
    name: 'with WAL archiving that fails',
    object: cluster({
      conditions: [
        { type: 'ContinuousArchiving', status: 'False', reason: 'ContinuousArchivingFailing', message: 'exit 4' },
      ],
    }),
    status: 'Degraded',
    says: 'exit 4',
  },
  {
    name: 'with WAL archiving that fails and an instance short',
    object: cluster({
      conditions: [{ type: 'ContinuousArchiving', status: 'False' }],
      status: { readyInstances: 2 },
    }),
    status: 'Degraded',
    says: 'WAL archiving fails',
  },
  {
    name: 'with an archiver that has archived nothing yet',
    object: cluster({ conditions: [] }),
    status: 'Progressing',
    says: 'No WAL segment',
  },
  {
    name: 'with an in-tree archiver that has archived nothing yet',
    object: cluster({
      conditions: [],
      spec: { plugins: [], backup: { barmanObjectStore: { destinationPath: 's3://b/' } } },
    }),
    status: 'Progressing',
    says: 'No WAL segment',
  },
  { name: 'without an archiver', object: cluster({ conditions: [], spec: { plugins: [] } }), status: 'Healthy' },
  {
    name: 'with an archiver that is switched off',
    object: cluster({ conditions: [], spec: { plugins: [{ name: 'p', enabled: false, isWALArchiver: true }] } }),
    status: 'Healthy',
  },
  {
    name: 'with a failed backup',
    object: cluster({
      conditions: [
        archived,
        { type: 'LastBackupSucceeded', status: 'False', reason: 'LastBackupFailed', message: 'no space' },
      ],
    }),
    status: 'Degraded',
    says: 'no space',
  },
  {
    name: 'with a backup that is running',
    object: cluster({
      conditions: [archived, { type: 'LastBackupSucceeded', status: 'False', reason: 'BackupStarted' }],
    }),
    status: 'Healthy',
  },
  {
    name: 'with instances of different databases',
    object: cluster({
      conditions: [archived, { type: 'ConsistentSystemID', status: 'False', reason: 'Mismatch', message: '1, 2' }],
    }),
    status: 'Degraded',
    says: '1, 2',
  },
  {
    name: 'with no instance that reports',
    object: cluster({ conditions: [archived, { type: 'ConsistentSystemID', status: 'False', reason: 'NotFound' }] }),
    status: 'Progressing',
    says: 'identified',
  },
  {
    name: 'an instance short',
    object: cluster({ status: { readyInstances: 2 } }),
    status: 'Progressing',
    says: '2 of 3',
  },
];

const stoppedByPeople: readonly Omit<HealthCase, 'kind'>[] = [
  { name: 'that hibernates', object: cluster({ conditions: hibernation('True', 'Hibernated') }), status: 'Suspended' },
  {
    name: 'on its way into hibernation',
    object: cluster({ conditions: hibernation('False', 'DeletingPods') }),
    status: 'Progressing',
  },
  {
    name: 'that is to hibernate but must be healthy first',
    object: cluster({
      conditions: hibernation('False', 'WaitingForHealthy'),
      status: { phase: 'Not enough disk space' },
    }),
    status: 'Degraded',
    says: 'disk space',
  },
  {
    name: 'that the operator must not touch, whatever its old status says',
    object: cluster({ annotations: { 'cnpg.io/reconciliationLoop': 'disabled' } }),
    status: 'Suspended',
  },
];

export const CLUSTER_CASES: readonly HealthCase[] = [
  ...phases,
  {
    name: 'in a phase that is not known',
    object: cluster({ status: { phase: 'Doing something new' } }),
    status: 'Unknown' as const,
    says: 'Doing something new',
  },
  ...unreported,
  ...inHealthyPhase,
  ...stoppedByPeople,
].map((each) => ({ ...each, kind: 'Cluster' }));
