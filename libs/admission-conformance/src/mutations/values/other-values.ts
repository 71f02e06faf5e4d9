import type { FieldValues } from '../field-values.ts';
import { DATE_TIMES } from './kubernetes-texts.ts';
import { ROLE_NAMES } from './postgres-texts.ts';

export const POOLER: FieldValues = {
  'spec.cluster.name': ['o', 'c', ''],
  'spec.type': ['rw', 'ro', 'r', 'any', ''],
  'spec.instances': [0, 1, -1],
  'spec.pgbouncer': [
    {},
    null,
    { image: 'i', imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', key: 'k' } },
    { authQuery: 'q' },
    { serverTLSSecret: { name: 't' } },
    { authQuerySecret: { name: 't' } },
    { authQuery: 'q', authQuerySecret: { name: '' } },
    { authQuery: 'q', serverTLSSecret: { name: 't' } },
  ],
  'spec.pgbouncer.authQuery': ['q', ''],
  'spec.pgbouncer.authQuerySecret': [{ name: 's' }, { name: '' }, {}],
  'spec.pgbouncer.serverTLSSecret': [{ name: 's' }, { name: '' }],
  'spec.pgbouncer.clientTLSSecret': [{ name: 's' }, { name: '' }, null],
  'spec.pgbouncer.parameters': [
    'max_client_conn',
    'pool_mode',
    'Max_client_conn',
    'listen_port',
    'auth_type',
    'server_tls13_ciphers',
    'bogus',
    'default_pool_size',
    'auth_query',
    'stats_period',
    'logfile',
    'verbose',
    'max_prepared_statements',
    'application_name_add_host',
    'client_tls_protocols',
    'tcp_keepalive',
    'toString',
    'constructor',
    'unix_socket_dir',
    'user',
    '',
  ].map((name) => ({ [name]: '1' })),
  'spec.pgbouncer.poolMode': ['session', 'transaction', 'statement', 'Session'],
  'spec.pgbouncer.imageCatalogRef': [
    { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'c', key: 'k' },
    { kind: 'ImageCatalog', name: 'c', key: 'k' },
    { apiGroup: 'postgresql.cnpg.io', kind: 'X', name: 'c', key: 'K' },
  ],
  'spec.pgbouncer.image': ['i:1', ''],
  'spec.monitoring': [
    { enablePodMonitor: true },
    { enablePodMonitor: true, tls: { enabled: true } },
    { tls: { enabled: true } },
    {},
    { podMonitorRelabelings: [{}] },
    { podMonitorRelabelings: [] },
  ],
  'spec.deploymentStrategy.rollingUpdate.maxSurge': [1, '50%', '50', 'x', 1.5, -1],
  'spec.serviceAccountName': ['a', 'A', ''],
  'spec.template.spec': [
    { containers: [] },
    { containers: [{ name: 'a' }, { name: 'a' }] },
    {},
    { containers: [{ name: 'pgbouncer' }], tolerations: [{ operator: 'Foo' }] },
  ],
  'spec.template.spec.containers[].resources.requests': [{ cpu: 'x' }, { cpu: 1.5 }, { memory: '1Gi' }],
  'spec.template.spec.containers[].ports': [
    [{ containerPort: 1 }, { containerPort: 1 }],
    [{ containerPort: 0 }],
    [{ containerPort: 70000 }],
  ],
};

export const BACKUP: FieldValues = {
  'spec.method': ['barmanObjectStore', 'volumeSnapshot', 'plugin', 'barman'],
  'spec.online': [true, false, null],
  'spec.onlineConfiguration': [{}, null, { waitForArchive: false }],
  'spec.pluginConfiguration': [{}, null, { name: '' }, { name: 'p' }, { name: 'p', parameters: { a: 'b' } }],
  'spec.target': ['primary', 'prefer-standby', ''],
  'spec.cluster': [{ name: '' }, {}, { name: 'c1' }],
};

const NAMES = ['a', 'b', '', 'A', 'postgres', 'template0', 'template1', 'Postgres', 'a'.repeat(64)];

export const DATABASE: FieldValues = {
  'spec.name': NAMES,
  'spec.owner': ['o', '', 'postgres'],
  'spec.cluster': [{}, { name: '' }, { name: 'c1' }, null],
  'spec.localeProvider': ['icu', 'builtin', 'libc', ''],
  'spec.icuLocale': ['en', ''],
  'spec.icuRules': ['r', ''],
  'spec.builtinLocale': ['C', ''],
  'spec.ensure': ['present', 'absent', ''],
  'spec.extensions': [
    [{ name: 'e' }, { name: 'e' }],
    [{ name: 'e' }, { name: 'E' }],
    [{}],
    [{ name: 'e', ensure: 'absent' }, { name: 'e' }],
    [{ name: '' }, { name: '' }],
  ],
  'spec.schemas': [[{ name: 's' }, { name: 's' }], [{ name: 's' }], [{ name: 's', ensure: 'x' }]],
  'spec.fdws': [
    [{ name: 'f' }, { name: 'f' }],
    [
      {
        name: 'f',
        options: [
          { name: 'o', value: '1' },
          { name: 'o', value: '2' },
        ],
      },
    ],
    [{ name: 'f', usage: [{ name: 'u' }, { name: 'u' }] }],
    [{ name: 'f', usage: [{ name: '' }] }],
    [{ name: 'f', ensure: 'absent' }],
    [],
  ],
  'spec.servers': [
    [{ name: 's', fdw: 'f' }],
    [{ name: 's', fdw: '' }],
    [
      { name: 's', fdw: 'files' },
      { name: 's', fdw: 'files' },
    ],
    [{ name: 's', fdw: 'none', ensure: 'absent' }],
    [
      {
        name: 's',
        fdw: 'files',
        options: [
          { name: 'o', value: '1' },
          { name: 'o', value: '2' },
        ],
        usage: [{ name: 'u' }, { name: 'u' }],
      },
    ],
    [{ name: 's', fdw: 'files', usage: [{ name: '' }] }],
  ],
  'spec.servers[].fdw': ['files', '', 'none'],
  'spec.connectionLimit': [-2, -1, 0],
};

export const DATABASE_ROLE: FieldValues = {
  'spec.name': ROLE_NAMES,
  'spec.ensure': ['present', 'absent', ''],
  'spec.passwordSecret': [{ name: 's' }, { name: '' }, null],
  'spec.disablePassword': [true, false],
  'spec.clientCertificate': [{}, { enabled: true }, { enabled: false }, null, { enabled: null }],
  'spec.login': [true, false, null],
  'spec.validUntil': DATE_TIMES,
  'spec.connectionLimit': [-2, -1, 0, 9007199254740991],
  'spec.cluster': [{}, { name: '' }, { name: 'c1' }, null],
};
