import { test } from 'vitest';
import {
  ALL_PODS,
  annotation,
  IN_PLACE,
  parameter,
  RELOADED,
  spec,
  SUPERVISED,
  SWITCHOVER,
  UNTOUCHED,
  expectImpact,
  type ImpactCase,
} from './impact-case.ts';

const CASES: readonly ImpactCase[] = [
  // Instances and replication
  {
    name: 'an instance more',
    edits: [spec('instances', 4)],
    disruption: 'data-copy',
    prediction: { ...RELOADED, instancesAdded: 1, instancesRemoved: 0 },
  },
  {
    name: 'an instance less',
    edits: [spec('instances', 2)],
    disruption: 'rolling-restart',
    prediction: { ...RELOADED, instancesAdded: 0, instancesRemoved: 1 },
  },
  {
    name: 'too few instances for a commit',
    edits: [spec('instances', 1)],
    disruption: 'rolling-restart',
    prediction: { writePause: 'until-someone-acts', instancesRemoved: 2 },
  },
  {
    name: 'the number of synchronous standbys',
    edits: [spec('postgresql.synchronous.number', 2)],
    disruption: 'reload',
    prediction: RELOADED,
  },
  {
    name: 'a restart where every standby is needed',
    given: [spec('instances', 2)],
    edits: [parameter('shared_buffers', '1GB')],
    disruption: 'primary-restart',
    prediction: IN_PLACE,
  },
  {
    name: 'the same, supervised',
    given: [spec('instances', 2), SUPERVISED],
    edits: [parameter('shared_buffers', '1GB')],
    disruption: 'rolling-restart',
    prediction: { primary: 'waits-for-user', writePause: 'seconds' },
  },
  {
    name: 'a replica that is promoted',
    given: [spec('replica', { enabled: true, source: 'old' })],
    edits: [spec('replica.enabled', false)],
    disruption: 'irreversible',
    says: 'promoted',
  },
  {
    name: 'a primary that is demoted',
    edits: [spec('replica', { enabled: true, source: 'old' })],
    disruption: 'downtime',
    prediction: { writePause: 'until-someone-acts' },
  },
  // Plugins and the archive
  {
    name: 'an archiver',
    given: [spec('plugins', undefined)],
    edits: [spec('plugins', [{ name: 'b', isWALArchiver: true }])],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  {
    name: 'an archiver where the primary hands over',
    given: [spec('plugins', undefined), SWITCHOVER],
    edits: [spec('plugins', [{ name: 'b', isWALArchiver: true }])],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  {
    name: 'a plugin that is not enabled',
    edits: [spec('plugins.1', { name: 'b', enabled: false })],
    disruption: 'none',
  },
  {
    name: 'the folder of the archive',
    edits: [spec('plugins.0.parameters.serverName', 'orders-2')],
    disruption: 'none',
  },
  {
    name: 'the memory of the sidecar',
    edits: [{ of: 'ObjectStore', at: 'spec.instanceSidecarConfiguration.resources.limits.memory', to: '1Gi' }],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  {
    name: 'the log level of the sidecar',
    edits: [{ of: 'ObjectStore', at: 'spec.instanceSidecarConfiguration.logLevel', to: 'debug' }],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'a shorter retention',
    edits: [{ of: 'ObjectStore', at: 'spec.retentionPolicy', to: '7d' }],
    disruption: 'irreversible',
    prediction: UNTOUCHED,
  },
  {
    name: 'a longer retention',
    edits: [{ of: 'ObjectStore', at: 'spec.retentionPolicy', to: '2m' }],
    disruption: 'none',
  },
  {
    name: 'the schedule',
    edits: [{ of: 'ScheduledBackup', at: 'spec.schedule', to: '0 0 3 * * *' }],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  // Orders by annotation
  {
    name: 'hibernation',
    edits: [annotation('cnpg.io/hibernation', 'on')],
    disruption: 'downtime',
    prediction: { primary: 'stopped', standbys: 'stopped', writePause: 'until-someone-acts' },
  },
  {
    name: 'the end of hibernation',
    given: [annotation('cnpg.io/hibernation', 'on')],
    edits: [annotation('cnpg.io/hibernation', 'off')],
    disruption: 'none',
  },
  {
    name: 'fencing',
    edits: [annotation('cnpg.io/fencedInstances', '["*"]')],
    disruption: 'downtime',
    prediction: { writePause: 'until-someone-acts' },
  },
  {
    name: 'a restart that is ordered',
    edits: [annotation('kubectl.kubernetes.io/restartedAt', '2026-01-01')],
    disruption: 'primary-restart',
    prediction: ALL_PODS,
  },
  { name: 'an annotation for tools', edits: [annotation('example.com/owner', 'a')], disruption: 'none' },
];

test.each(CASES)('$name', expectImpact);
