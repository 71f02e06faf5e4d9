import { readEnvironment } from '@postgres-ha/environment';
import {
  example,
  exampleFiles,
  exampleImage,
  type ExampleChanges,
  type ExampleIntent,
} from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { describeObject, waveOf, type KubeObject, type ManifestFile } from '@postgres-ha/kube-manifest';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { clusterFiles } from './cluster-files.ts';

function filesOf(intent: ExampleIntent): readonly ManifestFile[] {
  return filesFrom(exampleFiles(intent));
}

function filesFrom(files: Parameters<typeof readEnvironment>[0]): readonly ManifestFile[] {
  const reading = readEnvironment(files);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.environment.clusters.flatMap((cluster) => clusterFiles(cluster, reading.environment));
}

function parsed(text: string, version: '1.1' | '1.2'): readonly unknown[] {
  return parseAllDocuments(text, { version, uniqueKeys: true }).map((document) => {
    expect(document.errors).toEqual([]);
    expect(document.warnings).toEqual([]);
    return document.toJS() as unknown;
  });
}

function objectsIn({ text }: ManifestFile): readonly KubeObject[] {
  return parsed(text, '1.1') as readonly KubeObject[];
}

/** The values at a path; `*` stands for every entry of a list or map. */
function at(value: unknown, path: string): readonly unknown[] {
  return path
    .split('.')
    .reduce<readonly unknown[]>((values, step) => values.flatMap((each) => children(each, step)), [value]);
}

function children(value: unknown, step: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    step === '*' || step === key ? [child] : [],
  );
}

const RENDERED = OPTION_VARIANTS.map(({ name, ...intent }) => {
  const files = filesOf(intent);
  return { name, intent, files, objects: files.flatMap(objectsIn) };
});

/** Every parameter that CloudNativePG 1.30 sets itself, as its webhook's facts list them. */
const OWNED_BY_THE_OPERATOR =
  'allow_system_table_mods, archive_cleanup_command, archive_command, archive_mode, bonjour, bonjour_name, cluster_name, config_file, data_directory, data_sync_retry, event_source, external_pid_file, hba_file, hot_standby, ident_file, jit_provider, listen_addresses, log_destination, log_directory, log_file_mode, log_filename, log_rotation_age, log_rotation_size, log_truncate_on_rotation, logging_collector, pg_failover_slots.primary_dsn, pg_failover_slots.standby_slot_names, port, primary_conninfo, primary_slot_name, promote_trigger_file, recovery_end_command, recovery_min_apply_delay, recovery_target, recovery_target_action, recovery_target_inclusive, recovery_target_lsn, recovery_target_name, recovery_target_time, recovery_target_timeline, recovery_target_xid, restart_after_crash, restore_command, shared_preload_libraries, ssl, ssl_ca_file, ssl_cert_file, ssl_crl_file, ssl_dh_params_file, ssl_ecdh_curve, ssl_key_file, ssl_passphrase_command, ssl_passphrase_command_supports_reload, ssl_prefer_server_ciphers, stats_temp_directory, synchronized_standby_slots, synchronous_standby_names, syslog_facility, syslog_ident, syslog_sequence_numbers, syslog_split_messages, temp_tablespaces, unix_socket_directories, unix_socket_group, unix_socket_permissions'.split(
    ', ',
  );

describe.each(RENDERED)('$name', ({ files, objects }) => {
  test('reads the same in YAML 1.1, in YAML 1.2 and in a second library', () => {
    for (const { text } of files) {
      expect(parsed(text, '1.2')).toEqual(parsed(text, '1.1'));
      expect(loadAll(text)).toEqual(parsed(text, '1.1'));
    }
  });

  test('holds every object once, and no Secret', () => {
    const names = objects.map((object) => `${object.apiVersion} ${describeObject(object)}`);
    expect(new Set(names).size).toBe(names.length);
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('gives every object a wave, in order, and guards what holds data', () => {
    for (const file of files) {
      const waves = objectsIn(file).map(waveOf);
      expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    }
    for (const object of objects) {
      const annotations = object.metadata.annotations ?? {};
      expect(annotations['argocd.argoproj.io/sync-wave']).toMatch(/^-?\d+$/);
      const guarded = ['Cluster', 'ObjectStore', 'Database'].includes(object.kind);
      expect(annotations['argocd.argoproj.io/sync-options']).toBe(guarded ? 'Prune=false,Delete=false' : undefined);
    }
  });

  test('says what kind each object is, where it lives and whose it is', () => {
    for (const { apiVersion, kind, metadata } of objects) {
      expect(`${apiVersion} ${kind}`).toMatch(/^(?:[a-z0-9.-]+\/)?v1 [A-Z][A-Za-z]+$/);
      expect(metadata.namespace).toMatch(/^[a-z]/);
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/managed-by': 'postgres-ha' });
    }
  });

  test('counts delays in whole seconds and writes every parameter as text', () => {
    const clusters = objects.filter(({ kind }) => kind === 'Cluster');
    expect(clusters.length).toBeGreaterThan(0);
    for (const cluster of clusters) {
      const delays = ['failoverDelay', 'switchoverDelay', 'startDelay', 'stopDelay', 'smartShutdownTimeout'].flatMap(
        (key) => at(cluster, `spec.${key}`),
      );
      expect(delays).toHaveLength(5);
      for (const delay of delays)
        expect(Number.isInteger(delay) && Number(delay) >= 0 && Number(delay) < 2 ** 31).toBe(true);
      expect(at(cluster, 'spec.postgresql.parameters.*').length).toBeGreaterThan(0);
    }
    const texts = [
      ...objects.flatMap((object) => at(object, 'spec.postgresql.parameters.*')),
      ...objects.flatMap((object) => at(object, 'spec.pgbouncer.parameters.*')),
    ];
    for (const value of texts) expect(value).toBeTypeOf('string');
  });

  test('sets no parameter that is the operator’s', () => {
    const set = objects.flatMap((object) =>
      at(object, 'spec.postgresql.parameters').flatMap((map) => Object.keys(map as object)),
    );
    expect(set.filter((name) => OWNED_BY_THE_OPERATOR.includes(name.toLowerCase()))).toEqual([]);
  });

  test('refuses TCP without TLS before any other line of pg_hba.conf, and asks for SCRAM', () => {
    for (const cluster of objects.filter(({ kind }) => kind === 'Cluster')) {
      expect(at(cluster, 'spec.postgresql.pg_hba.0')).toEqual(['hostnossl all all all reject']);
      expect(at(cluster, 'spec.postgresql.parameters.password_encryption')).toEqual(['scram-sha-256']);
    }
    for (const pooler of objects.filter(({ kind }) => kind === 'Pooler')) {
      expect(at(pooler, 'spec.pgbouncer.parameters.client_tls_sslmode')).toEqual(['require']);
    }
  });

  test('schedules backups by six fields, through the plugin, for a cluster that archives by it', () => {
    for (const backup of objects.filter(({ kind }) => kind === 'ScheduledBackup')) {
      const [schedule] = at(backup, 'spec.schedule');
      expect(String(schedule).split(' ')).toHaveLength(6);
      expect(backup['spec']).toMatchObject({
        method: 'plugin',
        pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
      });
      const archivers = objects
        .filter(({ kind, metadata }) => kind === 'Cluster' && metadata.name === at(backup, 'spec.cluster.name')[0])
        .flatMap((cluster) => at(cluster, 'spec.plugins.*.isWALArchiver'));
      expect(archivers).toEqual([true]);
    }
  });

  test('uses none of what CloudNativePG drops or reads wrongly', () => {
    const keys = new Set(
      files.flatMap(({ text }) => [...text.matchAll(/^\s*(?:- )?([A-Za-z]+):/gm)].map(([, key]) => key)),
    );
    for (const key of ['barmanObjectStore', 'enablePodMonitor', 'minSyncReplicas', 'maxSyncReplicas', 'status'])
      expect(keys).not.toContain(key);
    expect(files.map(({ text }) => text).join('')).not.toMatch(/undefined|\[object|NaN/);
  });
});

describe('the order in which people write keys', () => {
  /** The intent as JSON, which is YAML, with the keys of every map in some order. */
  const written = (intent: unknown, order: () => number): Uint8Array => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([key, child]) => ({ key, child: shuffled(child), place: order() }));
      return Object.fromEntries(entries.sort((a, b) => a.place - b.place).map(({ key, child }) => [key, child]));
    };
    return new TextEncoder().encode(`${JSON.stringify(shuffled(intent))}\n`);
  };

  test('never changes a byte of what is rendered', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RENDERED), fc.infiniteStream(fc.nat()), ({ intent, files }, places) => {
        const order = () => Number(places.next().value);
        const read = exampleFiles(intent);
        const reordered = {
          ...read,
          environment: { ...read.environment, bytes: written(intent.environment, order) },
          clusters: read.clusters.map(({ name, file }) => ({
            name,
            file: { ...file, bytes: written(intent.clusters[name], order) },
          })),
        };
        expect(filesFrom(reordered)).toEqual(files);
      }),
      { numRuns: 150 },
    );
  });
});

test('every parameter that is the operator’s is refused by its name', () => {
  expect(OWNED_BY_THE_OPERATOR).toHaveLength(65);
  for (const name of OWNED_BY_THE_OPERATOR) {
    const reading = readEnvironment(
      exampleFiles(example({ cluster: { postgresql: { parameters: { [name]: 'on' } } } })),
    );
    expect({ name, reading }).toMatchObject({
      name,
      reading: { kind: 'refused', problems: [{ id: 'fixed-parameter' }] },
    });
  }
});

test('no spelling of a parameter that is the operator’s gets through', () => {
  const spelling = fc.constantFrom(...OWNED_BY_THE_OPERATOR).chain((name) =>
    fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }).map((upper) =>
      name
        .split('')
        .map((letter, position) => (upper[position] === true ? letter.toUpperCase() : letter))
        .join(''),
    ),
  );
  fc.assert(
    fc.property(spelling, fc.constantFrom<unknown>('', 'on', 0, false), (name, value) => {
      const reading = readEnvironment(
        exampleFiles(example({ cluster: { postgresql: { parameters: { [name]: value } } } })),
      );
      expect(reading).toMatchObject({
        kind: 'refused',
        problems: [{ id: expect.stringMatching(/^(?:fixed-parameter|wrong-key)$/) as unknown }],
      });
    }),
  );
});

/** The object of a kind that a change to the example comes to, by the cluster's name where there are several. */
function only(kind: string, changes: ExampleChanges, name?: string): KubeObject {
  const found = filesOf(example(changes))
    .flatMap(objectsIn)
    .filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  const [object, ...others] = found;
  if (object === undefined || others.length > 0)
    throw new Error(`expected one ${kind}, found ${found.map(describeObject).join()}`);
  return object;
}

describe('an option comes to what CloudNativePG takes', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/orders';
  const ARCHIVE = {
    destination: 's3://elsewhere',
    serverName: 'old',
    credentials: { accessKeys: { secret: 'old-keys' } },
  };
  const SERVER = { host: 'db.example.com', user: 'importer', password: { secret: 'old-db', key: 'password' } };
  const CASES: readonly {
    readonly name: string;
    readonly kind?: string;
    readonly object?: string;
    readonly changes: ExampleChanges;
    readonly spec: object;
    /** Paths in the spec that must not be there. */
    readonly absent?: readonly string[];
  }[] = [
    ...[14, 15, 16, 17, 18].map((version) => ({
      name: `PostgreSQL ${version} is that entry of the cluster’s catalogue`,
      changes: { cluster: { postgresql: { version } } },
      spec: {
        imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'orders', major: version },
      },
    })),
    {
      name: 'the catalogue holds every version of the environment',
      kind: 'ImageCatalog',
      changes: {},
      spec: {
        images: ['14.24', '15.19', '16.15', '17.11', '18.6'].map((version) => ({
          major: Number(version.slice(0, 2)),
          image: exampleImage(version),
        })),
      },
    },
    {
      name: 'an image of its own',
      changes: { cluster: { postgresql: { image: exampleImage('17.1') } } },
      spec: { imageName: exampleImage('17.1') },
    },
    {
      name: 'a catalogue that exists',
      changes: { cluster: { postgresql: { catalog: { kind: 'ClusterImageCatalog', name: 'shared' } } } },
      spec: { imageCatalogRef: { kind: 'ClusterImageCatalog', name: 'shared', major: 17 } },
    },
    {
      name: 'volumes',
      changes: { cluster: { storage: { class: 'fast' }, walStorage: { size: '5Gi' } } },
      spec: {
        storage: { size: '20Gi', storageClass: 'fast', resizeInUseVolumes: true },
        walStorage: { size: '5Gi', resizeInUseVolumes: true },
      },
    },
    {
      name: 'tablespaces',
      changes: {
        cluster: {
          tablespaces: [
            { name: 'archive', size: '50Gi', class: 'slow', owner: 'web' },
            { name: 'scratch', size: '5Gi', temporary: true },
          ],
        },
      },
      spec: {
        tablespaces: [
          {
            name: 'archive',
            temporary: false,
            owner: { name: 'web' },
            storage: { size: '50Gi', storageClass: 'slow' },
          },
          { name: 'scratch', temporary: true, storage: { size: '5Gi' } },
        ],
      },
    },
    {
      name: 'extensions',
      kind: 'Database',
      changes: {
        cluster: { database: { extensions: ['uuid-ossp', { name: 'postgis', version: '3.5.0', schema: 'public' }] } },
      },
      spec: {
        name: 'orders',
        owner: 'orders_owner',
        extensions: [
          { name: 'uuid-ossp', ensure: 'present' },
          { name: 'postgis', version: '3.5.0', schema: 'public', ensure: 'present' },
        ],
      },
    },
    {
      name: 'a schema for each service, owned by its role',
      kind: 'Database',
      changes: {},
      spec: {
        schemas: [
          { name: 'web', owner: 'web' },
          { name: 'report_job', owner: 'report_job' },
        ],
      },
    },
    {
      name: 'preloaded libraries',
      changes: { cluster: { postgresql: { preload: ['auto_explain', 'pgaudit'] } } },
      spec: { postgresql: { shared_preload_libraries: ['auto_explain', 'pgaudit'] } },
    },
    {
      name: 'parameters as text',
      changes: { cluster: { postgresql: { parameters: { jit: false, random_page_cost: 1.1 } } } },
      spec: { postgresql: { parameters: { jit: 'off', random_page_cost: '1.1', max_connections: '200' } } },
    },
    {
      name: 'synchronous replication',
      changes: { cluster: { synchronous: { method: 'first', dataDurability: 'required' } } },
      spec: {
        postgresql: { synchronous: { method: 'first', number: 1, dataDurability: 'required', failoverQuorum: true } },
      },
    },
    {
      name: 'delays',
      changes: {
        cluster: {
          failoverDelay: '30s',
          switchoverDelay: '5m',
          stopDelay: '1h',
          startDelay: '1d',
          smartShutdownTimeout: '15s',
        },
      },
      spec: { failoverDelay: 30, switchoverDelay: 300, stopDelay: 3600, startDelay: 86_400, smartShutdownTimeout: 15 },
    },
    {
      name: 'requests that are limits',
      changes: {},
      spec: { resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } } },
    },
    {
      name: 'limits above requests',
      changes: { cluster: { resources: { limits: { cpu: 4 } } } },
      spec: { resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '2Gi' } } },
    },
    {
      name: 'placement',
      changes: {
        cluster: {
          placement: {
            nodes: 'required',
            nodeSelector: { pool: 'db' },
            nodeAffinity: [{ key: 'spot', operator: 'DoesNotExist' }],
            tolerations: [{ key: 'db', operator: 'Exists' }],
            priorityClass: 'high',
          },
        },
      },
      spec: {
        priorityClassName: 'high',
        affinity: {
          enablePodAntiAffinity: true,
          podAntiAffinityType: 'required',
          topologyKey: 'kubernetes.io/hostname',
          nodeSelector: { pool: 'db' },
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'spot', operator: 'DoesNotExist' }] }],
            },
          },
          tolerations: [{ key: 'db', operator: 'Exists' }],
        },
      },
    },
    {
      name: 'required zones',
      changes: { cluster: { placement: { zones: 'required' } } },
      spec: {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' },
        ],
      },
    },
    {
      name: 'preferred zones',
      changes: { cluster: { placement: { zones: 'preferred' } } },
      spec: { topologySpreadConstraints: [{ whenUnsatisfiable: 'ScheduleAnyway' }] },
    },
    {
      name: 'nodes that may be shared',
      changes: { cluster: { placement: { nodes: 'none' } } },
      spec: { affinity: { enablePodAntiAffinity: false } },
    },
    {
      name: 'a mesh that stays out of the instances',
      changes: { environment: { mesh: 'linkerd' } },
      spec: { inheritedMetadata: { annotations: { 'linkerd.io/inject': 'disabled' } } },
    },
    {
      name: 'a mesh that ends at the poolers',
      kind: 'Pooler',
      object: 'orders-pooler-rw',
      changes: { environment: { mesh: 'linkerd' } },
      spec: { template: { metadata: { annotations: { 'linkerd.io/inject': 'enabled' } } } },
    },
    {
      name: 'labels for what CloudNativePG makes',
      changes: { cluster: { labels: { team: 'shop' } } },
      spec: { inheritedMetadata: { labels: { team: 'shop' } } },
    },
    {
      name: 'a role instead of keys',
      changes: { cluster: { backup: { credentials: { accessKeys: undefined, iamRole: ROLE } } } },
      spec: { serviceAccountTemplate: { metadata: { annotations: { 'eks.amazonaws.com/role-arn': ROLE } } } },
    },
    {
      name: 'a role at the object store',
      kind: 'ObjectStore',
      changes: { cluster: { backup: { credentials: { accessKeys: undefined, iamRole: ROLE } } } },
      spec: { configuration: { s3Credentials: { inheritFromIAMRole: true } } },
    },
    {
      name: 'a role of the archive that it comes from',
      changes: { cluster: { backup: 'none', replicaOf: { from: { ...ARCHIVE, credentials: { iamRole: ROLE } } } } },
      spec: { serviceAccountTemplate: { metadata: { annotations: { 'eks.amazonaws.com/role-arn': ROLE } } } },
    },
    {
      name: 'keys by their names',
      kind: 'ObjectStore',
      changes: {
        cluster: {
          backup: { credentials: { accessKeys: { accessKeyId: 'id', secretAccessKey: 'key', region: 'region' } } },
        },
      },
      spec: {
        configuration: {
          s3Credentials: {
            accessKeyId: { name: 'backup-keys', key: 'id' },
            secretAccessKey: { name: 'backup-keys', key: 'key' },
            region: { name: 'backup-keys', key: 'region' },
          },
        },
      },
    },
    {
      name: 'compression and encryption for base backups and WAL alike',
      kind: 'ObjectStore',
      changes: {},
      spec: {
        retentionPolicy: '30d',
        configuration: {
          destinationPath: 's3://example-backups/',
          data: { compression: 'gzip', encryption: 'AES256', jobs: 2 },
          wal: { compression: 'gzip', encryption: 'AES256', maxParallel: 2 },
        },
      },
    },
    {
      name: 'compression for each',
      kind: 'ObjectStore',
      changes: { cluster: { backup: { compression: { data: 'none', wal: 'zstd' }, encryption: 'none' } } },
      spec: { configuration: { data: { jobs: 2 }, wal: { compression: 'zstd', maxParallel: 2 } } },
    },
    {
      name: 'a schedule with seconds in front',
      kind: 'ScheduledBackup',
      changes: {},
      spec: {
        schedule: '0 0 2 * * *',
        immediate: true,
        suspend: false,
        target: 'primary',
        backupOwnerReference: 'self',
        cluster: { name: 'orders' },
      },
    },
    {
      name: 'an archive under a name of its own',
      changes: { cluster: { backup: { serverName: 'orders-2' } } },
      spec: {
        plugins: [
          {
            name: 'barman-cloud.cloudnative-pg.io',
            enabled: true,
            isWALArchiver: true,
            parameters: { barmanObjectName: 'orders', serverName: 'orders-2' },
          },
        ],
      },
    },
    {
      name: 'a replica of another cluster',
      object: 'replica',
      changes: { others: { replica: { replicaOf: { from: { cluster: 'orders' } } } } },
      spec: {
        replica: { enabled: true, source: 'source' },
        bootstrap: { recovery: { source: 'source', database: 'orders', owner: 'orders_owner' } },
        externalClusters: [
          {
            name: 'source',
            plugin: {
              name: 'barman-cloud.cloudnative-pg.io',
              enabled: true,
              isWALArchiver: false,
              parameters: { barmanObjectName: 'replica-source', serverName: 'orders' },
            },
          },
        ],
      },
    },
    {
      name: 'the archive of that other cluster, from which nothing is ever deleted',
      kind: 'ObjectStore',
      object: 'replica-source',
      changes: { others: { replica: { replicaOf: { from: { cluster: 'orders' } } } } },
      spec: { configuration: { destinationPath: 's3://example-backups/' } },
      absent: ['retentionPolicy'],
    },
    ...[
      {
        target: { targetTime: '2026-08-15 14:30:00+02:00' },
        recoveryTarget: { targetTime: '2026-08-15 14:30:00+02:00', targetTLI: 'latest' },
      },
      {
        target: { targetLSN: '16/B374D848', timeline: 3 },
        recoveryTarget: { targetLSN: '16/B374D848', targetTLI: '3' },
      },
      {
        target: { targetXID: '7', backupId: '20260815T020000' },
        recoveryTarget: { targetXID: '7', backupID: '20260815T020000' },
      },
      {
        target: { targetName: 'x', backupId: '20260815T020000', exclusive: true },
        recoveryTarget: { targetName: 'x', backupID: '20260815T020000', exclusive: true },
      },
    ].map(({ target, recoveryTarget }) => ({
      name: `a restore to ${Object.keys(target).join(' and ')}`,
      changes: { cluster: { restore: { from: ARCHIVE, ...target } } },
      spec: {
        bootstrap: { recovery: { source: 'source', database: 'orders', owner: 'orders_owner', recoveryTarget } },
      },
    })),
    {
      name: 'an import of one database',
      changes: {
        cluster: {
          import: {
            type: 'microservice',
            databases: ['shop'],
            source: { ...SERVER, ca: { secret: 'old-db', key: 'ca.crt' } },
          },
        },
      },
      spec: {
        bootstrap: {
          initdb: {
            database: 'orders',
            owner: 'orders_owner',
            import: {
              type: 'microservice',
              databases: ['shop'],
              schemaOnly: false,
              source: { externalCluster: 'source' },
            },
          },
        },
        externalClusters: [
          {
            name: 'source',
            connectionParameters: {
              host: 'db.example.com',
              port: '5432',
              user: 'importer',
              dbname: 'postgres',
              sslmode: 'verify-full',
            },
            password: { name: 'old-db', key: 'password' },
            sslRootCert: { name: 'old-db', key: 'ca.crt' },
          },
        ],
      },
    },
    {
      name: 'an import of everything',
      changes: { cluster: { import: { type: 'monolith', databases: ['*'], roles: ['*'], source: SERVER } } },
      spec: {
        bootstrap: {
          initdb: {
            import: { type: 'monolith', databases: ['*'], roles: ['*'] },
          },
        },
      },
      absent: ['bootstrap.initdb.database', 'bootstrap.initdb.owner'],
    },
    {
      name: 'poolers',
      kind: 'Pooler',
      object: 'orders-pooler-ro',
      changes: {
        cluster: {
          poolers: { ro: { mode: 'session', poolSize: 5, clients: 50, parameters: { server_idle_timeout: 60 } } },
        },
      },
      spec: {
        type: 'ro',
        instances: 1,
        cluster: { name: 'orders' },
        pgbouncer: {
          poolMode: 'session',
          parameters: { default_pool_size: '5', max_client_conn: '50', server_idle_timeout: '60' },
        },
      },
    },
  ];
  test.each(CASES)('$name', ({ kind = 'Cluster', object, changes, spec, absent = [] }) => {
    const rendered = only(kind, changes, object ?? (kind === 'Cluster' ? 'orders' : undefined))['spec'];
    expect(rendered).toMatchObject(spec);
    expect(absent.flatMap((path) => at(rendered, path))).toEqual([]);
  });
});

describe('what is not asked for is not there', () => {
  const kinds = (changes: ExampleChanges) =>
    filesOf(example(changes)).map(({ path, text }) => ({
      path: path.split('/').at(-1),
      kinds: objectsIn({ path, text }).map(({ kind }) => kind),
    }));
  test('no backups: no schedule, no store, no archiver', () => {
    const files = kinds({ cluster: { backup: 'none' } });
    expect(files.map(({ path }) => path)).toEqual(['01-postgres-cluster.yaml']);
    expect(files[0]?.kinds).not.toContain('ObjectStore');
    expect(at(only('Cluster', { cluster: { backup: 'none' } }), 'spec.plugins')).toEqual([]);
  });
  test('no poolers, no catalogue, no Database of a replica', () => {
    expect(kinds({ cluster: { poolers: { rw: 'none', ro: 'none' } } }).flatMap((file) => file.kinds)).not.toContain(
      'Pooler',
    );
    expect(
      kinds({ cluster: { postgresql: { image: exampleImage('17.1') } } }).flatMap((file) => file.kinds),
    ).not.toContain('ImageCatalog');
    const archive = { destination: 's3://elsewhere', serverName: 'old', credentials: { accessKeys: { secret: 'k' } } };
    expect(kinds({ cluster: { replicaOf: { from: archive } } }).flatMap((file) => file.kinds)).not.toContain(
      'Database',
    );
    expect(
      kinds({ cluster: { replicaOf: { from: archive, enabled: false } } }).flatMap((file) => file.kinds),
    ).toContain('Database');
  });
  test('existing secrets: nothing that makes one', () => {
    const made = ['ExternalSecret', 'SecretStore', 'ServiceAccount', 'Role', 'RoleBinding'];
    const existing = kinds({}).flatMap((file) => file.kinds);
    expect(existing.filter((kind) => made.includes(kind))).toEqual([]);
    const external = kinds({
      environment: { secrets: { externalSecrets: { store: { name: 'vault' }, prefix: 'x' } } },
    }).flatMap((file) => file.kinds);
    expect(made.filter((kind) => external.includes(kind))).toEqual(made);
  });
});

describe('external secrets', () => {
  const changes = {
    environment: {
      secrets: { externalSecrets: { store: { name: 'vault' }, prefix: 'shop/live', refreshInterval: '15m' } },
    },
  };
  test('ask the store of the environment for every password and key, by the names that people put them under', () => {
    const secrets = filesOf(example(changes))
      .flatMap(objectsIn)
      .filter(({ kind }) => kind === 'ExternalSecret');
    const asked = secrets.flatMap((secret) =>
      at(secret, 'spec.data.*').map(
        (entry) =>
          `${String(at(secret, 'spec.target.name')[0])}: ${at(entry, 'remoteRef.key').concat(at(entry, 'remoteRef.property')).join(' ')}`,
      ),
    );
    expect(asked.sort()).toEqual([
      'backup-keys: shop/live/orders/backup-keys ACCESS_KEY_ID',
      'backup-keys: shop/live/orders/backup-keys ACCESS_SECRET_KEY',
      'orders-report-job-connection: orders-ca ca.crt',
      'orders-report-job-connection: shop/live/orders/report-job password',
      'orders-report-job-password: shop/live/orders/report-job password',
      'orders-web-connection: orders-ca ca.crt',
      'orders-web-connection: shop/live/orders/web password',
      'orders-web-password: shop/live/orders/web password',
    ]);
    for (const secret of secrets)
      expect(secret['spec']).toMatchObject({
        refreshInterval: '15m',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { deletionPolicy: 'Retain' },
      });
  });
  test('give a service where to connect, as whom, and what to trust', () => {
    const connection = only('ExternalSecret', changes, 'orders-web-connection');
    const host = 'orders-pooler-rw.shop.svc';
    expect(at(connection, 'spec.target.template.data')).toMatchObject([
      {
        host,
        host_ro: 'orders-pooler-ro.shop.svc',
        port: '5432',
        database: 'orders',
        user: 'web',
        sslmode: 'verify-full',
      },
    ]);
    expect(String(at(connection, 'spec.target.template.data.uri')[0])).toMatch(
      /^postgresql:\/\/web:.*@orders-pooler-rw\.shop\.svc:5432\/orders\?sslmode=verify-full&sslrootcert=/,
    );
    expect(at(only('Cluster', changes), 'spec.certificates.serverAltDNSNames')[0]).toContain(host);
  });
  test('name in their templates only what a template can name', () => {
    const keys = { accessKeyId: 'access-key-id', secretAccessKey: 'secret.key', region: 'the-region' };
    const secret = only(
      'ExternalSecret',
      { ...changes, cluster: { backup: { credentials: { accessKeys: keys } } } },
      'backup-keys',
    );
    const given = at(secret, 'spec.data.*.secretKey').map(String);
    const templates = at(secret, 'spec.target.template.data')[0] as Readonly<Record<string, string>>;
    expect(Object.keys(templates).sort()).toEqual(Object.values(keys).sort());
    for (const template of Object.values(templates)) {
      const [, name = ''] = /^\{\{ \.(\w+) \}\}$/.exec(template) ?? [];
      expect(given).toContain(name);
    }
  });
});

test('two clusters of one environment have objects of their own, and no word of each other', () => {
  const other = {
    namespace: 'shop',
    database: { name: 'stock', owner: 'stock_owner' },
    services: [{ name: 'warehouse' }],
    backup: { credentials: { accessKeys: { secret: 'stock-keys' } } },
  };
  const files = filesOf(example({ others: { stock: other } }));
  expect(files.map(({ path }) => path)).toEqual([
    'environments/example/orders/01-postgres-cluster.yaml',
    'environments/example/orders/02-backup-configuration.yaml',
    'environments/example/stock/01-postgres-cluster.yaml',
    'environments/example/stock/02-backup-configuration.yaml',
  ]);
  for (const { path, text } of files)
    expect(text).not.toMatch(path.includes('/orders/') ? /stock|warehouse/ : /orders|report/);
});
