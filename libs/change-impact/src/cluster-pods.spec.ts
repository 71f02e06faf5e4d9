import { test } from 'vitest';
import {
  ALL_PODS,
  annotation,
  parameter,
  spec,
  SUPERVISED,
  SWITCHED,
  SWITCHOVER,
  UNTOUCHED,
  expectImpact,
  type ImpactCase,
} from './impact-case.ts';

const CASES: readonly ImpactCase[] = [
  // Image
  {
    name: 'a minor version in the catalog',
    edits: [
      { of: 'ImageCatalog', at: 'spec.images.1.image', to: 'registry.example.com/postgresql:17.2-standard-trixie' },
    ],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  {
    name: 'another entry of the catalog',
    edits: [
      { of: 'ImageCatalog', at: 'spec.images.2.image', to: 'registry.example.com/postgresql:18.2-standard-trixie' },
    ],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'a major version up',
    edits: [spec('imageCatalogRef.major', 18)],
    disruption: 'downtime',
    prediction: { standbys: 'restarted', primary: 'pod-replaced', podsReplaced: 'all', writePause: 'minutes' },
    says: 'pg_upgrade',
  },
  {
    name: 'a major version down',
    edits: [spec('imageCatalogRef.major', 16)],
    disruption: 'none',
    prediction: UNTOUCHED,
    says: 'never goes back',
  },
  {
    name: 'the same image by its name',
    edits: [
      spec('imageCatalogRef', undefined),
      spec('imageName', 'registry.example.com/postgresql:17.1-standard-trixie'),
    ],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'a catalog that is not in the files',
    edits: [spec('imageCatalogRef.name', 'elsewhere')],
    disruption: 'primary-restart',
    uncertain: true,
  },
  // Pods
  {
    name: 'memory',
    edits: [spec('resources.limits.memory', '8Gi')],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  {
    name: 'the same memory in another unit',
    edits: [spec('resources.limits.memory', '4096Mi')],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'memory where the primary hands over',
    given: [SWITCHOVER],
    edits: [spec('resources.limits.memory', '8Gi')],
    disruption: 'switchover',
    prediction: SWITCHED,
  },
  {
    name: 'memory, supervised',
    given: [SUPERVISED],
    edits: [spec('resources.limits.memory', '8Gi')],
    disruption: 'rolling-restart',
    prediction: { primary: 'waits-for-user', podsReplaced: 'standbys' },
  },
  {
    name: 'memory and a lowered parameter',
    edits: [spec('resources.limits.memory', '8Gi'), parameter('max_connections', '150')],
    disruption: 'primary-restart',
    prediction: { ...ALL_PODS, primaryFirst: true },
  },
  {
    name: 'memory while pods are left alone',
    given: [annotation('cnpg.io/reconcilePodSpec', 'disabled')],
    edits: [spec('resources.limits.memory', '8Gi')],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'tolerations',
    edits: [spec('affinity.tolerations', [{ key: 'db', operator: 'Exists' }])],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  { name: 'logLevel', edits: [spec('logLevel', 'debug')], disruption: 'primary-restart', prediction: ALL_PODS },
  { name: 'logLevel as it is by default', edits: [spec('logLevel', 'info')], disruption: 'none' },
  { name: 'stopDelay', edits: [spec('stopDelay', 600)], disruption: 'primary-restart', prediction: ALL_PODS },
  { name: 'startDelay within the same threshold', edits: [spec('startDelay', 3595)], disruption: 'none' },
  { name: 'startDelay', edits: [spec('startDelay', 7200)], disruption: 'primary-restart' },
  {
    name: 'smartShutdownTimeout',
    edits: [spec('smartShutdownTimeout', 30)],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'switchoverDelay and failoverDelay',
    edits: [spec('switchoverDelay', 60), spec('failoverDelay', 10)],
    disruption: 'none',
  },
  {
    name: 'a label that pods inherit',
    edits: [spec('inheritedMetadata.labels.team', 'a')],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  { name: 'the priority class', edits: [spec('priorityClassName', 'high')], disruption: 'none' },
  {
    name: 'a primary that waits long for its sessions',
    given: [spec('smartShutdownTimeout', 180)],
    edits: [spec('resources.limits.memory', '8Gi')],
    disruption: 'primary-restart',
    prediction: { ...ALL_PODS, writePause: 'minutes' },
  },
  {
    name: 'an unknown field',
    edits: [spec('newInVersion131', true)],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
    uncertain: true,
  },
  // Volumes
  { name: 'a volume that grows', edits: [spec('storage.size', '150Gi')], disruption: 'none', prediction: UNTOUCHED },
  { name: 'a volume that shrinks', edits: [spec('storage.size', '50Gi')], disruption: 'none', says: 'does not shrink' },
  {
    name: 'a WAL volume',
    edits: [spec('walStorage', { size: '20Gi' })],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  {
    name: 'a WAL volume that goes',
    given: [spec('walStorage', { size: '20Gi' })],
    edits: [spec('walStorage', undefined)],
    disruption: 'none',
    says: 'does not let',
  },
  {
    name: 'a storage class',
    edits: [spec('storage.storageClass', 'slow')],
    disruption: 'none',
    says: 'stay as they are',
  },
  {
    name: 'a tablespace',
    edits: [spec('tablespaces', [{ name: 'a', storage: { size: '1Gi' } }])],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
];

test.each(CASES)('$name', expectImpact);
