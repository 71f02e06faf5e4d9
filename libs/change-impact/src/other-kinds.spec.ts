import { test } from 'vitest';
import { annotation, RELOADED, spec, UNTOUCHED, expectImpact, type ImpactCase } from './impact-case.ts';

const CASES: readonly ImpactCase[] = [
  // Bootstrap, roles, databases
  {
    name: 'bootstrap',
    edits: [spec('bootstrap.initdb.database', 'other')],
    disruption: 'none',
    says: 'Nothing at all',
  },
  {
    name: 'a role',
    edits: [spec('managed.roles.1', { name: 'reader', login: true })],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  { name: 'a role that is dropped', edits: [spec('managed.roles.0.ensure', 'absent')], disruption: 'irreversible' },
  {
    name: 'a role that is no longer listed',
    edits: [spec('managed.roles', [])],
    disruption: 'none',
    says: 'stays in the database',
  },
  {
    name: 'a schema',
    edits: [{ of: 'Database', at: 'spec.schemas.1', to: { name: 'b' } }],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'an extension that is dropped',
    given: [{ of: 'Database', at: 'spec.extensions', to: [{ name: 'postgis' }] }],
    edits: [{ of: 'Database', at: 'spec.extensions.0.ensure', to: 'absent' }],
    disruption: 'irreversible',
  },
  {
    name: 'a database that is dropped',
    edits: [{ of: 'Database', at: 'spec.ensure', to: 'absent' }],
    disruption: 'irreversible',
  },
  { name: 'superuser access', edits: [spec('enableSuperuserAccess', true)], disruption: 'none', prediction: UNTOUCHED },
  {
    name: 'names in the certificate',
    edits: [spec('certificates.serverAltDNSNames', ['a'])],
    disruption: 'reload',
    prediction: RELOADED,
  },
  // Poolers
  {
    name: 'the pool mode',
    edits: [{ of: 'Pooler', at: 'spec.pgbouncer.poolMode', to: 'transaction' }],
    disruption: 'reload',
    prediction: {
      ...UNTOUCHED,
      poolers: [
        { name: 'orders-pooler-ro', pods: 'untouched' },
        { name: 'orders-pooler-rw', pods: 'reloaded' },
      ],
    },
  },
  {
    name: 'the image of PgBouncer',
    edits: [{ of: 'Pooler', at: 'spec.pgbouncer.image', to: 'registry.example.com/pgbouncer:1.26' }],
    disruption: 'rolling-restart',
    prediction: {
      ...UNTOUCHED,
      poolers: [
        { name: 'orders-pooler-ro', pods: 'untouched' },
        { name: 'orders-pooler-rw', pods: 'rolled' },
      ],
    },
  },
  {
    name: 'a setting that PgBouncer reads when it starts',
    edits: [{ of: 'Pooler', at: 'spec.pgbouncer.parameters.listen_backlog', to: '256' }],
    disruption: 'none',
    says: 'only when it starts',
  },
  { name: 'a Pooler with more pods', edits: [{ of: 'Pooler', at: 'spec.instances', to: 3 }], disruption: 'none' },
  {
    name: 'a Pooler that pauses',
    edits: [{ of: 'Pooler', at: 'spec.pgbouncer.paused', to: true }],
    disruption: 'downtime',
    prediction: UNTOUCHED,
  },
  {
    name: 'a Pooler that goes',
    edits: [{ of: 'Pooler', at: '', to: undefined }],
    disruption: 'downtime',
    prediction: {
      poolers: [
        { name: 'orders-pooler-ro', pods: 'untouched' },
        { name: 'orders-pooler-rw', pods: 'removed' },
      ],
    },
  },
  // Beside the database
  {
    name: 'a network policy',
    edits: [{ of: 'NetworkPolicy', at: 'spec.egress', to: [{}] }],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'a Secret that the operator watches',
    edits: [{ of: 'ExternalSecret', at: 'spec.refreshInterval', to: '2h' }],
    disruption: 'none',
    prediction: UNTOUCHED,
  },
  {
    name: 'a protected cluster that leaves Git',
    edits: [{ at: '', to: undefined }],
    disruption: 'none',
    says: 'stays in the cluster',
  },
  {
    name: 'an unprotected cluster that leaves Git',
    given: [annotation('argocd.argoproj.io/sync-options', undefined)],
    edits: [{ at: '', to: undefined }],
    disruption: 'irreversible',
    prediction: { primary: 'stopped' },
  },
  {
    name: 'the sidecar of a store that no cluster of these files uses',
    given: [spec('plugins', undefined)],
    edits: [{ of: 'ObjectStore', at: 'spec.instanceSidecarConfiguration.resources.limits.memory', to: '1Gi' }],
    disruption: 'downtime',
    uncertain: true,
  },
  {
    name: 'a kind that is not known',
    edits: [
      {
        of: 'Deployment',
        at: '',
        to: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x', namespace: 'shop' } },
      },
    ],
    disruption: 'primary-restart',
    uncertain: true,
  },
  {
    name: 'a new version of the operator',
    given: [
      {
        of: 'Application',
        at: '',
        to: {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: 'cnpg-operator', namespace: 'argocd' },
          spec: { source: { chart: 'cloudnative-pg', targetRevision: '0.29.0' } },
        },
      },
    ],
    edits: [{ of: 'Application', at: 'spec.source.targetRevision', to: '0.30.0' }],
    disruption: 'downtime',
    uncertain: true,
  },
];

test.each(CASES)('$name', expectImpact);
