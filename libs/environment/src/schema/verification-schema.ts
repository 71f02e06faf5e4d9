import { quantityBytes } from '@postgres-ha/kube-manifest';
import { z } from 'zod';
import {
  calendarDate,
  databaseOrPostgres,
  duration,
  findingId,
  ledgerAddress,
  line,
  localSchedule,
  quantity,
  schemaHash,
  someTime,
  sqlQuery,
  timeZone,
} from './scalars.ts';

const database = databaseOrPostgres.optional().describe('Where the query runs; the application database where absent.');

const query = sqlQuery.describe(
  'One SELECT or WITH. It runs in a read-only transaction, in a copy that is thrown away.',
);

const ANSWER = 'text as PostgreSQL prints it, or a whole number; anything else in quotes (true is t, false is f)';

/** What an answer must be, once it is text. */
const answer = z
  .union([z.string(), z.int()], { error: ANSWER })
  .transform(String)
  .describe('The answer as PostgreSQL prints it: 5, 12.50 and t are three. In quotes, except for whole numbers.');

const EXPECTATION = 'one of equals, atLeast, atMost and maxAge, or the word noRows';
const bound = z.number({ error: 'a number' });
const expectation = z.union(
  [
    z.strictObject({ equals: answer }),
    z.strictObject({ atLeast: bound }),
    z.strictObject({ atMost: bound }),
    z.strictObject({ maxAge: someTime }),
    z.literal('noRows'),
  ],
  { error: EXPECTATION },
);

const assertion = z.strictObject({
  name: line.describe('What it says, for people. It stands in reports.'),
  database,
  query,
  expect: expectation.describe(
    'What the answer must be: {equals: text}, {atLeast: number}, {atMost: number}, {maxAge: someTime} for a time, or noRows.',
  ),
  timeLimit: someTime.prefault('1m').describe('How long the query may take.'),
  show: z
    .boolean()
    .prefault(false)
    .describe(
      'Whether reports print the answer. Otherwise they hold a keyed hash of it, which tells only that it changed.',
    ),
});

const amcheck = z.strictObject({
  databases: z
    .union([z.literal('all'), z.array(databaseOrPostgres).min(1)], { error: 'the word all, or a list of databases' })
    .prefault('all')
    .describe('Whose tables and B-tree indexes are checked.'),
  everyRow: z
    .boolean()
    .prefault(false)
    .describe(
      'Whether every row is looked for in every index of its table. It finds more, and takes several times as long.',
    ),
  timeLimit: someTime.prefault('1h').describe('How long the check may take.'),
});

const canary = z.strictObject({
  database,
  query: query.describe('Gives the time of a row that something writes all the time: one value, with its time zone.'),
  maxAge: someTime.describe('The recovery point objective: how old that time may be when the archive ends.'),
});

const schema = z.strictObject({
  databases: z
    .array(databaseOrPostgres)
    .min(1)
    .optional()
    .describe('Whose tables, columns, indexes and so on are hashed; the application database where absent.'),
  expected: z.record(databaseOrPostgres, schemaHash).prefault({}).describe('Hashes that were approved, by database.'),
  comparePrimary: z
    .boolean()
    .prefault(false)
    .describe('Whether the primary is asked for its schema, where the worker can reach it.'),
});

const data = z
  .strictObject({
    amcheck: orNone(amcheck).prefault({}).describe("The check of tables and indexes by PostgreSQL's own extension."),
    assertions: z.array(assertion).prefault([]).describe('Queries, and what their answers must be.'),
    canary: canary.optional(),
    schema: schema.optional(),
  })
  .prefault({})
  .describe('What the restored data must look like. It is looked at from level L5 on.');

const acknowledgement = z.strictObject({
  finding: findingId.describe('The word in brackets at the end of a finding.'),
  object: line
    .optional()
    .describe(
      'Only of this object, as reports name it, or of those that begin so, with * at the end; of every one where absent.',
    ),
  until: calendarDate.describe('The last day, in UTC, on which the finding is taken as known.'),
  reason: line.describe('Why it is no news, for whoever reads the report.'),
});

const budget = z.strictObject({
  bytes: z
    .union([quantity, z.literal('none')], { error: 'a size with a Kubernetes unit such as 200Gi, or the word none' })
    .prefault('200Gi')
    .transform((size) => (size === 'none' ? undefined : Math.floor(quantityBytes(size) ?? 0)))
    .describe('How much one run may read.'),
  time: z
    .union([someTime, z.literal('none')], { error: 'a duration such as 30s, 5m or 1h30m, or the word none' })
    .prefault('3h')
    .transform((time) => (time === 'none' ? undefined : time))
    .describe('How long one run may take.'),
});

/** What is to be proven of a cluster's backups, how often, and at what cost. */
export const verification = z
  .strictObject({
    schedule: localSchedule
      .prefault('0 5 * * *')
      .describe('When the backups are proven, in the time zone of timeZone.'),
    timeZone: timeZone.prefault('UTC').describe('Time zone of the schedule.'),
    jitter: duration
      .prefault('5m')
      .describe(
        'Each run starts up to this much later, so that the workers of many clusters do not all start at once.',
      ),
    level: z
      .enum(['L1', 'L2', 'L3', 'L4', 'L5'])
      .prefault('L4')
      .describe('How far: L1 lists, L2 reads every byte, L3 starts, L4 replays, L5 looks at the data.'),
    maxAge: someTime.prefault('26h').describe('Age of the newest backup at which it counts as missing.'),
    reverifyAfter: duration
      .optional()
      .describe(
        'Age at which a proof no longer counts, so that the bytes are read again; 30d or the retention, whichever is shorter, where absent.',
      ),
    sample: z
      .int()
      .min(0)
      .max(1000)
      .prefault(1)
      .describe('How many backups, chosen at random, each run proves again although their proof still counts.'),
    budget: budget
      .prefault({})
      .describe('What one run may cost. What it does not get to is the next one’s, and unknown until then.'),
    ledger: ledgerAddress
      .optional()
      .describe(
        'Where proofs are remembered; <destination>/<serverName>-verification/, beside the archive, where absent.',
      ),
    data,
    acknowledged: z
      .array(acknowledgement)
      .prefault([])
      .describe(
        'Damage that is known, each until a day: it stays in the report, and is no alarm. What is unknown cannot be acknowledged.',
      ),
  })
  .prefault({});

/** A block that can also be switched off by the word `none`. */
function orNone<T extends z.ZodObject>(block: T) {
  return z.union([block, z.literal('none')]);
}

export type Verification = z.output<typeof verification>;
export type DataVerification = Verification['data'];
export type VerificationExpectation = z.output<typeof expectation>;
