import { fires, HOUR, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { steps, type Signal } from '../signal.ts';
import { relabelled, set, type World } from '../world.ts';
import { POD } from './events.ts';

const AVAILABLE = 'kubelet_volume_stats_available_bytes';
const GIB = 2 ** 30;
const CLAIM = { persistentvolumeclaim: POD[2] };

/** GiB of 100 that are free. */
const free = (signal: Signal) => (world: World) =>
  set(world, AVAILABLE, CLAIM, (at) => {
    const gib = signal(at);
    return typeof gib === 'number' ? gib * GIB : gib;
  });

const FORECAST = (percent: number) => ({
  labels: { persistentvolumeclaim: POD[2], reason: 'forecast' },
  summary: `Volume postgres-cluster-2 is ${percent} % full and fills up soon`,
  description: 'As it went for six hours and for the last one, it is full within 1d 0h 0m 0s.',
});

const filling = 'PostgreSQLVolumeFilling';
const hours = (at: number): number => at / HOUR;

/** From the beginning on, and on another node after a while. */
const steadily = (perHour: number, first = 49) => free((at) => first - perHour * hours(at));

const aged = (metric: string, age: number) => (world: World) =>
  set(world, metric, { pod: POD[1], datname: 'linkdb' }, steps(150_000_000, [ONSET, age]));

const WRAPAROUND = (counter: string) => ({
  labels: { datname: 'linkdb', counter },
  summary: `Database linkdb has rows that are 510M ${counter} old`,
  description:
    'Autovacuum should have frozen them long ago: something holds it back. At about 2 000 000 000 PostgreSQL takes no more writes.',
});

export const STORAGE_SCENARIOS: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLVolumeAlmostFull',
    name: 'a volume is almost full',
    world: free(steps(60, [ONSET, 9])),
    forSeconds: 120,
    alerts: [
      {
        labels: { persistentvolumeclaim: POD[2] },
        summary: 'Volume postgres-cluster-2 is 91 % full',
        description:
          'When it is full, PostgreSQL stops, and a volume for WAL that is full cannot be made larger by the operator any more.',
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLVolumeAlmostFull',
    name: 'a volume is as full as it may be',
    seconds: 1200,
    world: free(steps(60, [ONSET, 10])),
  }),
  fires({
    alert: filling,
    name: 'much of a volume is in use',
    world: free(steps(60, [ONSET, 19])),
    forSeconds: 900,
    alerts: [
      {
        labels: { persistentvolumeclaim: POD[2], reason: 'used' },
        summary: 'Volume postgres-cluster-2 is 81 % full',
        description: 'More than 80 % are in use.',
      },
    ],
  }),
  silent({
    alert: filling,
    name: 'as much of a volume is in use as may be',
    seconds: 2400,
    world: free(steps(60, [ONSET, 20])),
  }),
  fires({
    alert: filling,
    step: 60,
    name: 'a volume will be full within a day, whatever node it is on',
    from: 3 * HOUR,
    world: (world) => relabelled(steadily(2.2)(world), CLAIM, { at: 2 * HOUR, labels: { node: 'another-node' } }),
    forSeconds: 900,
    alerts: [FORECAST(58)],
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'a volume will be full in more than a day',
    seconds: 3.6 * HOUR,
    world: steadily(1.7),
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'a volume fills fast, and less than half of it is in use',
    seconds: 3.5 * HOUR,
    world: steadily(2.5, 62.5),
    others: free(() => 40),
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'a volume fills fast, and exactly half of it is in use',
    seconds: 3.8 * HOUR,
    world: free((at) => 67.5 - 2.5 * Math.min(7, Math.floor(hours(at) / 0.5))),
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'a volume that is there for less than three hours fills fast, and those of others for longer',
    seconds: 4.5 * HOUR,
    world: free((at) => (hours(at) < 2 ? 'gap' : 45 - 2.5 * (hours(at) - 2))),
    others: (world) => world,
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'a volume fills faster for an hour, and by six hours would be full in 30 hours',
    seconds: 4.6 * HOUR,
    world: free((at) => (hours(at) < 3 ? 49 - 1.1 * hours(at) : 45.7 - 3 * (hours(at) - 3))),
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'a volume fills more slowly for an hour, and by that hour would be full in 30 hours',
    seconds: 4.8 * HOUR,
    world: free((at) => (hours(at) < 1.2 ? 'gap' : hours(at) < 3 ? 49 - 3 * hours(at) : 40 - 1.55 * (hours(at) - 3))),
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'an import that ended an hour ago',
    seconds: 6 * HOUR,
    others: steadily(2.2),
    world: free((at) => 90 - 22 * Math.min(2, hours(at))),
  }),
  silent({
    ...{ alert: filling, step: 60 },
    name: 'what was freed in the morning is used again slowly',
    seconds: 6.25 * HOUR,
    others: steadily(2.2),
    world: free((at) => (hours(at) < 3 ? 25 + (23 * hours(at)) / 3 : 48 - 2.2 * (hours(at) - 3))),
  }),
  {
    ...{ alert: filling, step: 60 },
    name: 'a volume that was emptied half a day ago fills since six hours, in steps',
    seconds: 11.7 * HOUR,
    world: free((at) => (hours(at) < 5 ? 21 + 5.4 * hours(at) : 48 - 1.65 * Math.floor((hours(at) - 5) / 0.75))),
    expected: { [11.7 * HOUR]: [FORECAST(65)] },
  },
  fires({
    alert: 'PostgreSQLTransactionWraparound',
    name: 'transactions were not frozen',
    world: aged('cnpg_pg_database_xid_age', 510_000_000),
    forSeconds: 300,
    alerts: [WRAPAROUND('transactions')],
  }),
  fires({
    alert: 'PostgreSQLTransactionWraparound',
    name: 'multixacts were not frozen',
    world: aged('cnpg_pg_database_mxid_age', 510_000_000),
    forSeconds: 300,
    alerts: [WRAPAROUND('multixacts')],
  }),
  silent({
    alert: 'PostgreSQLTransactionWraparound',
    name: 'rows are as old as they may be',
    seconds: 1800,
    world: (world) =>
      aged('cnpg_pg_database_mxid_age', 500_000_000)(aged('cnpg_pg_database_xid_age', 500_000_000)(world)),
  }),
];
