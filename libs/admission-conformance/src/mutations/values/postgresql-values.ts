import type { FieldValues } from '../field-values.ts';
import { ENV_NAMES, ENV_VALUES, PATHS, COUNTS } from './kubernetes-texts.ts';
import { BOOLEANS, SIZES, PATTERNS, HBA, WAL_LEVELS } from './postgres-texts.ts';

/** The PostgreSQL of a Cluster, its parameters aside. */
export const POSTGRESQL_VALUES: FieldValues = {
  'spec.postgresql.pg_hba': HBA.map((line) => [line]),
  'spec.postgresql.pg_hba[]': HBA,
  'spec.postgresql.synchronous': [
    { method: 'any', number: 1 },
    { method: 'any', number: 3 },
    { method: 'first', number: 2, standbyNamesPre: ['a'] },
    { method: 'any', number: 1, dataDurability: 'preferred' },
    { method: 'any', number: 1, dataDurability: 'preferred', standbyNamesPre: ['a'] },
    { method: 'any', number: 1, failoverQuorum: true, standbyNamesPost: ['a'] },
    { method: 'any' },
    { method: 'ANY', number: 1 },
    { method: 'any', number: 0 },
    { method: 'any', number: 1, dataDurability: '' },
    { method: 'any', number: 1, dataDurability: 'preferred', standbyNamesPre: [], standbyNamesPost: null },
  ],
  'spec.postgresql.synchronous.number': COUNTS,
  'spec.postgresql.synchronous.standbyNamesPre': [['a'], ['a', 'b'], [], ['']],
  'spec.postgresql.synchronous.standbyNamesPost': [['a'], ['a', 'b', 'c'], []],
  'spec.postgresql.synchronous.dataDurability': ['required', 'preferred', ''],
  'spec.postgresql.synchronous.failoverQuorum': [true, false],
  'spec.postgresql.syncReplicaElectionConstraint': [
    { enabled: true },
    { enabled: true, nodeLabelsAntiAffinity: [] },
    { enabled: false },
    { enabled: true, nodeLabelsAntiAffinity: ['a'] },
    {},
  ],
  'spec.postgresql.ldap': [
    {},
    { server: '' },
    { server: 's', bindAsAuth: {}, bindSearchAuth: {} },
    { server: 's' },
    { port: 389 },
  ],
  'spec.postgresql.extensions': [
    [{ name: 'e', image: {} }],
    [{ name: 'e', image: { reference: '' } }],
    [
      { name: 'a_b', image: { reference: 'r' } },
      { name: 'a-b', image: { reference: 'r' } },
    ],
    [{ name: 'e' }],
    [
      { name: 'e', image: { reference: 'r' } },
      { name: 'e', image: { reference: 'r' } },
    ],
  ],
  'spec.postgresql.extensions[].name': ['e', 'a_b', 'A', '-a', 'a-', '', 'a'.repeat(59), 'a'.repeat(60)],
  'spec.postgresql.extensions[].bin_path': PATHS.map((path) => [path]),
  'spec.postgresql.extensions[].ld_library_path': PATHS.map((path) => [path, 'x']),
  'spec.postgresql.extensions[].extension_control_path[]': PATHS,
  'spec.postgresql.extensions[].dynamic_library_path': PATHS.map((path) => [path, path]),
  'spec.postgresql.extensions[].env[].name': ENV_NAMES,
  'spec.postgresql.extensions[].env[].value': ENV_VALUES,
  'spec.replicationSlots': [
    {},
    null,
    { highAvailability: null },
    { highAvailability: {} },
    { synchronizeReplicas: {} },
    { updateInterval: 0 },
  ],
  'spec.replicationSlots.highAvailability.enabled': [true, false],
  'spec.replicationSlots.highAvailability.slotPrefix': ['', 'x_', 'X', '_cnpg_', 'a-b'],
  'spec.replicationSlots.highAvailability.synchronizeLogicalDecoding': [true, false],
  'spec.replicationSlots.synchronizeReplicas': PATTERNS.map((pattern) => ({
    enabled: true,
    excludePatterns: [pattern],
  })),
  'spec.replicationSlots.synchronizeReplicas.excludePatterns': PATTERNS.map((pattern) => ['ok', pattern]),
};

/** Values of parameters that rules look at, by the parameter's name. */
export const PARAMETER_VALUES: FieldValues = {
  shared_buffers: SIZES,
  min_wal_size: SIZES,
  max_wal_size: SIZES,
  hot_standby_feedback: BOOLEANS,
  sync_replication_slots: BOOLEANS,
  wal_log_hints: BOOLEANS,
  wal_level: WAL_LEVELS,
  archive_mode: ['on', 'off', 'always', 'x'],
  max_wal_senders: ['0', '10', ' 0', '00'],
  'pg_failover_slots.x': ['a'],
  max_connections: ['100', '', 'many'],
};

/** Names of parameters: the operator's own, ones it has defaults for, and ones that are no names. */
export const PARAMETER_NAMES: readonly string[] =
  `port ssl archive_command listen_addresses Port ARCHIVE_MODE hot_standby restore_command data_directory work_mem jit log_destination
  logging_collector shared_preload_libraries log_filename log_rotation_age unix_socket_directories synchronous_standby_names
  primary_conninfo recovery_target_time allow_alter_system a.b a.b.c 1a a-b .a a. a$b _a a.1b A.B cluster_name wal_keep_size
  temp_tablespaces bonjour toString constructor`.split(/\s+/);

export const PARAMETER_SAMPLES: readonly string[] = [
  'on',
  'off',
  '1',
  '',
  '0',
  'csvlog',
  '/controller/log',
  'postgres',
  'false',
];
