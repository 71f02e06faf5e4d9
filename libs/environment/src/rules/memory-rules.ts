import { quantityBytes } from '@postgres-ha/kube-manifest';
import { poolersOf, type Cluster } from '../cluster.ts';
import { postgresSizeBytes } from '../schema/postgres-size.ts';
import type { Breach, ClusterInEnvironment, Rule } from './rule.ts';

/** More of the memory than this leaves too little for sessions and for the page cache of the kernel. */
const MOST_SHARED = 0.4;
const MIB = 2 ** 20;

/** PostgreSQL's own values where a cluster says nothing. */
const DEFAULTS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  work_mem: '4MB',
  hash_mem_multiplier: '2',
  maintenance_work_mem: '64MB',
  autovacuum_max_workers: '3',
  max_connections: '100',
  wal_buffers: '16MB',
};

/** Rules about what PostgreSQL may come to need beside what its pod may have. A pod that needs more is killed. */
export const memoryRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'shared-buffers-share',
    level: 'warning',
    summary: 'shared_buffers takes at most two fifths of the memory.',
    detail:
      'A quarter is the usual start. What is not shared buffers serves sessions, maintenance and the page cache, which PostgreSQL relies on.',
    source: 'PostgreSQL: shared_buffers; house rule',
    breaches: ({ cluster }) => {
      const buffers = sizeOf(cluster, 'shared_buffers');
      const memory = quantityBytes(cluster.resources.memory) ?? Infinity;
      return buffers <= memory * MOST_SHARED
        ? []
        : [
            {
              path: ['postgresql', 'parameters', 'shared_buffers'],
              found: `${percent(buffers / memory)} of ${cluster.resources.memory}`,
              expected: `at most ${percent(MOST_SHARED)}`,
            },
          ];
    },
  },
  {
    id: 'memory-worst-case',
    level: 'warning',
    summary: 'What every session may take at once fits in the memory limit.',
    detail:
      'Counted are shared_buffers, work_mem × hash_mem_multiplier for every connection that may be open, maintenance_work_mem for every autovacuum worker, wal_buffers, and a tenth on top. One query can take several times work_mem, so this is no upper bound; a database that exceeds it under load is killed for want of memory.',
    source: 'PostgreSQL: resource consumption; house rule',
    breaches: ({ cluster }) => exceeding(cluster, { above: 1, upTo: isPooled(cluster) ? Infinity : 2 }),
  },
  {
    id: 'memory-overcommitted',
    level: 'error',
    summary: 'Without a pooler, sessions may not come to take twice the memory limit.',
    detail:
      'Counted as for memory-worst-case. Applications that open connections as they like do reach max_connections. Lower work_mem or max_connections, raise the memory, or put a pooler in front: it bounds how many there are.',
    source: 'PostgreSQL: resource consumption; house rule',
    breaches: ({ cluster }) => (isPooled(cluster) ? [] : exceeding(cluster, { above: 2, upTo: Infinity })),
  },
];

function isPooled(cluster: Cluster): boolean {
  return poolersOf(cluster).some(({ type }) => type === 'rw');
}

function exceeding(
  cluster: Cluster,
  { above, upTo }: { readonly above: number; readonly upTo: number },
): readonly Breach[] {
  const limit = quantityBytes(cluster.resources.limits?.memory ?? cluster.resources.memory) ?? Infinity;
  const need = worstCase(cluster);
  const share = need / limit;
  if (share <= above || share > upTo) return [];
  return [
    {
      path: ['resources', 'memory'],
      found: `${Math.round(limit / MIB)} MiB`,
      expected: `${Math.ceil(need / MIB)} MiB, which ${connections(cluster)} connections may come to need`,
    },
  ];
}

function worstCase(cluster: Cluster): number {
  const perSession = sizeOf(cluster, 'work_mem') * numberOf(cluster, 'hash_mem_multiplier');
  const maintenance = numberOf(cluster, 'autovacuum_max_workers') * sizeOf(cluster, 'maintenance_work_mem');
  const sum =
    sizeOf(cluster, 'shared_buffers') +
    connections(cluster) * perSession +
    maintenance +
    sizeOf(cluster, 'wal_buffers');
  return sum * 1.1;
}

/** What a pooler opens to the primary, where there is one; else all that PostgreSQL accepts. */
function connections(cluster: Cluster): number {
  const most = numberOf(cluster, 'max_connections');
  const writer = poolersOf(cluster).find(({ type }) => type === 'rw');
  return writer === undefined
    ? most
    : Math.min(most, writer.instances * writer.poolSize * (cluster.services.length + 1));
}

function sizeOf(cluster: Cluster, name: string): number {
  return postgresSizeBytes(valueOf(cluster, name)) ?? postgresSizeBytes(DEFAULTS[name] ?? '') ?? 0;
}

function numberOf(cluster: Cluster, name: string): number {
  const value = Number(valueOf(cluster, name));
  return Number.isFinite(value) ? value : Number(DEFAULTS[name]);
}

function valueOf({ postgresql }: Cluster, name: string): string {
  return postgresql.parameters[name] ?? DEFAULTS[name] ?? '';
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
