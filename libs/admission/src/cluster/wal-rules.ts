import type { Breach, StateRule } from '../rule.ts';
import { webhookSize } from '../values/postgres-size.ts';
import type { Nano } from '../values/quantity.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { archivesWal, majorVersion, parametersOf, walLevel } from './postgres-facts.ts';
import { isReplica } from './replica.ts';
import { volumeSize } from './storage-size.ts';

const LEVEL = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateConfiguration` } as const;
const SIZE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateWalSizeConfiguration` } as const;
/** What PostgreSQL takes where nothing is written. */
const DEFAULT_SIZES = { min_wal_size: '80MB', max_wal_size: '1GB' } as const;
type WalSize = keyof typeof DEFAULT_SIZES;

const SKIPPED = { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } } as const;
const MINIMAL = { wal_level: 'minimal', max_wal_senders: '0' } as const;

/** Rules about the write-ahead log: how much is written to it, and how much of it is kept. */
export const walRules: readonly StateRule<ClusterResource>[] = [
  {
    ...LEVEL,
    id: 'wal-level-value',
    summary: 'wal_level is logical, replica or minimal, in small letters.',
    remedy: 'Write logical or replica, or remove it: logical is the default.',
    breaches: (cluster) =>
      ['logical', 'replica', 'minimal'].includes(walLevel(cluster))
        ? []
        : atParameter(cluster, 'wal_level', JSON.stringify(walLevel(cluster))),
    vectors: {
      fails: { spec: { postgresql: { parameters: { wal_level: 'Replica' } } } },
      passes: { spec: { postgresql: { parameters: { wal_level: 'replica' } } } },
    },
  },
  {
    ...LEVEL,
    id: 'wal-level-minimal',
    summary: 'wal_level is minimal only in a single instance that archives nothing and follows nobody.',
    remedy: 'Write replica or logical.',
    breaches: (cluster) => {
      if (walLevel(cluster) !== 'minimal') return [];
      const needs = [
        ...(cluster.spec.instances > 1 ? [`${cluster.spec.instances} instances`] : []),
        ...(archivesWal(cluster) ? ['an archive'] : []),
        ...(isReplica(cluster) ? ['a primary elsewhere'] : []),
      ];
      return needs.length === 0 ? [] : atParameter(cluster, 'wal_level', `minimal with ${needs.join(', ')}`);
    },
    vectors: {
      fails: { spec: { instances: 1, postgresql: { parameters: MINIMAL } } },
      passes: { metadata: SKIPPED, spec: { instances: 1, postgresql: { parameters: MINIMAL } } },
    },
  },
  {
    ...LEVEL,
    id: 'wal-level-minimal-senders',
    summary: 'With wal_level minimal, max_wal_senders is 0.',
    remedy: 'Set max_wal_senders to "0", or wal_level to replica.',
    breaches: (cluster) => {
      const senders = parametersOf(cluster)['max_wal_senders'];
      return walLevel(cluster) === 'minimal' && senders !== '0'
        ? atParameter(cluster, 'max_wal_senders', senders === undefined ? 'the default' : JSON.stringify(senders))
        : [];
    },
    vectors: {
      fails: { metadata: SKIPPED, spec: { instances: 1, postgresql: { parameters: { wal_level: 'minimal' } } } },
      passes: { metadata: SKIPPED, spec: { instances: 1, postgresql: { parameters: MINIMAL } } },
    },
  },
  {
    ...syntaxRule('min_wal_size'),
    vectors: {
      fails: { spec: { postgresql: { parameters: { min_wal_size: '128M' } } } },
      passes: { spec: { postgresql: { parameters: { min_wal_size: '128MB' } } } },
    },
  },
  {
    ...syntaxRule('max_wal_size'),
    vectors: {
      fails: { spec: { postgresql: { parameters: { max_wal_size: '1GiB' } } } },
      passes: { spec: { postgresql: { parameters: { max_wal_size: '1GB' } } } },
    },
  },
  {
    ...SIZE,
    id: 'min-wal-size-order',
    summary: 'min_wal_size is below max_wal_size; where one is not set, 80MB and 1GB count.',
    remedy: 'Lower min_wal_size or raise max_wal_size.',
    breaches: (cluster) => {
      const [min, max] = [walSize(cluster, 'min_wal_size'), walSize(cluster, 'max_wal_size')];
      return isCompared(min.size) && isCompared(max.size) && min.size >= max.size
        ? atParameter(cluster, 'min_wal_size', `min_wal_size ${min.text}, max_wal_size ${max.text}`)
        : [];
    },
    vectors: {
      fails: { spec: { postgresql: { parameters: { max_wal_size: '64MB' } } } },
      passes: { spec: { postgresql: { parameters: { max_wal_size: '81MB' } } } },
    },
  },
  {
    ...volumeRule('min_wal_size'),
    vectors: {
      fails: { spec: { walStorage: { size: '512Mi' }, postgresql: { parameters: { min_wal_size: '512MB' } } } },
      passes: { spec: { walStorage: { size: '513Mi' }, postgresql: { parameters: { min_wal_size: '512MB' } } } },
    },
  },
  {
    ...volumeRule('max_wal_size'),
    vectors: {
      fails: { spec: { walStorage: { size: '1Gi' }, postgresql: { parameters: { max_wal_size: '1GB' } } } },
      passes: { spec: { walStorage: { size: '1Gi' }, postgresql: { parameters: { max_wal_size: '1023MB' } } } },
    },
  },
];

function syntaxRule(name: WalSize): Omit<StateRule<ClusterResource>, 'vectors'> {
  return {
    ...SIZE,
    id: `${name.replaceAll('_', '-')}-syntax`,
    summary: `${name} is a number with a unit of PostgreSQL: B, kB, MB, GB, TB.`,
    remedy: 'Write it like 512MB or 2GB.',
    breaches: (cluster) => {
      const { text, size } = walSize(cluster, name);
      return size === undefined ? atParameter(cluster, name, JSON.stringify(text)) : [];
    },
  };
}

function volumeRule(name: WalSize): Omit<StateRule<ClusterResource>, 'vectors'> {
  return {
    ...SIZE,
    id: `${name.replaceAll('_', '-')}-volume`,
    summary: `${name} is below the size of the volume for WAL, where there is one.`,
    remedy: `Lower ${name} or enlarge spec.walStorage.`,
    breaches: (cluster) => {
      const { text, size, isWritten } = walSize(cluster, name);
      const volume = volumeSize(cluster.spec.walStorage);
      return isWritten && isCompared(size) && volume !== undefined && size >= volume
        ? atParameter(cluster, name, `${text} on a volume of ${cluster.spec.walStorage?.size ?? 'no known size'}`)
        : [];
    },
  };
}

interface WrittenSize {
  readonly text: string;
  /** undefined: malformed. */
  readonly size: Nano | undefined;
  readonly isWritten: boolean;
}

function walSize(cluster: ClusterResource, name: WalSize): WrittenSize {
  const written = parametersOf(cluster)[name] ?? '';
  const text = written === '' ? DEFAULT_SIZES[name] : written;
  return { text, size: webhookSize(text), isWritten: written !== '' };
}

/** Sizes of 0, and what is no size, are compared with nothing. */
function isCompared(size: Nano | undefined): size is Nano {
  return size !== undefined && size !== 0n;
}

/** Nothing is judged where the major version is not known. */
function atParameter(cluster: ClusterResource, name: string, found: string): readonly Breach[] {
  return majorVersion(cluster) === undefined ? [] : [{ path: ['spec', 'postgresql', 'parameters', name], found }];
}
