import type { KubeObject } from '@postgres-ha/kube-manifest';
import { unseen, type PoolerAnswer, type PoolerLook } from '@postgres-ha/diagnosis';
import { fieldsOf, proxiedPage, textOf } from '@postgres-ha/kube-api';
import { lookOf, mapLook, patienceOf, type Lookout } from './lookout.ts';
import { labelOf, whySilent } from './pods.ts';

const METRICS_PORT = 9127;
const POOLS = 'cnpg_pgbouncer_pools_';

/** What each PgBouncer says of its pools, by its metrics. */
export function lookAtPoolers(
  lookout: Lookout,
  { pods, poolers }: { readonly pods: readonly KubeObject[]; readonly poolers: readonly KubeObject[] },
): Promise<readonly PoolerLook[]> {
  return Promise.all(
    pods.map(async (pod): Promise<PoolerLook> => {
      const pooler = labelOf(pod, 'cnpg.io/poolerName') ?? '';
      const name = pod.metadata.name;
      const silent = whySilent(pod, 'pgbouncer');
      if (silent !== undefined) return { pooler, pod: name, answer: unseen('absent', silent) };
      const place = {
        namespace: lookout.target.namespace,
        kind: 'pod',
        name,
        port: METRICS_PORT,
        path: '/metrics',
      } as const;
      const page = await lookout.inLane(() => proxiedPage(lookout.connection, place, patienceOf(lookout)));
      const spec = fieldsOf(poolers.find(({ metadata }) => metadata.name === pooler)?.['spec']);
      const answer = mapLook(lookOf(page, `metrics of ${name}`), (text) =>
        readPools(text, fieldsOf(spec['pgbouncer'])),
      );
      return { pooler, pod: name, answer };
    }),
  );
}

/** Of the metrics of a pooler, and of what its object asks for. */
export function readPools(text: string, pgbouncer: Readonly<Record<string, unknown>>): PoolerAnswer {
  const pools = new Map<string, Map<string, number>>();
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = ''] = /^(\w+)\{([^}]*)\} (\S+)$/.exec(line) ?? [];
    if (!name.startsWith(POOLS)) continue;
    const key = JSON.stringify([labelIn(labels, 'database'), labelIn(labels, 'user')]);
    const pool = pools.get(key) ?? new Map<string, number>();
    pools.set(key, pool.set(name.slice(POOLS.length), Number(value)));
  }
  const parameters = fieldsOf(pgbouncer['parameters']);
  return {
    maxClientConnections: numberOf(parameters['max_client_conn']),
    poolSize: numberOf(parameters['default_pool_size']),
    paused: typeof pgbouncer['paused'] === 'boolean' ? pgbouncer['paused'] : null,
    pools: [...pools].map(([key, values]) => {
      const [database = '', user = ''] = JSON.parse(key) as readonly string[];
      const of = (name: string): number => values.get(name) ?? 0;
      return {
        ...{ database, user, clientsActive: of('cl_active'), clientsWaiting: of('cl_waiting') },
        ...{ serversActive: of('sv_active'), serversIdle: of('sv_idle'), longestWaitSeconds: of('maxwait') },
      };
    }),
  };
}

function labelIn(labels: string, name: string): string {
  return new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
}

function numberOf(value: unknown): number | null {
  const text = textOf(value);
  return /^\d+$/.test(text) ? Number(text) : null;
}
