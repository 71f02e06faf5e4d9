import type { Command } from './command.ts';
import type { Shape } from './shape.ts';
import {
  anyTarget,
  clusterTarget,
  count,
  cpu,
  phase,
  reason,
  retention,
  ruleId,
  schedule,
  serviceName,
  size,
} from './shapes.ts';
import { imageReference } from './image-reference.ts';
import { instant } from './instant.ts';
import { word } from './shape.ts';

/** How one part of a command is written. */
export type Argument<T = unknown> =
  /** In its place, without a name; at the end it may be left out if it is not required. */
  | { readonly as: 'position'; readonly required: boolean; readonly shape: Shape<T> }
  /** `key=value`, anywhere after the places. */
  | { readonly as: 'key'; readonly required: boolean; readonly shape: Shape<T> }
  /** `parameter=value`, one or more: names that are not known beforehand. */
  | { readonly as: 'parameters'; readonly required: true };

export type CommandKind = Command['kind'];

export interface CommandDescription {
  readonly kind: CommandKind;
  /** One sentence. */
  readonly summary: string;
  /** Where it means something: in issues and pull requests, or in pull requests only. */
  readonly where: 'anywhere' | 'pull-request';
  /** By the names that they have in the command, in the order in which they are written. */
  readonly arguments: Readonly<Record<string, Argument>>;
  /** Whether at least one of its optional keys must be there. */
  readonly needsKey: boolean;
  readonly examples: readonly string[];
}

type ArgumentsOf<K extends CommandKind> = {
  readonly [A in Exclude<keyof Extract<Command, { kind: K }>, 'kind'>]-?: Argument<
    NonNullable<Extract<Command, { kind: K }>[A]>
  >;
};

type Described<K extends CommandKind> = Omit<CommandDescription, 'kind' | 'arguments' | 'where' | 'needsKey'> & {
  readonly arguments: ArgumentsOf<K>;
  readonly where?: 'pull-request';
  readonly needsKey?: true;
};

const CLUSTER = place(clusterTarget);

const TABLE: { readonly [K in CommandKind]: Described<K> } = {
  scale: {
    summary: 'Changes the number of instances of a cluster.',
    arguments: { target: CLUSTER, instances: key(count(1, 32)) },
    examples: ['/scale production/postgres-cluster instances=5'],
  },
  resize: {
    summary: 'Makes the volumes of a cluster larger: those of data, of WAL, or both.',
    arguments: { target: CLUSTER, storage: optional(size), wal: optional(size) },
    needsKey: true,
    examples: ['/resize production/postgres-cluster storage=200Gi', '/resize production/postgres-cluster wal=50Gi'],
  },
  set: {
    summary: 'Sets parameters of PostgreSQL. A bare `default` takes a setting away, so that the default counts again.',
    arguments: { target: CLUSTER, parameters: { as: 'parameters', required: true } },
    examples: [
      '/set production/postgres-cluster max_connections=300 work_mem=16MB',
      '/set production/postgres-cluster log_line_prefix="%m [%p] " jit=default',
    ],
  },
  resources: {
    summary: 'Changes the CPU and the memory of each instance of a cluster.',
    arguments: { target: CLUSTER, cpu: optional(cpu), memory: optional(size) },
    needsKey: true,
    examples: ['/resources production/postgres-cluster cpu=4 memory=16Gi'],
  },
  upgrade: {
    summary: 'Moves a cluster to another image of the same major version.',
    arguments: { target: CLUSTER, image: key(imageReference) },
    examples: ['/upgrade production/postgres-cluster image=ghcr.io/cloudnative-pg/postgresql:17.6-standard-trixie'],
  },
  maintenance: {
    summary: 'Begins or ends work on a cluster: while it goes on, updates of the primary wait for a person.',
    arguments: { phase: place(phase), target: CLUSTER, until: optional(instant), reason: optional(reason) },
    examples: [
      '/maintenance start production/postgres-cluster until=2026-12-27T06:00:00Z reason="new disks"',
      '/maintenance end production/postgres-cluster',
    ],
  },
  backups: {
    summary: 'Changes when base backups of a cluster are taken (UTC), and how far back it can be restored.',
    arguments: { target: CLUSTER, schedule: optional(schedule), retention: optional(retention) },
    needsKey: true,
    examples: ['/backups production/postgres-cluster schedule="0 2 * * *" retention=30d'],
  },
  service: {
    summary: 'Adds an application to a cluster: a role, a schema of its own and a Secret to connect with.',
    // PostgreSQL counts backends in 18 bits.
    arguments: { target: CLUSTER, name: key(serviceName), connections: optional(count(1, 262_143)) },
    examples: ['/service production/postgres-cluster name=mail-svc connections=20'],
  },
  freeze: {
    summary: 'Freezes a cluster, or all of an environment: until it ends, each change asks for an override.',
    arguments: { target: place(anyTarget), reason: key(reason), until: optional(instant) },
    examples: ['/freeze production reason="end of year" until=2027-01-04'],
  },
  unfreeze: {
    summary: 'Ends a freeze.',
    arguments: { target: place(anyTarget) },
    examples: ['/unfreeze production'],
  },
  plan: {
    summary: 'Reads this pull request again and says anew what it will do.',
    where: 'pull-request',
    arguments: {},
    examples: ['/plan'],
  },
  render: {
    summary: 'Renders the manifests of this pull request again and commits them to it.',
    where: 'pull-request',
    arguments: {},
    examples: ['/render'],
  },
  override: {
    summary: 'Says that this pull request is wanted although a rule asks for an override.',
    where: 'pull-request',
    arguments: { rule: place(ruleId), reason: key(reason) },
    examples: ['/override facts-unknown reason="the cluster is new"'],
  },
  unlock: {
    summary: 'Gives up the open change of a cluster or of a whole environment: its pull request is closed.',
    arguments: { target: place(anyTarget) },
    examples: ['/unlock production/postgres-cluster'],
  },
  help: {
    summary: 'Shows all commands, or one of them.',
    arguments: {
      about: {
        as: 'position',
        required: false,
        shape: word('[<command>]', 'the name of a command such as scale', isKind),
      },
    },
    examples: ['/help', '/help scale'],
  },
};

/** Every command, in the order in which help shows them: one source for reading, printing, help and the reference page. */
export const COMMANDS: readonly CommandDescription[] = Object.entries(TABLE).map(([kind, described]) => ({
  where: 'anywhere',
  needsKey: false,
  ...described,
  kind: kind as CommandKind,
}));

const BY_KIND: ReadonlyMap<string, CommandDescription> = new Map(COMMANDS.map((command) => [command.kind, command]));

/** @returns undefined where there is no such command. */
export function commandNamed(name: string): CommandDescription | undefined {
  return BY_KIND.get(name);
}

function isKind(text: string): boolean {
  return Object.hasOwn(TABLE, text);
}

function place<T>(shape: Shape<T>): Argument<T> {
  return { as: 'position', required: true, shape };
}

function key<T>(shape: Shape<T>): Argument<T> {
  return { as: 'key', required: true, shape };
}

function optional<T>(shape: Shape<T>): Argument<T> {
  return { as: 'key', required: false, shape };
}
