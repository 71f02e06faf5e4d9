import { clocksAhead, POD, restarted, scrapeGap, switchover } from './scenarios/events.ts';
import type { RuleCluster } from './rule-clusters.ts';
import { constant, endsAt, steps, type Signal } from './signal.ts';
import { strangers } from './strangers.ts';
import { changed, healthyWorld, set, type World } from './world.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Of each half hour, the first minutes. */
const burst = (value: number, minutes: number): ((now: Signal) => Signal) => {
  return (now) => (at) => (at % (HOUR / 2) < minutes * MINUTE ? value : now(at));
};

/**
 * Six hours in which a lot happens and nothing is wrong: a base backup at 02:00, a switchover, a container that is started anew, a
 * Prometheus that does not scrape for four minutes, clocks that differ, statistics that are reset, bursts of writes, of connections and
 * of clients that wait, a nightly job of forty minutes, an archive that fails once. Midnight is second 0.
 */
export function busyDay(world: World): World {
  const steadied = [
    (now: World) => changed(now, ['cnpg_pg_stat_replication_replay_diff_bytes'], {}, burst(200 * 2 ** 20, 4)),
    (now: World) =>
      changed(now, ['cnpg_collector_pg_wal_archive_status'], { pod: POD[1], value: 'ready' }, burst(300, 4)),
    (now: World) => changed(now, ['cnpg_pg_connections_used'], { pod: POD[1] }, burst(190, 1)),
    (now: World) => changed(now, ['cnpg_pgbouncer_pools_maxwait'], {}, burst(8, 0.5)),
    (now: World) =>
      set(now, 'cnpg_pg_client_transactions_oldest_seconds', { pod: POD[1], state: 'active' }, (at) =>
        at >= 4 * HOUR && at < 4 * HOUR + 40 * MINUTE ? at - 4 * HOUR : 1,
      ),
    // A backup that began at 02:00 ended an hour later.
    (now: World) =>
      set(now, 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', {}, steps(1, [3 * HOUR, 3 * HOUR])),
    (now: World) => set(now, 'cnpg_pg_stat_archiver_last_failed_time', {}, steps(-1, [HOUR + 200, HOUR + 200])),
    (now: World) =>
      changed(now, ['cnpg_pg_stat_archiver_archived_count'], {}, (before) => (at) => {
        const count = before(at);
        return typeof count === 'number' && at >= 2 * HOUR ? count - 120 : count;
      }),
    (now: World) => clocksAhead(now, 90),
    (now: World) => switchover(now, { at: 5 * HOUR, cachedSeconds: 75 }),
    (now: World) => restarted(now, POD[3], { at: 2.5 * HOUR, seconds: 30 }),
    (now: World) => scrapeGap(now, { at: 3.5 * HOUR, seconds: 240 }),
  ];
  return steadied.reduce((now, event) => event(now), world);
}

/** Nobody writes: nothing is archived since a while, and the last attempt to, long ago, failed. */
export function idleDay(world: World): World {
  const still = [
    (now: World) => set(now, 'cnpg_pg_stat_archiver_archived_count', {}, constant(100)),
    (now: World) => set(now, 'cnpg_pg_stat_archiver_last_archived_time', {}, constant(200)),
    (now: World) => set(now, 'cnpg_pg_stat_archiver_last_failed_time', {}, constant(300)),
    (now: World) => set(now, 'cnpg_pg_stat_replication_replay_diff_bytes', {}, constant(0)),
    (now: World) => set(now, 'cnpg_pg_client_transactions_oldest_seconds', {}, constant(0)),
    (now: World) => set(now, 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', {}, constant(500)),
    (now: World) => clocksAhead(now, -90),
  ];
  return still.reduce((now, change) => change(now), world);
}

/** Another cluster of the namespace, and one of the same name elsewhere, are deleted after an hour, with all that was known of them. */
export function besideDeleted(world: World, on: RuleCluster): World {
  return [
    ...world,
    ...strangers(
      changed(healthyWorld(on), [], {}, (now) => endsAt(HOUR, now)),
      on,
    ),
  ];
}
