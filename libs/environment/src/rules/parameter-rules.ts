import { FIXED_PARAMETERS } from '@postgres-ha/admission/parameters';
import { quantityBytes } from '@postgres-ha/kube-manifest';
import { postgresSizeBytes } from '../schema/postgres-size.ts';
import { FIXED_PARAMETER_REMEDIES } from './fixed-parameter-remedies.ts';
import { isStrongHbaLine } from './hba-line.ts';
import type { ClusterInEnvironment, Rule } from './rule.ts';

const SIZES = [
  'shared_buffers',
  'min_wal_size',
  'max_wal_size',
  'wal_keep_size',
  'max_slot_wal_keep_size',
  'effective_cache_size',
  'work_mem',
  'maintenance_work_mem',
];

/** Values without a unit that mean something of their own. */
const UNITLESS: ReadonlyMap<string, readonly string[]> = new Map([
  ['max_slot_wal_keep_size', ['-1', '0']],
  ['wal_keep_size', ['0']],
]);

/** @see https://www.postgresql.org/docs/18/config-setting.html#CONFIG-SETTING-NAMES-VALUES: any unambiguous start of a word counts */
const FALSE = /^(?:0|off?|no?|f|fa|fal|fals|false)$/i;
const BOOLEAN = /^(?:[01]|on|off?|no?|y|ye|yes|t|tr|tru|true|f|fa|fal|fals|false)$/i;
const ON_OR_OFF = { accepts: BOOLEAN, expected: 'on or off' };
const VALUES: ReadonlyMap<string, { readonly accepts: RegExp; readonly expected: string }> = new Map([
  ['wal_level', { accepts: /^(?:minimal|replica|logical)$/, expected: 'replica or logical' }],
  ['max_connections', { accepts: /^[1-9]\d*$/, expected: 'a whole number' }],
  ['hot_standby_feedback', ON_OR_OFF],
  ['sync_replication_slots', ON_OR_OFF],
  ['wal_log_hints', ON_OR_OFF],
]);

/** Rules about postgresql.parameters and what they must fit in. */
export const parameterRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'fixed-parameter',
    level: 'error',
    summary: 'CloudNativePG sets this PostgreSQL parameter itself.',
    detail:
      'Its webhook refuses the cluster. Most of these have a place of their own in cluster.yaml; the message names it where there is one.',
    source: 'CloudNativePG 1.30: fixed and blocked parameters',
    breaches: ({ cluster }) =>
      Object.keys(cluster.postgresql.parameters)
        .filter((name) => FIXED_PARAMETERS.has(name))
        .map((name) => {
          const remedy = FIXED_PARAMETER_REMEDIES[name] ?? 'Remove it.';
          return {
            path: ['postgresql', 'parameters', name],
            found: `the parameter ${name}`,
            expected: 'none that CloudNativePG sets itself',
            remedy,
          };
        }),
  },
  {
    id: 'parameter-unit',
    level: 'error',
    summary: 'A size parameter needs its unit.',
    detail:
      'PostgreSQL reads a bare number as pages or kilobytes, CloudNativePG as megabytes; they would disagree about the same text.',
    source: 'PostgreSQL: parameter names and values; CloudNativePG 1.30 webhook: shared_buffers',
    breaches: ({ cluster: { postgresql } }) =>
      SIZES.flatMap((name) => {
        const value = postgresql.parameters[name];
        return value === undefined ||
          UNITLESS.get(name)?.includes(value) === true ||
          postgresSizeBytes(value) !== undefined
          ? []
          : [
              {
                path: ['postgresql', 'parameters', name],
                found: JSON.stringify(value),
                expected: 'a size with a unit such as 512MB',
              },
            ];
      }),
  },
  {
    id: 'shared-buffers-memory',
    level: 'error',
    summary: 'shared_buffers must fit in the memory that an instance asks for.',
    detail: 'CloudNativePG refuses more than the memory request. A quarter of it is the usual value.',
    source: 'CloudNativePG 1.30 webhook: shared_buffers',
    breaches: ({ cluster: { postgresql, resources } }) => {
      const buffers = postgresql.parameters['shared_buffers'] ?? '';
      return (postgresSizeBytes(buffers) ?? 0) > (quantityBytes(resources.memory) ?? Infinity)
        ? [
            {
              path: ['postgresql', 'parameters', 'shared_buffers'],
              found: buffers,
              expected: `at most resources.memory (${resources.memory})`,
            },
          ]
        : [];
    },
  },
  {
    id: 'wal-size-storage',
    level: 'error',
    summary: 'min_wal_size < max_wal_size < the volume that WAL lies on.',
    detail: 'Otherwise a checkpoint may keep more WAL than there is room for, and PostgreSQL stops.',
    source: 'CloudNativePG 1.30 webhook: WAL sizes',
    breaches: ({ cluster: { postgresql, storage, walStorage } }) => {
      const min = postgresSizeBytes(postgresql.parameters['min_wal_size'] ?? '80MB') ?? 0;
      const max = postgresSizeBytes(postgresql.parameters['max_wal_size'] ?? '1GB') ?? 0;
      const volume = walStorage === 'none' ? storage : walStorage;
      if (min >= max)
        return [
          {
            path: ['postgresql', 'parameters', 'min_wal_size'],
            found: 'a min_wal_size not below max_wal_size',
            expected: 'a smaller one',
          },
        ];
      return max >= (quantityBytes(volume.size) ?? Infinity)
        ? [
            {
              path: [walStorage === 'none' ? 'storage' : 'walStorage', 'size'],
              found: volume.size,
              expected: 'more than max_wal_size',
            },
          ]
        : [];
    },
  },
  {
    id: 'wal-level-minimal',
    level: 'error',
    summary: 'wal_level minimal has nothing for standbys or archives.',
    detail:
      'CloudNativePG takes it only where archiving is switched off by hand, and then no standby can ever be added.',
    source: 'CloudNativePG 1.30 webhook: wal_level',
    breaches: ({ cluster }) =>
      cluster.postgresql.parameters['wal_level'] === 'minimal'
        ? [
            {
              path: ['postgresql', 'parameters', 'wal_level'],
              found: 'minimal',
              expected: 'replica or logical',
            },
          ]
        : [],
  },
  {
    id: 'wal-log-hints',
    level: 'error',
    summary: 'With standbys, wal_log_hints must be on.',
    detail: 'Without it pg_rewind cannot bring a former primary back, and CloudNativePG refuses the cluster.',
    source: 'CloudNativePG 1.30 webhook: wal_log_hints',
    breaches: ({ cluster }) => {
      const value = cluster.postgresql.parameters['wal_log_hints'] ?? 'on';
      return cluster.instances > 1 && FALSE.test(value)
        ? [{ path: ['postgresql', 'parameters', 'wal_log_hints'], found: value, expected: 'on' }]
        : [];
    },
  },
  {
    id: 'parameter-value',
    level: 'error',
    summary: 'The value of a parameter must be one that PostgreSQL knows.',
    detail: 'Another makes CloudNativePG refuse the cluster, or keeps PostgreSQL from starting.',
    source: 'CloudNativePG 1.30 webhook: wal_level and booleans; PostgreSQL: max_connections',
    breaches: ({ cluster: { postgresql } }) =>
      [...VALUES].flatMap(([name, { accepts, expected }]) => {
        const value = postgresql.parameters[name];
        return value === undefined || accepts.test(value)
          ? []
          : [{ path: ['postgresql', 'parameters', name], found: JSON.stringify(value), expected }];
      }),
  },
  {
    id: 'weak-authentication',
    level: 'error',
    summary: 'Lines of pg_hba.conf may not let anyone in without a password or a certificate over TLS.',
    detail:
      'trust, password and md5 defeat SCRAM; host and hostnossl lines defeat TLS. Use hostssl … scram-sha-256, or hostssl … cert.',
    source: 'PostgreSQL: pg_hba.conf',
    breaches: ({ cluster: { postgresql } }) =>
      postgresql.hba.flatMap((line, position) =>
        isStrongHbaLine(line)
          ? []
          : [
              {
                path: ['postgresql', 'hba', position],
                found: JSON.stringify(line),
                expected: 'hostssl … scram-sha-256, hostssl … cert, or a line that rejects',
              },
            ],
      ),
  },
  {
    id: 'slot-keeps-wal',
    level: 'warning',
    summary: 'Without max_slot_wal_keep_size, one standby that is gone can fill the volume with WAL.',
    detail:
      'A replication slot keeps WAL without limit by default, until the primary stops for lack of space. Set it to a part of the volume.',
    source: 'PostgreSQL: max_slot_wal_keep_size',
    breaches: ({ cluster: { postgresql, instances } }) =>
      instances === 1 || postgresql.parameters['max_slot_wal_keep_size'] !== undefined
        ? []
        : [
            {
              path: ['postgresql', 'parameters'],
              found: 'no max_slot_wal_keep_size',
              expected: 'a limit such as 10GB',
            },
          ],
  },
];
