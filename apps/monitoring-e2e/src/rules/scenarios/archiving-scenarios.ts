import { fires, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { constant, during, steps, type Signal } from '../signal.ts';
import { set, type World } from '../world.ts';
import { POD, switchover } from './events.ts';

const READY = 'cnpg_collector_pg_wal_archive_status';
const ARCHIVED = 'cnpg_pg_stat_archiver_archived_count';
const LAST_ARCHIVED = 'cnpg_pg_stat_archiver_last_archived_time';
const LAST_FAILED = 'cnpg_pg_stat_archiver_last_failed_time';

const ready =
  (signal: Signal, pod: string = POD[1]) =>
  (world: World) =>
    set(world, READY, { pod, value: 'ready' }, signal);
const archived = (signal: Signal) => (world: World) => set(world, ARCHIVED, {}, signal);
const failing = (world: World): World =>
  set(
    set(world, LAST_FAILED, {}, during(ONSET, 1e9, { then: (at) => at, otherwise: constant(-1) })),
    LAST_ARCHIVED,
    {},
    (at) => Math.min(ONSET - 300, Math.floor(at / 300) * 300),
  );
const stops: Signal = (at) => 100 + Math.floor(Math.min(at, ONSET) / 300);

const MEANING =
  'What is written now is in no archive: it cannot be restored, and its segments fill the volume until PostgreSQL stops.';
const FAILS = {
  labels: { pod: POD[1], reason: 'fails' },
  summary: 'postgres-cluster-1 fails to archive WAL',
  description: MEANING,
};
const STUCK = {
  labels: { pod: POD[1], reason: 'stuck' },
  summary: 'postgres-cluster-1 has WAL to archive and archives none',
  description: MEANING,
};

const alert = 'PostgreSQLWALArchivingFailing';

export const ARCHIVING_SCENARIOS: readonly RuleScenario[] = [
  fires({
    ...{ alert, step: 60 },
    name: 'each attempt fails',
    needs: [READY, LAST_FAILED],
    world: (world) => ready(steps(0, [ONSET, 1]))(archived(stops)(failing(world))),
    forSeconds: 300,
    alerts: [FAILS],
  }),
  fires({
    ...{ alert, step: 60 },
    name: 'each attempt fails, and it is one alert however long it goes on',
    others: (world) => set(world, LAST_ARCHIVED, {}, (at) => at + 1),
    world: (world) => ready(steps(0, [ONSET, 1]))(archived(stops)(failing(world))),
    forSeconds: 300,
    alerts: [FAILS],
    seconds: 3600,
    more: { 3600: [FAILS] },
  }),
  fires({
    ...{ alert, step: 60 },
    name: 'an attempt neither ends well nor fails',
    from: ONSET + 900,
    needs: [READY, ARCHIVED],
    // Its last failure was within the second of its last success.
    world: (world) =>
      ready(steps(0, [ONSET, 1]))(
        archived(stops)(
          set(set(world, LAST_FAILED, {}, steps(-1, [ONSET, ONSET])), LAST_ARCHIVED, {}, (at) =>
            Math.min(ONSET, Math.floor(at / 300) * 300),
          ),
        ),
      ),
    // They fail instead.
    others: failing,
    forSeconds: 300,
    alerts: [STUCK],
  }),
  silent({
    ...{ alert, step: 60 },
    name: 'an idle database whose last attempt, long ago, failed',
    seconds: 3600,
    world: (world) =>
      archived(constant(100))(set(set(world, LAST_FAILED, {}, constant(300)), LAST_ARCHIVED, {}, constant(200))),
  }),
  silent({
    ...{ alert, step: 60 },
    name: 'an idle database that has something to archive for some minutes',
    seconds: 3600,
    world: (world) => ready(steps(0, [1200, 1], [1200 + 840, 0]))(archived(constant(100))(world)),
  }),
  silent({
    ...{ alert, step: 60 },
    name: 'an archive that takes a segment every fourteen minutes',
    seconds: 5400,
    world: (world) => ready(constant(3))(archived((at) => 100 + Math.floor(at / 840))(world)),
  }),
  silent({
    ...{ alert, step: 60 },
    name: 'one failed, and was archived within the same second',
    seconds: 3600,
    world: (world) => ready(constant(1))(set(world, LAST_FAILED, {}, (at) => Math.floor(at / 300) * 300)),
  }),
  silent({
    ...{ alert, step: 60 },
    name: 'statistics were reset while segments wait',
    seconds: 3600,
    world: (world) =>
      ready(constant(2))(archived((at) => Math.floor((at >= 1800 ? at - 1800 : at + 30_000) / 300))(world)),
  }),
  silent({
    ...{ alert, step: 60 },
    name: 'a switchover to an instance whose last attempt in its former life failed',
    seconds: 3600,
    world: (world) => switchover(world, { at: ONSET, cachedSeconds: 45 }),
  }),
  fires({
    ...{ alert: 'PostgreSQLWALBacklog', step: 60 },
    name: 'many segments wait',
    world: ready(steps(0, [ONSET, 70])),
    forSeconds: 600,
    alerts: [
      {
        labels: { pod: POD[1] },
        summary: '70 segments of postgres-cluster-1 wait to be archived',
        description:
          'More WAL is written than the archive takes. A restore loses what waits if the volume is lost; the segments fill it meanwhile.',
      },
    ],
  }),
  silent({
    ...{ alert: 'PostgreSQLWALBacklog', step: 60 },
    name: 'as many wait as may',
    seconds: 2400,
    world: ready(steps(0, [ONSET, 64])),
  }),
  silent({
    ...{ alert: 'PostgreSQLWALBacklog', step: 60 },
    name: 'segments of its former life wait in a standby, which archives none',
    seconds: 2400,
    world: ready(constant(500), POD[2]),
    others: (world) => switchover(world, { at: 15, cachedSeconds: 0 }),
  }),
];
