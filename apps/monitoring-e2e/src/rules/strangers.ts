import type { RuleCluster } from './rule-clusters.ts';
import type { TestSeries } from './signal.ts';
import { recordedOf } from './recorded-of.ts';
import type { World } from './world.ts';

/**
 * Others that only one label tells apart from a cluster: one of the same name in another namespace, another one in the same namespace
 * (with pods of the same names, so that the label has to do it), the same pods as somebody else's monitoring has them, and another
 * environment.
 */
export function strangers(world: World, { cluster, environment }: RuleCluster): World {
  const own = world.filter(({ labels }) => labels['namespace'] === cluster.namespace);
  const brought = new Set(own.map(({ metric }) => metric));
  const recorded = recordedOf(own, { cluster, environment }).filter(({ metric }) => !brought.has(metric));
  return [
    ...recorded.map((series) => withLabels(series, { namespace: `${cluster.namespace}-2` })),
    ...recorded.map((series) => withLabels(series, { cnpg_io_cluster: `${cluster.name}-restored` })),
    ...own.map((series) => withLabels(series, { namespace: `${cluster.namespace}-2` })),
    ...own.map((series) => ofAnother(series, cluster.name)),
    ...own.filter(isScraped).map((series) => withLabels(series, { job: 'somebody-elses' })),
    ...world
      .filter(({ labels }) => labels['environment'] === environment.name && labels['namespace'] !== cluster.namespace)
      .flatMap((series) => [
        withLabels(series, { environment: 'staging' }),
        withLabels(series, { job: 'somebody-elses' }),
        ...(series.labels['job'] === 'cloudnative-pg' ? [withLabels(series, { namespace: 'another-namespace' })] : []),
      ]),
  ];
}

/** Kubelets know claims, not clusters. */
function ofAnother(series: TestSeries, name: string): TestSeries {
  const claim = series.labels['persistentvolumeclaim'];
  return claim === undefined
    ? withLabels(series, { cnpg_io_cluster: `${name}-restored` })
    : withLabels(series, { persistentvolumeclaim: claim.replace(name, `${name}-restored`) });
}

function isScraped({ labels }: TestSeries): boolean {
  return labels['cnpg_io_cluster'] !== undefined;
}

function withLabels(series: TestSeries, labels: Readonly<Record<string, string>>): TestSeries {
  return { ...series, labels: { ...series.labels, ...labels } };
}
