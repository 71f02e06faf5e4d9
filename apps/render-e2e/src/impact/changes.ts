import type { Edit } from './intent.ts';

/** One edit of the two files, as a person makes it, and as a person would say it. */
export interface Change {
  readonly name: string;
  readonly shown: string;
  readonly edit: Edit;
}

/** Changes to one cluster, one after another; the lanes run side by side on one node. */
export interface Lane {
  readonly cluster: string;
  readonly changes: readonly Change[];
}

/** A later build of the same major version. The rig has one PostgreSQL; it goes by this name as well. */
export const NEXT_MINOR =
  'ghcr.io/cloudnative-pg/postgresql:17.12-202611161200-standard-trixie@sha256:1717171717171717171717171717171717171717171717171717171717171717';

const SERVICES = ['user-svc', 'chat-svc', 'discovery-svc', 'search-svc', 'ai-svc'];

const parameter = (name: string, value: string | number): Edit => ({
  cluster: { postgresql: { parameters: { [name]: value } } },
});

/** As production is updated: standbys first, then the primary where it is, without a switchover. */
const SERVICE_TO_MEMORY: readonly Change[] = [
  {
    name: 'one more service',
    shown: '`services: [{ name: audit-svc }]`, five before',
    edit: { cluster: { services: [...SERVICES, 'audit-svc'].map((name) => ({ name })) } },
  },
  { name: 'a parameter that is reloaded', shown: '`work_mem: 8MB`', edit: parameter('work_mem', '8MB') },
  {
    name: 'a parameter that needs a restart',
    shown: '`track_activity_query_size: 2kB`',
    edit: parameter('track_activity_query_size', '2kB'),
  },
  { name: 'max_connections down', shown: '`max_connections: 150`, was 200', edit: parameter('max_connections', 150) },
  {
    name: 'the memory request',
    shown: '`resources.memory: 384Mi`, was 320Mi',
    edit: { cluster: { resources: { memory: '384Mi' } } },
  },
];

const LABEL_TO_VOLUME: readonly Change[] = [
  {
    name: 'a label',
    shown: '`labels: { cost-centre: links }`',
    edit: { cluster: { labels: { 'cost-centre': 'links' } } },
  },
  {
    name: 'the backup schedule',
    shown: "`backup.schedule: '30 3 * * *'`",
    edit: { cluster: { backup: { schedule: '30 3 * * *' } } },
  },
  {
    name: 'the next minor release',
    shown: 'environment.yaml: `images.postgresql.17: …:17.12-…`, was 17.11',
    edit: { environment: { images: { postgresql: { '17': NEXT_MINOR } } } },
  },
  {
    name: 'a volume for WAL',
    shown: '`walStorage: { size: 1Gi }`',
    edit: { cluster: { walStorage: { size: '1Gi', class: 'fast-ssd' } } },
  },
];

const TOPOLOGY: readonly Change[] = [
  {
    name: 'the mode of a pooler',
    shown: '`poolers.rw.mode: session`',
    edit: { cluster: { poolers: { rw: { mode: 'session' } } } },
  },
  { name: 'a fourth instance', shown: '`instances: 4`, was 3', edit: { cluster: { instances: 4 } } },
  {
    name: 'two synchronous standbys',
    shown: '`synchronous.number: 2`, was 1',
    edit: { cluster: { synchronous: { number: 2 } } },
  },
  {
    name: 'one synchronous standby again',
    shown: '`synchronous.number: 1`, was 2',
    edit: { cluster: { synchronous: { number: 1 } } },
  },
  { name: 'three instances again', shown: '`instances: 3`, was 4', edit: { cluster: { instances: 3 } } },
  {
    name: 'another way to update the primary',
    shown: '`primaryUpdateMethod: switchover`',
    edit: { cluster: { primaryUpdateMethod: 'switchover' } },
  },
  {
    name: 'a parameter that needs a restart, by switchover',
    shown: '`track_activity_query_size: 2kB`',
    edit: parameter('track_activity_query_size', '2kB'),
  },
];

export const LANES: readonly Lane[] = [
  { cluster: 'parameters', changes: SERVICE_TO_MEMORY },
  { cluster: 'topology', changes: TOPOLOGY },
  { cluster: 'volumes', changes: LABEL_TO_VOLUME },
];

export const CHANGES: readonly Change[] = LANES.flatMap(({ changes }) => changes);
