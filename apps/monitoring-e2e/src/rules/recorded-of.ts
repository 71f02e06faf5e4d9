import { clusterLabels, RECORDED } from '@postgres-ha/monitoring';
import type { RuleCluster } from './rule-clusters.ts';
import type { Scraped, Signal, TestSeries } from './signal.ts';
import { constant } from './signal.ts';
import type { World } from './world.ts';

/** What recording rules make of what is scraped of a cluster, so that rules of others can be tried out beside it. */
export function recordedOf(world: World, { cluster, environment }: RuleCluster): World {
  const labels = { ...clusterLabels(cluster, environment) };
  const pods = new Set(world.filter(({ metric }) => metric === 'up').map((series) => series.labels['pod']));
  const highest = (metric: string): Signal => {
    const signals = world.filter((series) => series.metric === metric).map(({ signal }) => signal);
    return (second) => signals.map((signal) => signal(second)).reduce<Scraped>(higher, 'gap');
  };
  return [
    { metric: RECORDED.expectedInstances, labels, signal: constant(pods.size) },
    { metric: RECORDED.timeline, labels, signal: highest('cnpg_pg_xlog_position_timeline') },
    {
      metric: RECORDED.lastBackup,
      labels,
      signal: highest('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp'),
    },
    ...usedOf(world, labels),
  ];
}

function higher(one: Scraped, other: Scraped): Scraped {
  if (typeof one !== 'number') return other;
  return typeof other === 'number' ? Math.max(one, other) : one;
}

/** By claim, whatever node it was on. */
function usedOf(world: World, labels: TestSeries['labels']): World {
  const signals = (metric: string, claim: string) =>
    world
      .filter((series) => series.metric === metric && series.labels['persistentvolumeclaim'] === claim)
      .map(({ signal }) => signal);
  const claims = new Set(world.flatMap((series) => series.labels['persistentvolumeclaim'] ?? []));
  return [...claims].map((persistentvolumeclaim) => ({
    metric: RECORDED.volumeUsed,
    labels: { ...labels, persistentvolumeclaim },
    signal: (second) => {
      const of = (metric: string) =>
        signals(`kubelet_volume_stats_${metric}_bytes`, persistentvolumeclaim)
          .map((signal) => signal(second))
          .find((value) => typeof value === 'number');
      const [available, capacity] = [of('available'), of('capacity')];
      return available === undefined || capacity === undefined ? 'gap' : 100 * (1 - available / capacity);
    },
  }));
}
