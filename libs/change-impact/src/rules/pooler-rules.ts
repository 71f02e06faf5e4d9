import type { ImpactRule } from '../rule.ts';
import { rulesOf } from './define-rule.ts';

const DEPLOYMENT = 'CloudNativePG 1.30: pkg/specs/pgbouncer/deployments.go';
const CONFIGURATION = 'CloudNativePG 1.30: internal/pgbouncer/management/controller/manager.go, synchronizeConfig';

/** Settings that PgBouncer reads only when it starts. @see PgBouncer 1.25: src/main.c, CF_NO_RELOAD */
const READ_AT_START = ['disable_pqexec', 'listen_backlog', 'pkt_buf', 'track_extra_parameters'];

export const poolerRules: readonly ImpactRule[] = rulesOf('Pooler', [
  {
    id: 'pooler-instances',
    paths: ['spec.instances'],
    absent: 1,
    action: 'nothing',
    reason: 'It is the number of replicas of the Deployment.',
    source: DEPLOYMENT,
    judge: ({ before, after }) =>
      Number(after ?? 1) > Number(before ?? 1)
        ? { action: 'nothing', effect: 'Pods of PgBouncer are added; those that run go on.' }
        : Number(after ?? 1) === 0
          ? { action: 'pooler-stop' }
          : {
              action: 'pooler-roll',
              effect: 'Pods of PgBouncer are taken away; the sessions of such a pod end with it.',
            },
  },
  {
    id: 'pooler-start-setting',
    paths: READ_AT_START.map((name) => `spec.pgbouncer.parameters.${name}`),
    action: 'nothing',
    effect:
      'Nothing happens until the pods are made anew for another reason: PgBouncer reads this only when it starts.',
    reason: 'The operator only reloads PgBouncer for a parameter.',
    source: 'PgBouncer 1.25: src/main.c, CF_NO_RELOAD',
  },
  {
    id: 'pooler-configuration',
    paths: [
      'spec.pgbouncer.poolMode',
      'spec.pgbouncer.parameters.**',
      'spec.pgbouncer.pg_hba.**',
      'spec.pgbouncer.authQuery',
      'spec.pgbouncer.authQuerySecret.**',
      'spec.pgbouncer.serverTLSSecret.**',
      'spec.pgbouncer.serverCASecret.**',
      'spec.pgbouncer.clientCASecret.**',
      'spec.pgbouncer.clientTLSSecret.**',
    ],
    action: 'pooler-reload',
    reason: 'The manager in each pod watches its Pooler, writes the files of PgBouncer and sends RELOAD.',
    source: CONFIGURATION,
  },
  {
    id: 'pooler-type',
    paths: ['spec.type'],
    absent: 'rw',
    action: 'pooler-reload',
    effect:
      'PgBouncer reads its configuration again, and its server connections move to the other Service as they are released.',
    reason: 'The Service is the host in the configuration of PgBouncer.',
    source: 'CloudNativePG 1.30: pkg/management/pgbouncer/config/config.go',
  },
  {
    id: 'pooler-paused',
    paths: ['spec.pgbouncer.paused'],
    absent: false,
    action: 'pooler-stop',
    reason: 'PAUSE waits for running work, then holds every client back.',
    source: 'CloudNativePG 1.30: internal/pgbouncer/management/controller/instance.go, Pause',
    judge: ({ after }) =>
      after === true
        ? {
            action: 'pooler-stop',
            effect: 'PgBouncer pauses: clients stay connected and wait until paused is taken back.',
          }
        : { action: 'pooler-reload', effect: 'PgBouncer resumes, and clients that waited go on.' },
  },
  {
    id: 'pooler-pods',
    paths: ['spec.template.**', 'spec.pgbouncer.image', 'spec.pgbouncer.imageCatalogRef.**', 'spec.monitoring.tls.**'],
    action: 'pooler-roll',
    reason: 'It is part of the pod template of the Deployment.',
    source: DEPLOYMENT,
  },
  {
    id: 'pooler-immutable',
    paths: ['spec.cluster.**', 'spec.serviceAccountName'],
    action: 'refused',
    reason: 'The CRD keeps it as it was.',
    source: 'CloudNativePG 1.30: config/crd/bases/postgresql.cnpg.io_poolers.yaml',
    judge: ({ path, before }) =>
      path.at(-1) === 'serviceAccountName' && before === undefined ? { action: 'pooler-roll' } : { action: 'refused' },
  },
  {
    id: 'pooler-beside-pods',
    paths: [
      'spec.deploymentStrategy.**',
      'spec.serviceTemplate.**',
      'spec.monitoring.enablePodMonitor',
      'spec.monitoring.podMonitorMetricRelabelings.**',
      'spec.monitoring.podMonitorRelabelings.**',
    ],
    action: 'nothing',
    reason: 'It concerns the Deployment, the Service or the PodMonitor, and no pod.',
    source: DEPLOYMENT,
  },
]);
