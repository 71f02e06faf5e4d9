import { OBJECT_STORE, type HealthCase } from './health-case.ts';
import type { ApiObject } from './lua-health.ts';

type Case = Omit<HealthCase, 'kind'>;

const pooler = (phase: string, instances: number, phaseReason = ''): ApiObject => ({
  spec: { instances: 2 },
  status: { phase, instances, phaseReason },
});

const poolers: readonly Case[] = [
  { name: 'without status', object: {}, status: 'Progressing' },
  { name: 'active with all pods', object: pooler('active', 2), status: 'Healthy', says: '2 of 2' },
  { name: 'active with a pod short', object: pooler('active', 1), status: 'Progressing', says: '1 of 2' },
  { name: 'active without a count of pods', object: { status: { phase: 'active' } }, status: 'Progressing' },
  { name: 'paused', object: pooler('paused', 2), status: 'Suspended' },
  {
    name: 'waiting for a Secret',
    object: pooler('inactive', 0, 'no Secret'),
    status: 'Progressing',
    says: 'no Secret',
  },
  { name: 'configured wrongly', object: pooler('failed', 0, 'no image'), status: 'Degraded', says: 'no image' },
  {
    name: 'refused',
    object: { status: { phase: 'active', error: 'bad field' } },
    status: 'Degraded',
    says: 'bad field',
  },
  { name: 'in a phase that is not known', object: pooler('dancing', 2), status: 'Unknown', says: 'dancing' },
];

const backups: readonly Case[] = [
  { name: 'not started', object: { status: {} }, status: 'Progressing' },
  ...['pending', 'started', 'running', 'finalizing'].map((phase) => ({
    name: phase,
    object: { status: { phase } },
    status: 'Progressing' as const,
    says: phase,
  })),
  { name: 'completed', object: { status: { phase: 'completed' } }, status: 'Healthy' },
  ...['failed', 'walArchivingFailing', 'invalid backup definition'].map((phase) => ({
    name: phase,
    object: { status: { phase, error: 'exit 2' } },
    status: 'Degraded' as const,
    says: 'exit 2',
  })),
  { name: 'in a phase that is not known', object: { status: { phase: 'shred' } }, status: 'Unknown', says: 'shred' },
];

const early = '2026-01-01T02:00:00Z';
const late = '2026-01-02T02:00:00Z';

const scheduledBackups: readonly Case[] = [
  { name: 'not read yet', object: { spec: { schedule: '0 0 2 * * *' } }, status: 'Progressing' },
  { name: 'read', object: { status: { lastCheckTime: early } }, status: 'Healthy', says: 'no backup was due' },
  {
    name: 'read and used',
    object: { status: { lastCheckTime: late, lastScheduleTime: early } },
    status: 'Healthy',
    says: early,
  },
  { name: 'suspended', object: { spec: { suspend: true }, status: { lastCheckTime: early } }, status: 'Suspended' },
  { name: 'not suspended', object: { spec: { suspend: false }, status: { lastCheckTime: early } }, status: 'Healthy' },
  {
    name: 'refused',
    object: { status: { lastCheckTime: early, error: 'bad cron' } },
    status: 'Degraded',
    says: 'bad cron',
  },
];

const ofGeneration = (generation: number, status: ApiObject): ApiObject => ({ metadata: { generation }, status });

const appliedByInstance: readonly Case[] = [
  { name: 'without a report', object: ofGeneration(1, {}), status: 'Progressing' },
  { name: 'applied', object: ofGeneration(2, { applied: true, observedGeneration: 2 }), status: 'Healthy' },
  {
    name: 'of which an older definition is applied',
    object: ofGeneration(3, { applied: true, observedGeneration: 2 }),
    status: 'Progressing',
  },
  { name: 'applied, of no generation', object: { status: { applied: true } }, status: 'Progressing' },
  {
    name: 'that failed',
    object: ofGeneration(2, { applied: false, message: 'no such role' }),
    status: 'Degraded',
    says: 'no such role',
  },
  {
    name: 'that failed without a word',
    object: ofGeneration(2, { applied: false, observedGeneration: 2 }),
    status: 'Degraded',
  },
  {
    name: 'in a replica cluster',
    object: ofGeneration(1, { message: 'waiting for the cluster to become primary' }),
    status: 'Progressing',
    says: 'become primary',
  },
];

const catalogs: readonly Case[] = [
  {
    name: 'with an image',
    object: { spec: { images: [{ major: 17, image: 'x' }] } },
    status: 'Healthy',
    says: '1 image',
  },
  { name: 'that is empty', object: { spec: { images: [] } }, status: 'Degraded' },
];

const quorum = (standbyNumber: number, standbyNames: readonly string[]): ApiObject => ({
  status: { method: 'FIRST', standbyNumber, standbyNames, primary: 'orders-1' },
});

const quorums: readonly Case[] = [
  { name: 'that is blank, as during a change of primary', object: { status: {} }, status: 'Progressing' },
  { name: 'that is recorded', object: quorum(1, ['a', 'b']), status: 'Healthy', says: '1 of 2' },
  { name: 'that asks for more standbys than there are', object: quorum(2, ['a']), status: 'Degraded' },
  { name: 'that asks for none', object: quorum(0, ['a']), status: 'Progressing' },
];

const store = (serverRecoveryWindow: ApiObject): ApiObject => ({ status: { serverRecoveryWindow } });

const stores: readonly Case[] = [
  { name: 'never used, as settings that prove nothing', object: {}, status: 'Healthy', says: 'no backup has ended' },
  { name: 'with a good backup', object: store({ a: { lastSuccessfulBackupTime: early } }), status: 'Healthy' },
  {
    name: 'whose newest backup failed',
    object: store({ a: { lastSuccessfulBackupTime: early, lastFailedBackupTime: late } }),
    status: 'Degraded',
    says: 'a',
  },
  {
    name: 'that only saw failures',
    object: store({ a: { lastFailedBackupTime: late } }),
    status: 'Degraded',
    says: 'a',
  },
  {
    name: 'that recovered from a failure',
    object: store({ a: { lastSuccessfulBackupTime: late, lastFailedBackupTime: early } }),
    status: 'Healthy',
  },
  {
    name: 'with a replaced server that failed last, beside one that works',
    object: store({ old: { lastFailedBackupTime: early }, new: { lastSuccessfulBackupTime: late } }),
    status: 'Healthy',
    says: 'old',
  },
];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  Pooler: poolers,
  Backup: backups,
  ScheduledBackup: scheduledBackups,
  Database: appliedByInstance,
  DatabaseRole: appliedByInstance,
  Publication: appliedByInstance,
  Subscription: appliedByInstance,
  ImageCatalog: catalogs,
  ClusterImageCatalog: catalogs,
  FailoverQuorum: quorums,
  [OBJECT_STORE]: stores,
};

/** What every kind but Cluster should be judged. */
export const KIND_CASES: readonly HealthCase[] = Object.entries(CASES).flatMap(([kind, cases]) =>
  cases.map((each) => ({ ...each, kind })),
);
