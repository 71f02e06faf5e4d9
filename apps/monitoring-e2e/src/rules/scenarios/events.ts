import { beginsAt, constant, during, endsAt, steps, type Signal } from '../signal.ts';
import { changed, relabelled, set, without, type World } from '../world.ts';

/** Pods of production's cluster, by number. */
export const POD = { 1: 'postgres-cluster-1', 2: 'postgres-cluster-2', 3: 'postgres-cluster-3' } as const;

/** What only a primary tells. */
const OF_A_PRIMARY = [
  'cnpg_pg_stat_archiver_archived_count',
  'cnpg_pg_stat_archiver_last_archived_time',
  'cnpg_pg_stat_archiver_last_failed_time',
  'cnpg_pg_synchronous_standbys_connected',
  'cnpg_pg_stat_replication_replay_diff_bytes',
  'cnpg_pg_stat_replication_flush_diff_bytes',
];

/**
 * Instance 2 takes over from 1, as somebody asked for: labels follow at once, answers of queries of the old primary are handed out for
 * a while, and its role is told late.
 */
export function switchover(
  world: World,
  { at, cachedSeconds }: { readonly at: number; readonly cachedSeconds: number },
): World {
  const old = at + cachedSeconds;
  const leading = world.filter(({ metric, labels }) => OF_A_PRIMARY.includes(metric) && labels['pod'] === POD[1]);
  const streaming = world.filter(
    ({ metric, labels }) => metric === 'cnpg_pg_recovery_streaming' && labels['pod'] === POD[2],
  );
  const others = world.filter((series) => !leading.includes(series) && !streaming.includes(series));
  const before = [
    ...others,
    ...leading.map((series) => ({ ...series, signal: endsAt(old, series.signal) })),
    ...streaming.map((series) => ({ ...series, signal: endsAt(at, series.signal) })),
  ];
  const told = set(before, 'cnpg_pg_replication_in_recovery', { pod: POD[1] }, steps(0, [old, 1]));
  const promoted = set(told, 'cnpg_pg_replication_in_recovery', { pod: POD[2] }, steps(1, [at, 0]));
  const newTimeline = set(promoted, 'cnpg_pg_xlog_position_timeline', { pod: POD[2] }, steps(3, [at, 4]));
  const demoted = { at, labels: { cnpg_io_instanceRole: 'replica' } };
  const leads = { at, labels: { cnpg_io_instanceRole: 'primary' } };
  const ofInstance = (pod: string) => ({ pod, job: 'postgres-cluster' });
  return [
    ...relabelled(relabelled(newTimeline, ofInstance(POD[1]), demoted), ofInstance(POD[2]), leads),
    // The archiver of the new primary begins to count when it does; a failure of its former life is not forgotten.
    ...leading.map((series) => ({
      ...exchanged(series, POD[2]),
      signal: beginsAt(at, series.metric.endsWith('last_failed_time') ? constant(1) : series.signal),
    })),
    // The old primary streams once it has started as a standby.
    ...streaming.map((series) => ({
      ...exchanged(series, POD[1]),
      signal: beginsAt(old, steps(0, [old + 60, 1])),
    })),
  ];
}

function exchanged(series: World[number], pod: string): World[number] {
  const follower = series.labels['application_name'] === pod ? { application_name: POD[1] } : {};
  return { ...series, labels: { ...series.labels, ...follower, pod } };
}

/** Its container is started anew: it cannot be scraped for a while, and counts from 0 afterwards. */
export function restarted(
  world: World,
  pod: string,
  { at, seconds }: { readonly at: number; readonly seconds: number },
): World {
  const away = (now: Signal): Signal =>
    during(at, at + seconds, { then: (second) => (second === at ? 'stale' : 'gap'), otherwise: now });
  const down = changed(world, [], { pod }, away);
  return set(down, 'up', { pod }, during(at, at + seconds, { then: constant(0), otherwise: constant(1) }));
}

/** Nothing is scraped for a while, and nobody marks the end of anything. */
export function scrapeGap(world: World, { at, seconds }: { readonly at: number; readonly seconds: number }): World {
  return changed(world, [], {}, (now) => during(at, at + seconds, { then: () => 'gap', otherwise: now }));
}

/** The pod is deleted: its series end, and Prometheus has no target of it any more. */
export function deleted(world: World, pod: string, { at }: { readonly at: number }): World {
  return changed(world, [], { pod }, (now) => endsAt(at, now));
}

/** Somebody else's monitoring scrapes the same pods. */
export function scrapedTwice(world: World, chosen: Readonly<Record<string, string>> = {}): World {
  const again = world.filter(({ labels }) => Object.entries(chosen).every(([name, value]) => labels[name] === value));
  return [...world, ...again.map((series) => ({ ...series, labels: { ...series.labels, job: 'somebody-elses' } }))];
}

/** Clocks of all pods are ahead of Prometheus' by so much, or behind. */
export function clocksAhead(world: World, seconds: number): World {
  return world.map((series) =>
    /_time$|timestamp/.test(series.metric)
      ? {
          ...series,
          signal: (second) => {
            const told = series.signal(second);
            return typeof told === 'number' && told > 0 ? told + seconds : told;
          },
        }
      : series,
  );
}

export { without };
