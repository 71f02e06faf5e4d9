import { describe, expect, test } from 'vitest';
import { changeImpact } from '../change-impact.ts';
import { edited, EXAMPLE, type Edit } from '../example-objects.ts';
import { annotation, parameter, spec, SUPERVISED, SWITCHOVER } from '../impact-case.ts';
import { HAZARDS } from './hazards.ts';

interface HazardCase {
  readonly id: string;
  readonly when: string;
  readonly given?: readonly Edit[];
  readonly triggers: readonly Edit[];
  /** The nearest change that it has nothing against. */
  readonly passes: readonly Edit[];
  /** What the cluster is like before that one, where it is another. */
  readonly passesGiven?: readonly Edit[];
  /** `kind path` of the first place. */
  readonly at: string;
}

const TWO = spec('instances', 2);
const CATALOG_IMAGE: Edit = {
  of: 'ImageCatalog',
  at: 'spec.images.1.image',
  to: 'registry.example.com/postgresql:17.2-standard-trixie',
};
const MEMORY = spec('resources.limits.memory', '8Gi');
const RETAINED = { of: 'Database', at: 'spec.databaseReclaimPolicy' } as const;
const REPLICA = spec('replica', { enabled: true, source: 'old' });
const other = (name: string): Edit => ({
  of: `Cluster/${name}`,
  at: '',
  to: {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name, namespace: 'shop' },
    spec: { instances: 3 },
  },
});

const CASES: readonly HazardCase[] = [
  {
    id: 'refused',
    when: 'a volume shrinks',
    triggers: [spec('storage.size', '99Gi')],
    passes: [spec('storage.size', '100Gi')],
    at: 'Cluster spec.storage.size',
  },
  {
    id: 'storage-with-rollout',
    when: 'a volume grows with the memory',
    triggers: [spec('storage.size', '120Gi'), MEMORY],
    passes: [spec('storage.size', '120Gi'), parameter('work_mem', '8MB')],
    at: 'Cluster spec.storage.size',
  },
  {
    id: 'several-disruptions',
    when: 'memory and instances change',
    triggers: [MEMORY, spec('instances', 4)],
    passes: [MEMORY, parameter('shared_buffers', '1GB')],
    at: 'Cluster spec.instances',
  },
  {
    id: 'image-and-parameters',
    when: 'both change and the primary hands over',
    given: [SWITCHOVER],
    triggers: [CATALOG_IMAGE, parameter('work_mem', '8MB')],
    passes: [CATALOG_IMAGE],
    at: 'ImageCatalog spec.images.1.image',
  },
  {
    id: 'endless-rollout',
    when: 'tolerations become an empty list',
    triggers: [spec('affinity.tolerations', [])],
    passes: [spec('affinity.tolerations', [{ key: 'a', operator: 'Exists' }])],
    at: 'Cluster spec.affinity.tolerations',
  },
  {
    id: 'primary-waits',
    when: 'pods change, supervised',
    given: [SUPERVISED],
    triggers: [MEMORY],
    passes: [parameter('work_mem', '8MB')],
    at: 'Cluster spec.resources.limits.memory',
  },
  {
    id: 'waiting-update-goes-on',
    when: 'supervision ends',
    given: [SUPERVISED],
    triggers: [spec('primaryUpdateStrategy', 'unsupervised')],
    passesGiven: [spec('primaryUpdateStrategy', 'unsupervised')],
    passes: [SUPERVISED],
    at: 'Cluster spec.primaryUpdateStrategy',
  },
  {
    id: 'single-instance-rollout',
    when: 'the only instance gets a new pod',
    given: [spec('instances', 1), spec('postgresql.synchronous', undefined)],
    triggers: [MEMORY],
    passes: [parameter('work_mem', '8MB')],
    at: 'Cluster spec.resources.limits.memory',
  },
  {
    id: 'long-smart-shutdown',
    when: 'a primary restarts that waits for its sessions',
    given: [spec('smartShutdownTimeout', 60)],
    triggers: [MEMORY],
    passesGiven: [spec('smartShutdownTimeout', 59)],
    passes: [MEMORY],
    at: 'Cluster spec.smartShutdownTimeout',
  },
  {
    id: 'switchover-twice',
    when: 'a parameter of the start changes and the primary hands over',
    given: [SWITCHOVER],
    triggers: [parameter('shared_buffers', '1GB')],
    passes: [MEMORY],
    at: 'Cluster spec.postgresql.parameters.shared_buffers',
  },
  {
    id: 'synchronous-too-few',
    when: 'no standby is left',
    triggers: [spec('instances', 1)],
    passes: [TWO],
    at: 'Cluster spec.instances',
  },
  {
    id: 'synchronous-no-spare',
    when: 'one standby is left',
    triggers: [TWO],
    passes: [spec('instances', 4)],
    at: 'Cluster spec.instances',
  },
  {
    id: 'rollout-stops-writes',
    when: 'standbys restart that are all needed',
    given: [TWO],
    triggers: [MEMORY],
    passesGiven: [],
    passes: [MEMORY],
    at: 'Cluster spec.resources.limits.memory',
  },
  {
    id: 'durability-lowered',
    when: 'required becomes preferred',
    triggers: [spec('postgresql.synchronous.dataDurability', 'preferred')],
    passes: [spec('postgresql.synchronous.method', 'first')],
    at: 'Cluster spec.postgresql.synchronous.dataDurability',
  },
  {
    id: 'failover-quorum-off',
    when: 'it is turned off',
    triggers: [spec('postgresql.synchronous.failoverQuorum', false)],
    passes: [spec('postgresql.synchronous.number', 2)],
    at: 'Cluster spec.postgresql.synchronous.failoverQuorum',
  },
  {
    id: 'several-instances-removed',
    when: 'five become three',
    given: [spec('instances', 5)],
    triggers: [spec('instances', 3)],
    passes: [spec('instances', 4)],
    at: 'Cluster spec.instances',
  },
  {
    id: 'standby-lost',
    when: 'two become one',
    given: [TWO, spec('postgresql.synchronous', undefined)],
    triggers: [spec('instances', 1)],
    passesGiven: [spec('postgresql.synchronous', undefined)],
    passes: [TWO],
    at: 'Cluster spec.instances',
  },
  {
    id: 'storage-growth',
    when: 'a volume more than doubles',
    triggers: [spec('storage.size', '201Gi')],
    passes: [spec('storage.size', '200Gi')],
    at: 'Cluster spec.storage.size',
  },
  {
    id: 'volume-class-kept',
    when: 'the storage class changes',
    triggers: [spec('storage.storageClass', 'slow')],
    passes: [spec('storage.pvcTemplate.volumeMode', 'Filesystem')],
    at: 'Cluster spec.storage.storageClass',
  },
  {
    id: 'major-upgrade',
    when: '17 becomes 18',
    triggers: [spec('imageCatalogRef.major', 18)],
    passes: [CATALOG_IMAGE],
    at: 'Cluster spec.imageCatalogRef.major',
  },
  {
    id: 'operating-system-changed',
    when: 'bookworm becomes trixie',
    given: [{ ...CATALOG_IMAGE, to: 'registry.example.com/postgresql:17.1-standard-bookworm' }],
    triggers: [CATALOG_IMAGE],
    passesGiven: [],
    passes: [CATALOG_IMAGE],
    at: 'ImageCatalog spec.images.1.image',
  },
  {
    id: 'archive-moves',
    when: 'the folder changes',
    triggers: [spec('plugins.0.parameters.serverName', 'orders-2')],
    passes: [{ of: 'ObjectStore', at: 'spec.configuration.wal.compression', to: 'zstd' }],
    at: 'Cluster spec.plugins.0.parameters.serverName',
  },
  {
    id: 'archiving-ends',
    when: 'the archiver goes',
    triggers: [spec('plugins', undefined)],
    passes: [spec('plugins.1', { name: 'other' })],
    at: 'Cluster spec.plugins',
  },
  {
    id: 'retention-shortened',
    when: '30 days become 4 weeks',
    triggers: [{ of: 'ObjectStore', at: 'spec.retentionPolicy', to: '4w' }],
    passes: [{ of: 'ObjectStore', at: 'spec.retentionPolicy', to: '1m' }],
    at: 'ObjectStore spec.retentionPolicy',
  },
  {
    id: 'backups-end',
    when: 'the schedule is suspended',
    triggers: [{ of: 'ScheduledBackup', at: 'spec.suspend', to: true }],
    passes: [{ of: 'ScheduledBackup', at: 'spec.schedule', to: '0 0 3 * * *' }],
    at: 'ScheduledBackup spec.suspend',
  },
  {
    id: 'object-still-needed',
    when: 'the catalog of the cluster goes',
    triggers: [{ of: 'ImageCatalog', at: '', to: undefined }],
    passes: [{ of: 'NetworkPolicy', at: '', to: undefined }],
    at: 'ImageCatalog ',
  },
  {
    id: 'bootstrap-ignored',
    when: 'the owner of the first database changes',
    triggers: [spec('bootstrap.initdb.owner', 'b')],
    passes: [spec('description', 'b')],
    at: 'Cluster spec.bootstrap.initdb.owner',
  },
  {
    id: 'replica-promoted',
    when: 'there is no promotion token',
    given: [REPLICA],
    triggers: [spec('replica.enabled', false)],
    passes: [spec('replica', { enabled: false, source: 'old', promotionToken: 't' })],
    at: 'Cluster spec.replica.enabled',
  },
  {
    id: 'parameter-unreadable',
    when: 'a value is no size',
    triggers: [parameter('work_mem', '5 bananas')],
    passes: [parameter('work_mem', '5 MB')],
    at: 'Cluster spec.postgresql.parameters.work_mem',
  },
  {
    id: 'connections-below-pools',
    when: 'max_connections falls below two pools of 15',
    triggers: [parameter('max_connections', '32')],
    passes: [parameter('max_connections', '33')],
    at: 'Cluster spec.postgresql.parameters.max_connections',
  },
  {
    id: 'memory-below-buffers',
    when: 'shared_buffers fills the memory',
    triggers: [parameter('shared_buffers', '4GB')],
    passes: [parameter('shared_buffers', '4095MB')],
    at: 'Cluster spec.postgresql.parameters.shared_buffers',
  },
  {
    id: 'slot-keep-lowered',
    when: 'less WAL is kept for slots',
    triggers: [parameter('max_slot_wal_keep_size', '10GB')],
    passes: [parameter('max_slot_wal_keep_size', '-1')],
    at: 'Cluster spec.postgresql.parameters.max_slot_wal_keep_size',
  },
  {
    id: 'slots-lowered',
    when: 'fewer slots are allowed than the operator has by default',
    triggers: [parameter('max_replication_slots', '31')],
    passes: [parameter('max_replication_slots', '33')],
    at: 'Cluster spec.postgresql.parameters.max_replication_slots',
  },
  {
    id: 'wal-level-lowered',
    when: 'logical becomes replica',
    triggers: [parameter('wal_level', 'replica')],
    passes: [parameter('wal_level', undefined)],
    at: 'Cluster spec.postgresql.parameters.wal_level',
  },
  {
    id: 'standby-parameters-both-ways',
    when: 'connections go down and workers up',
    triggers: [parameter('max_connections', '150'), parameter('max_worker_processes', '64')],
    passes: [parameter('max_connections', '150'), parameter('max_worker_processes', '16')],
    at: 'Cluster spec.postgresql.parameters.max_connections',
  },
  {
    id: 'extension-dropped',
    when: 'the last parameter of pg_stat_statements goes',
    given: [parameter('pg_stat_statements.max', '5000')],
    triggers: [parameter('pg_stat_statements.max', undefined)],
    passes: [parameter('pg_stat_statements.max', undefined), parameter('pg_stat_statements.track', 'all')],
    at: 'Cluster spec.postgresql.parameters.pg_stat_statements.max',
  },
  {
    id: 'data-deleted',
    when: 'a Database goes whose policy is delete',
    given: [
      { ...RETAINED, to: 'delete' },
      { of: 'Database', at: 'metadata.annotations', to: undefined },
    ],
    triggers: [{ of: 'Database', at: '', to: undefined }],
    passesGiven: [{ of: 'Database', at: 'metadata.annotations', to: undefined }],
    passes: [{ of: 'Database', at: '', to: undefined }],
    at: 'Database ',
  },
  {
    id: 'cluster-renamed',
    when: 'a cluster goes and another one comes',
    triggers: [{ at: '', to: undefined }, other('orders-2')],
    passes: [other('orders-2')],
    at: 'Cluster ',
  },
  {
    id: 'left-behind',
    when: 'a protected object goes',
    triggers: [{ of: 'ObjectStore', at: '', to: undefined }],
    passesGiven: [{ of: 'ObjectStore', at: 'metadata.annotations', to: undefined }],
    passes: [{ of: 'ObjectStore', at: '', to: undefined }],
    at: 'ObjectStore ',
  },
  {
    id: 'protection-removed',
    when: 'one of the two options goes',
    triggers: [annotation('argocd.argoproj.io/sync-options', 'Prune=false')],
    passes: [annotation('argocd.argoproj.io/sync-options', 'Delete=false,Prune=false')],
    at: 'Cluster metadata.annotations.argocd.argoproj.io/sync-options',
  },
  {
    id: 'operator-kept-out',
    when: 'the loop is turned off',
    triggers: [annotation('cnpg.io/reconciliationLoop', 'disabled')],
    passes: [annotation('cnpg.io/reconciliationLoop', 'enabled')],
    at: 'Cluster metadata.annotations.cnpg.io/reconciliationLoop',
  },
  {
    id: 'pool-mode-transaction',
    when: 'session becomes transaction',
    triggers: [{ of: 'Pooler', at: 'spec.pgbouncer.poolMode', to: 'transaction' }],
    passesGiven: [{ of: 'Pooler', at: 'spec.pgbouncer.poolMode', to: 'transaction' }],
    passes: [{ of: 'Pooler', at: 'spec.pgbouncer.poolMode', to: 'session' }],
    at: 'Pooler spec.pgbouncer.poolMode',
  },
  {
    id: 'certificate-name-removed',
    when: 'a name goes',
    triggers: [spec('certificates.serverAltDNSNames', ['orders-pooler-rw'])],
    passes: [spec('certificates.serverAltDNSNames', ['orders-pooler-ro', 'orders-pooler-rw', 'new'])],
    at: 'Cluster spec.certificates.serverAltDNSNames',
  },
  {
    id: 'catalog-entry-missing',
    when: 'the catalog does not have 19',
    triggers: [spec('imageCatalogRef.major', 19)],
    passes: [spec('imageCatalogRef.major', 18)],
    at: 'Cluster spec.imageCatalogRef.major',
  },
  {
    id: 'extension-fought-over',
    when: 'a Database asks for pg_stat_statements',
    triggers: [{ of: 'Database', at: 'spec.extensions', to: [{ name: 'pg_stat_statements' }] }],
    passes: [
      { of: 'Database', at: 'spec.extensions', to: [{ name: 'pg_stat_statements' }] },
      parameter('pg_stat_statements.max', '5000'),
    ],
    at: 'Database spec.extensions.0',
  },
];

function hazardIn(
  id: string,
  given: readonly Edit[],
  edits: readonly Edit[],
): ReturnType<typeof changeImpact>['hazards'][number] | undefined {
  const before = edited(EXAMPLE, given);
  return changeImpact({ before, after: edited(before, edits) }).hazards.find((hazard) => hazard.id === id);
}

describe.each(CASES)('$id', ({ id, when, given = [], triggers, passes, passesGiven = given, at }) => {
  test(`is found where ${when}`, () => {
    const [place] = hazardIn(id, given, triggers)?.paths ?? [];
    expect(place && `${place.object.kind} ${place.path.join('.')}`).toBe(at);
  });

  test('is not found in the nearest change', () => {
    expect(hazardIn(id, passesGiven, passes)).toBeUndefined();
  });
});

test('every hazard has its vectors, and every vector its hazard', () => {
  expect(CASES.map(({ id }) => id).sort()).toEqual(HAZARDS.map(({ id }) => id).sort());
});
