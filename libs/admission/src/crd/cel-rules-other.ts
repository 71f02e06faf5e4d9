import type { ExpressionRule } from './cel-rules.ts';
import { immutable, stated } from './cel-texts.ts';

const POOLER_CATALOG = { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'a', key: 'pgbouncer' };

const POOLER: readonly ExpressionRule[] = [
  immutable({
    id: 'pooler-cluster-immutable',
    kind: 'Pooler',
    place: 'spec.cluster',
    remedy: 'Keep it. A pooler of another cluster is another Pooler.',
    before: {},
    after: { spec: { cluster: { name: 'd' } } },
  }),
  stated({
    id: 'pooler-image-and-catalog',
    kind: 'Pooler',
    place: 'spec.pgbouncer',
    expression: '!(has(self.image) && has(self.imageCatalogRef))',
    summary: 'PgBouncer comes from image or from imageCatalogRef, not from both.',
    remedy: 'Remove one of the two.',
    fails: { spec: { pgbouncer: { image: 'pgbouncer:1', imageCatalogRef: POOLER_CATALOG } } },
    passes: { spec: { pgbouncer: { imageCatalogRef: POOLER_CATALOG } } },
  }),
  stated({
    id: 'pooler-catalog-kind',
    kind: 'Pooler',
    place: 'spec.pgbouncer.imageCatalogRef',
    expression: "self.kind == 'ImageCatalog' || self.kind == 'ClusterImageCatalog'",
    summary: 'imageCatalogRef names an ImageCatalog or a ClusterImageCatalog.',
    remedy: 'Correct its kind.',
    fails: { spec: { pgbouncer: { imageCatalogRef: { ...POOLER_CATALOG, kind: 'ConfigMap' } } } },
    passes: { spec: { pgbouncer: { imageCatalogRef: { ...POOLER_CATALOG, kind: 'ClusterImageCatalog' } } } },
  }),
  stated({
    id: 'pooler-catalog-group',
    kind: 'Pooler',
    place: 'spec.pgbouncer.imageCatalogRef',
    expression: "self.apiGroup == 'postgresql.cnpg.io'",
    summary: 'imageCatalogRef says apiGroup: postgresql.cnpg.io.',
    remedy: 'Write it out; there is no default.',
    fails: { spec: { pgbouncer: { imageCatalogRef: { ...POOLER_CATALOG, apiGroup: 'example.com' } } } },
    passes: { spec: { pgbouncer: { imageCatalogRef: POOLER_CATALOG } } },
  }),
  immutable({
    id: 'pooler-service-account-immutable',
    kind: 'Pooler',
    place: 'spec.serviceAccountName',
    remedy: 'Keep it. Another service account needs another Pooler.',
    before: { spec: { serviceAccountName: 'a' } },
    after: { spec: { serviceAccountName: 'b' } },
  }),
];

const BACKUPS: readonly ExpressionRule[] = [
  immutable({
    id: 'backup-immutable',
    kind: 'Backup',
    place: 'spec',
    expression: 'oldSelf == self',
    remedy: 'Make another Backup: one says what was done.',
    before: {},
    after: { spec: { target: 'primary' } },
  }),
  immutable({
    id: 'schedule-cluster-immutable',
    kind: 'ScheduledBackup',
    place: 'spec.cluster',
    remedy: 'Keep it. Backups of another cluster are another ScheduledBackup.',
    before: {},
    after: { spec: { cluster: { name: 'd' } } },
  }),
  stated({
    id: 'object-store-server-name',
    kind: 'ObjectStore',
    place: 'spec.configuration',
    expression: '!has(self.serverName)',
    summary: "An ObjectStore says where; a cluster's folder in it is a parameter of the plugin.",
    remedy: 'Set serverName in the parameters of the plugin, in the Cluster.',
    fails: { spec: { configuration: { serverName: 'a' } } },
    passes: { spec: { configuration: {} } },
  }),
  stated({
    id: 'object-store-log-level',
    kind: 'ObjectStore',
    place: 'spec.instanceSidecarConfiguration.additionalContainerArgs',
    expression: "!self.exists(a, a.startsWith('--log-level'))",
    summary: "The sidecar's log level has a field of its own.",
    remedy: 'Set spec.instanceSidecarConfiguration.logLevel.',
    fails: { spec: { instanceSidecarConfiguration: { additionalContainerArgs: ['--log-level=debug'] } } },
    passes: { spec: { instanceSidecarConfiguration: { additionalContainerArgs: ['--pprof-server'] } } },
  }),
];

const RESERVED_ROLES = [
  { id: 'role-postgres', expression: "self.name != 'postgres'", name: 'postgres', whose: 'PostgreSQL’s superuser' },
  {
    id: 'role-streaming-replica',
    expression: "self.name != 'streaming_replica'",
    name: 'streaming_replica',
    whose: 'the role of the standbys',
  },
  {
    id: 'role-pg-prefix',
    expression: "!self.name.startsWith('pg_')",
    name: 'pg_x',
    whose: 'of PostgreSQL’s own names',
  },
  {
    id: 'role-cnpg-prefix',
    expression: "!self.name.startsWith('cnpg_')",
    name: 'cnpg_x',
    whose: 'of the operator’s own names',
  },
] as const;

const ROLES: readonly ExpressionRule[] = [
  immutable({
    id: 'role-name-immutable',
    kind: 'DatabaseRole',
    place: 'spec',
    expression: 'self.name == oldSelf.name',
    remedy: 'Keep it. A role of another name is another DatabaseRole.',
    before: {},
    after: { spec: { name: 's' } },
  }),
  immutable({
    id: 'role-cluster-immutable',
    kind: 'DatabaseRole',
    place: 'spec.cluster',
    remedy: 'Keep it. A role in another cluster is another DatabaseRole.',
    before: {},
    after: { spec: { cluster: { name: 'd' } } },
  }),
  stated({
    id: 'role-absent',
    kind: 'DatabaseRole',
    place: 'spec',
    expression: "!has(self.ensure) || self.ensure != 'absent'",
    summary: 'A DatabaseRole is dropped by deleting it.',
    remedy: 'Delete the object, with databaseRoleReclaimPolicy: delete.',
    fails: { spec: { ensure: 'absent' } },
    passes: { spec: { ensure: 'present' } },
  }),
  ...RESERVED_ROLES.map(({ id, expression, name, whose }) =>
    stated({
      id,
      kind: 'DatabaseRole',
      place: 'spec',
      expression,
      summary: `The role ${name} is ${whose}.`,
      remedy: 'Choose another name.',
      fails: { spec: { name } },
      passes: { spec: { name: `my_${name}` } },
    }),
  ),
  stated({
    id: 'role-name-empty',
    kind: 'DatabaseRole',
    place: 'spec',
    expression: 'self.name.size() != 0',
    summary: 'A role has a name.',
    remedy: 'Name it.',
    fails: { spec: { name: '' } },
    passes: { spec: { name: 'a' } },
  }),
  stated({
    id: 'role-password-disabled',
    kind: 'DatabaseRole',
    place: 'spec',
    expression: '!has(self.passwordSecret) || !has(self.disablePassword) || !self.disablePassword',
    summary: 'A role has a password or none.',
    remedy: 'Remove passwordSecret or disablePassword.',
    fails: { spec: { passwordSecret: { name: 's' }, disablePassword: true } },
    passes: { spec: { passwordSecret: { name: 's' }, disablePassword: false } },
  }),
  stated({
    id: 'role-certificate-login',
    kind: 'DatabaseRole',
    place: 'spec',
    expression: '!has(self.clientCertificate) || !self.clientCertificate.enabled || self.login',
    summary: 'A client certificate is for a role that logs in, and login must be written out.',
    remedy: 'Set login: true, or remove clientCertificate.',
    fails: { spec: { clientCertificate: {}, login: false } },
    passes: { spec: { clientCertificate: {}, login: true } },
  }),
];

export const OTHER_CEL_RULES: readonly ExpressionRule[] = [...POOLER, ...BACKUPS, ...ROLES];
