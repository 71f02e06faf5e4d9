import { z } from 'zod';
import type { ClusterEntry, ConfigFile, HeartbeatEntry, MemberEntry, RecordingsEntry } from './config-file.ts';

/** As people write them: `500ms`, `90s`, `30m`, `2h`, `14d`. */
const DURATION = /^(?:[1-9]\d{0,8}ms|(?:\d{1,4}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,9}s)?)$/;
/** `512MiB`, `2GiB`. */
const SIZE = /^[1-9]\d{0,5}(?:KiB|MiB|GiB|TiB)$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const CLUSTER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const duration = (about: string) =>
  z
    .string({ error: 'a duration such as 1s' })
    .min(2, { error: 'a duration such as 1s' })
    .regex(DURATION, { error: 'a duration such as 500ms, 1s or 5m' })
    .describe(about);
const path = (about: string) => z.string({ error: 'a path' }).min(1, { error: 'a path' }).describe(about);
const variable = (about: string) =>
  z
    .string({ error: 'the name of an environment variable' })
    .regex(VARIABLE, { error: 'the name of an environment variable' })
    .describe(about);
const list = <Each extends z.ZodType>(each: Each, what: string) => z.array(each, { error: `a list of ${what}` }).min(1);

const member: z.ZodType<MemberEntry> = z.strictObject({
  name: z
    .string({ error: 'a name, such as orders-1' })
    .regex(NAME, { error: 'a name of letters, digits, dots, dashes and underscores' })
    .describe('What the member is called in incidents; unique in its cluster.'),
  connection: z
    .string({ error: 'a connection string, such as postgresql://watchdog@10.0.0.1/postgres' })
    .min(1, { error: 'a connection string' })
    .optional()
    .describe(
      'A connection string of libpq, as URI or as keywords. A password in it is accepted and never printed. Use the address of the server itself, not of a service that moves.',
    ),
  connectionEnvironment: variable('The variable of the environment that has the connection string.').optional(),
  connectionFile: path('The file that has the connection string, and nothing else.').optional(),
  passwordEnvironment: variable('The variable of the environment that has the password.').optional(),
  passwordFile: path(
    'The file that has the password, and nothing else. A line end at its end is no part of it.',
  ).optional(),
  claim: z
    .enum(['member', 'related'], { error: '`member` or `related`' })
    .optional()
    .describe(
      '`member` (the default): two writable ones are a split brain. `related`: may be a copy with a life of its own, such as a restored staging cluster.',
    ),
});

const cluster: z.ZodType<ClusterEntry> = z.strictObject({
  name: z
    .string({ error: 'a name, such as production/orders' })
    .max(100, { error: 'at most 100 characters' })
    .regex(CLUSTER_NAME, { error: 'a name such as production/orders' })
    .describe('For people, and for telling incidents apart: do not change it while one is open.'),
  members: list(member, 'members').describe('Every server that may ever be a primary.'),
  smartShutdownTimeout: duration(
    'How long a primary that is told to stop may go on committing: `.spec.smartShutdownTimeout`. Unknown when left out.',
  ).optional(),
});

const recordings: z.ZodType<RecordingsEntry> = z.strictObject({
  directory: path('Where what was seen is kept, to be replayed.'),
  size: z
    .string({ error: 'a size such as 1GiB' })
    .regex(SIZE, { error: 'a size such as 512MiB or 1GiB' })
    .optional()
    .describe('What all recordings together may take; the oldest go first. Default: 1GiB.'),
  keepIncidents: duration('How long those of an incident stay, as long as there is room. Default: 14d.').optional(),
});

const heartbeat: z.ZodType<HeartbeatEntry> = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'an http or https address' })
    .optional()
    .describe(
      'Asked (GET) when all is well with the watchdog itself; someone else raises the alarm when it stays away.',
    ),
  urlEnvironment: variable('The variable of the environment that has the address, where it is a secret.').optional(),
  interval: duration('Default: 30s.').optional(),
  freshMembers: z
    .number({ error: 'a percentage of 1 to 100' })
    .int({ error: 'a whole number' })
    .min(1)
    .max(100)
    .optional()
    .describe('Percentage of the members that must have answered just now. Default: 50.'),
});

/** The file of `split-brain-watchdog serve` and `check`. */
export const configSchema: z.ZodType<ConfigFile> = z.strictObject({
  observer: z
    .string({ error: 'a name' })
    .regex(NAME, { error: 'a name of letters, digits, dots, dashes and underscores' })
    .optional()
    .describe('Who looks; it stands in what is seen. Default: the name of the machine.'),
  interval: duration('Time between two probes of a member: 100ms to 60s. Default: 1s.').optional(),
  timeout: duration('How long an answer may take: 100ms to 60s. Default: 2s.').optional(),
  clusters: list(cluster, 'clusters'),
  runbooks: z
    .url({ protocol: /^https?$/, error: 'an http or https address' })
    .optional()
    .describe('Where the pages are that say what to do; the name of the state is put behind it.'),
  notifyFile: path('The file with the settings of sinks. Or write them here, under `notify`.').optional(),
  notify: z
    .record(z.string(), z.unknown(), { error: 'settings of sinks' })
    .optional()
    .describe('Settings of sinks, as in a file of their own.'),
  stateDirectory: path(
    'Where incidents, and what each sink was told of them, survive a restart. Needed with `notify` or `notifyFile`.',
  ).optional(),
  recordings: recordings.optional(),
  listen: z
    .string({ error: 'an address and a port' })
    .optional()
    .describe('Where the page, metrics and probes are. Default: 127.0.0.1:8080. `--listen` wins.'),
  heartbeat: heartbeat.optional(),
});
