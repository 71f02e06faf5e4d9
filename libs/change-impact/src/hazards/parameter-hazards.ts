import { HOT_STANDBY_SENSITIVE } from '../parameters/cluster-parameters.ts';
import { parameterDefinition } from '../parameters/parameter-definition.ts';
import { parameterMeaning } from '../parameters/parameter-meaning.ts';
import { majorVersion, parameterNumber, parameterValue } from '../parameters/parameter-value.ts';
import { poolerConnections } from '../pooler-connections.ts';
import { bytesOf } from '../quantity-meaning.ts';
import { mapAt, valueAt } from '../value-at.ts';
import { inEachCluster, placeIn, type ClusterChange, type HazardRule } from './hazard-rule.ts';

const parameter = (name: string): readonly string[] => ['spec', 'postgresql', 'parameters', name];
const PAGE_BYTES = 8192;
/** superuser_reserved_connections, which pools do not get. */
const RESERVED = 3;

/** What a change of parameters does beyond a restart. */
export const parameterHazards: readonly HazardRule[] = [
  {
    id: 'parameter-unreadable',
    level: 'error',
    summary: 'PostgreSQL does not take this parameter, and does not start with it.',
    detail:
      'A name that the version does not have, or a value that is no number or truth value, makes PostgreSQL leave the whole new file aside on a reload; the next time that an instance starts, it does not come up. The webhook does not look at it.',
    remedy: 'Look the parameter up in the documentation of that version.',
    source: 'PostgreSQL: setting parameters; the table of parameters of 14 to 18',
    places: inEachCluster(({ before, after, all }) => {
      const names = unreadable(after, all.after);
      const known = unreadable(before, all.before);
      return names
        .filter((name) => !known.includes(name) || changed(name, before, after))
        .map((name) => placeIn(after, parameter(name)));
    }),
  },
  {
    id: 'connections-below-pools',
    level: 'error',
    summary: 'The pools may open more connections than the database takes.',
    detail:
      'PgBouncer opens default_pool_size connections in every pod of a Pooler, for every pair of database and user. What is beyond max_connections gets "sorry, too many clients already".',
    remedy: 'Lower default_pool_size or the instances of the Poolers first, or raise max_connections.',
    source: 'PostgreSQL: max_connections; PgBouncer: default_pool_size',
    places: inEachCluster(({ before, after, all }) => {
      const left = (cluster: typeof after, objects: typeof all.after): number =>
        (parameterNumber(cluster, 'max_connections', objects) ?? Infinity) -
        RESERVED -
        poolerConnections(cluster, objects);
      return left(after, all.after) < 0 && left(before, all.before) >= 0
        ? [placeIn(after, parameter('max_connections'))]
        : [];
    }),
  },
  {
    id: 'memory-below-buffers',
    level: 'error',
    summary: 'shared_buffers does not fit in the memory of the instances.',
    detail:
      'PostgreSQL takes shared_buffers when it starts, beside what sessions need. With less memory than that the kernel kills it, again and again.',
    remedy: 'Keep shared_buffers at a quarter of the memory limit.',
    source: 'CloudNativePG 1.30: webhook, which compares with the request only; PostgreSQL: shared_buffers',
    places: inEachCluster(({ before, after, all }) => {
      const fits = (cluster: typeof after, objects: typeof all.after): boolean => {
        const memory = ['limits', 'requests']
          .map((which) => bytesOf(valueAt(cluster, ['spec', 'resources', which, 'memory'])))
          .filter((bytes) => bytes !== undefined);
        const pages = parameterNumber(cluster, 'shared_buffers', objects);
        return pages === undefined || memory.length === 0 || pages * PAGE_BYTES < Math.min(...memory);
      };
      return !fits(after, all.after) && fits(before, all.before) ? [placeIn(after, parameter('shared_buffers'))] : [];
    }),
  },
  {
    id: 'slot-keep-lowered',
    level: 'warning',
    summary: 'A standby that lags may lose its WAL.',
    detail:
      'Slots that are further behind than max_slot_wal_keep_size are given up at the next checkpoint. Their standby, or their subscriber, then needs the archive or a new copy.',
    remedy: 'Look at the lag of every slot first.',
    source: 'PostgreSQL: max_slot_wal_keep_size',
    places: inEachCluster((cluster) => lowered(cluster, ['max_slot_wal_keep_size'], { unlimited: -1 })),
  },
  {
    id: 'slots-lowered',
    level: 'warning',
    summary: 'PostgreSQL does not start with more slots than it may have.',
    detail:
      'If more slots exist than max_replication_slots allows, or a prepared transaction beyond max_prepared_transactions, the instance refuses to start.',
    remedy: 'Count pg_replication_slots and pg_prepared_xacts on the primary first.',
    source: 'PostgreSQL: src/backend/replication/slot.c, StartupReplicationSlots',
    places: inEachCluster((cluster) => lowered(cluster, ['max_replication_slots', 'max_prepared_transactions'])),
  },
  {
    id: 'wal-level-lowered',
    level: 'warning',
    summary: 'PostgreSQL does not start while a logical slot exists.',
    detail:
      'Below wal_level = logical an instance that has a logical slot refuses to start, and logical subscribers stop.',
    remedy: 'Drop the logical slots first, those of subscriptions elsewhere included.',
    source: 'PostgreSQL: src/backend/replication/slot.c, RestoreSlotFromDisk',
    places: inEachCluster(({ before, after, all }) =>
      parameterValue(before, 'wal_level', all.before) === 'logical' &&
      parameterValue(after, 'wal_level', all.after) !== 'logical'
        ? [placeIn(after, parameter('wal_level'))]
        : [],
    ),
  },
  {
    id: 'standby-parameters-both-ways',
    level: 'warning',
    summary: 'One parameter of the standbys goes up while another goes down.',
    detail:
      'What goes down makes the primary restart first; what goes up should be on the standbys first. Until they restart too, they pause replay, and reads on them grow old.',
    remedy: 'Raise in one change, lower in another.',
    source: 'PostgreSQL: hot standby, administrator overview; CloudNativePG 1.30: pkg/management/postgres/probes.go',
    places: inEachCluster(({ before, after, all }) => {
      const difference = (name: string): number =>
        (parameterNumber(after, name, all.after) ?? 0) - (parameterNumber(before, name, all.before) ?? 0);
      const moved = [...HOT_STANDBY_SENSITIVE].filter((name) => difference(name) !== 0);
      return moved.some((name) => difference(name) > 0) && moved.some((name) => difference(name) < 0)
        ? moved.map((name) => placeIn(after, parameter(name)))
        : [];
    }),
  },
  {
    id: 'extension-dropped',
    level: 'warning',
    summary: 'The extension is dropped from every database.',
    detail:
      'CloudNativePG makes and drops pg_stat_statements and pgaudit by whether a parameter of theirs is there. Without one it drops the extension, with views that depend on it in the way, and what was counted is gone.',
    remedy: 'Keep one parameter of the extension.',
    source: 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, reconcileExtensions',
    places: inEachCluster(({ before, after }) =>
      ['pgaudit', 'pg_stat_statements'].flatMap((extension) => {
        const names = (cluster: typeof after): readonly string[] =>
          Object.keys(mapAt(cluster, ['spec', 'postgresql', 'parameters']))
            .filter((name) => name.startsWith(`${extension}.`))
            .sort();
        return names(after).length === 0 ? names(before).map((name) => placeIn(after, parameter(name))) : [];
      }),
    ),
  },
];

function unreadable(cluster: ClusterChange['after'], objects: ClusterChange['all']['after']): readonly string[] {
  const major = majorVersion(cluster, objects);
  return Object.entries(mapAt(cluster, ['spec', 'postgresql', 'parameters']))
    .filter(([name, value]) => {
      const definition = parameterDefinition(name, major);
      if (definition === undefined) return !name.includes('.');
      const wanted = { bool: 'boolean', integer: 'number', real: 'number', enum: 'string', string: 'string' }[
        definition.type
      ];
      return typeof value === 'string' && typeof parameterMeaning(value, definition) !== wanted;
    })
    .map(([name]) => name)
    .sort();
}

function changed(name: string, before: ClusterChange['before'], after: ClusterChange['after']): boolean {
  return valueAt(before, parameter(name)) !== valueAt(after, parameter(name));
}

function lowered(
  { before, after, all }: ClusterChange,
  names: readonly string[],
  { unlimited }: { readonly unlimited?: number } = {},
): ReturnType<HazardRule['places']> {
  const amount = (value: number | undefined): number => (value === unlimited ? Infinity : (value ?? 0));
  return names
    .filter(
      (name) => amount(parameterNumber(after, name, all.after)) < amount(parameterNumber(before, name, all.before)),
    )
    .map((name) => placeIn(after, parameter(name)));
}
