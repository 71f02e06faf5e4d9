import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../read-environment.ts';
import { formatProblem } from '../source/problem.ts';
import { verification } from './verification-schema.ts';

const ENVIRONMENT = `operator: { version: 1.30.0, chart: 0.29.0 }
backupPlugin: { version: 0.14.0, chart: 0.7.0 }
images:
  postgresql: { '17': 'registry.example.com/postgresql:17.11@sha256:${'a'.repeat(64)}' }
  pgbouncer: registry.example.com/pgbouncer:1.25.1
`;

/** The block stands at line 13, so that a case can say where its problem is. */
const CLUSTER = `namespace: shop
postgresql: { version: 17, parameters: { max_slot_wal_keep_size: 4GB } }
database: { name: orders, owner: orders_owner }
storage: { size: 20Gi }
resources: { cpu: 1, memory: 2Gi }
backup:
  destination: s3://example-backups/
  credentials:
    accessKeys: { secret: backup-keys }
  schedule: 0 2 * * *
  retention: 30d
  verification:
`;

function problemsOf(block: string): readonly string[] {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const file = { path: 'cluster.yaml', bytes: bytes(CLUSTER + block) };
  const reading = readEnvironment({
    name: 'test',
    environment: { path: 'environment.yaml', bytes: bytes(ENVIRONMENT) },
    clusters: [{ name: 'orders', file }],
  });
  return reading.kind === 'refused' ? reading.problems.map(formatProblem) : [];
}

const assertion = (expectation: string): string =>
  `    data: { assertions: [{ name: a, query: SELECT 1, expect: ${expectation} }] }\n`;

describe('a verification is refused at its place, in the words of who wrote it', () => {
  test.each([
    {
      name: 'a misspelt key',
      block: '    levle: L5\n',
      problem: 'cluster.yaml:13:5: backup.verification.levle: found the unknown key "levle", expected one of ',
    },
    {
      name: 'a level that is none',
      block: '    level: L6\n',
      problem: '13:12: backup.verification.level: found "L6", expected one of L1, L2, L3, L4, L5.',
    },
    {
      name: 'L0, which proves nothing that L1 does not',
      block: '    level: L0\n',
      problem: '13:12: backup.verification.level: found "L0", expected one of L1, L2, L3, L4, L5.',
    },
    {
      name: 'a time zone that is an offset',
      block: "    timeZone: '+02:00'\n",
      problem: 'expected a time zone of the IANA database such as Europe/Berlin or UTC',
    },
    {
      name: 'a schedule that is none',
      block: '    schedule: daily\n',
      problem: 'expected a schedule with five or six fields such as "0 5 * * *"',
    },
    ...['0 5 1 * MON', '0 5 1-7 * 1', '5/15 * * * *', '0 0,5/6 * * *', '0 5 31 * ', '0 5 MON/2 * *'].map(
      (schedule) => ({
        name: `a schedule that programs read differently, ${schedule}`,
        block: `    schedule: '${schedule}'\n`,
        problem: 'days of the month or of the week, not both; steps of * or of a range',
      }),
    ),
    { name: 'a day without a unit', block: '    maxAge: 30\n', problem: 'found 30, expected a duration such as ' },
    { name: 'no time at all', block: '    maxAge: 0s\n', problem: 'found "0s", expected a duration above 0' },
    {
      name: 'a budget without a unit',
      block: '    budget: { bytes: 200 }\n',
      problem: 'found 200, expected a size with a Kubernetes unit such as 200Gi, or the word none',
    },
    {
      name: 'a budget of no time',
      block: '    budget: { time: 0s }\n',
      problem: '13:21: backup.verification.budget.time: found "0s", expected a duration above 0',
    },
    { name: 'half a backup', block: '    sample: 0.5\n', problem: 'found 0.5, expected a whole number' },
    ...[
      'https://example.com/ledger',
      'verification',
      '/',
      's3://B/ledger',
      's3://bucket/a/../orders',
      '/srv/../etc',
      '/srv/proofs/',
    ].map((ledger) => ({
      name: `a ledger ${ledger}`,
      block: `    ledger: ${ledger}\n`,
      problem: 'expected an address such as s3://bucket/path, or a directory such as /var/lib/backup-verifier',
    })),
    {
      name: 'a word for amcheck',
      block: '    data: { amcheck: full }\n',
      problem: 'expected a block of keys or the word none',
    },
    {
      name: 'a misspelt key of amcheck',
      block: '    data: { amcheck: { everyrow: true } }\n',
      problem: '13:24: backup.verification.data.amcheck.everyrow: found the unknown key "everyrow"',
    },
    {
      name: 'a database that cannot be asked',
      block: '    data: { amcheck: { databases: [template0] } }\n',
      problem: 'backup.verification.data.amcheck.databases',
    },
    {
      name: 'an assertion without an expectation',
      block: '    data: { assertions: [{ name: a, query: SELECT 1 }] }\n',
      problem:
        'assertions[0].expect: found nothing, expected one of equals, atLeast, atMost and maxAge, or the word noRows',
    },
    {
      name: 'an expectation of two kinds',
      block: assertion('{ atLeast: 1, atMost: 2 }'),
      problem: 'assertions[0].expect',
    },
    { name: 'a misspelt expectation', block: assertion('{ atleast: 1 }'), problem: 'Did you mean atLeast?' },
    {
      name: 'true, which PostgreSQL prints as t',
      block: assertion('{ equals: true }'),
      problem: 'true is t, false is f',
    },
    {
      name: 'a fraction, whose zeros YAML drops',
      block: assertion('{ equals: 12.50 }'),
      problem: 'anything else in quotes',
    },
    { name: 'a bound in words', block: assertion('{ atLeast: one }'), problem: 'found "one", expected a number' },
    { name: 'an age without a unit', block: assertion('{ maxAge: 60 }'), problem: 'found 60, expected a duration' },
    {
      name: 'a query that writes',
      block: '    data: { canary: { query: DELETE FROM orders, maxAge: 1h } }\n',
      problem: '13:30: backup.verification.data.canary.query: found "DELETE FROM orders", expected one SELECT or WITH',
    },
    {
      name: 'a canary of any age',
      block: '    data: { canary: { query: SELECT now() } }\n',
      problem: 'canary.maxAge: found nothing, expected a duration',
    },
    {
      name: 'a name of two lines',
      block: '    data: { assertions: [{ name: "a\\nb", query: SELECT 1, expect: noRows }] }\n',
      problem: 'expected words on one line, at most 200 characters',
    },
    {
      name: 'a hash that is none',
      block: '    data: { schema: { expected: { orders: cafe } } }\n',
      problem: 'expected a hash that a report has shown',
    },
    {
      name: 'a day that there is not',
      block: '    acknowledged: [{ finding: wal-hole, until: 2027-02-30, reason: a }]\n',
      problem: 'acknowledged[0].until: found "2027-02-30", expected a day such as 2026-08-15',
    },
    {
      name: 'an acknowledgement for ever',
      block: '    acknowledged: [{ finding: wal-hole, reason: a }]\n',
      problem: 'acknowledged[0].until: found nothing, expected a day such as 2026-08-15',
    },
    {
      name: 'an acknowledgement without a reason',
      block: '    acknowledged: [{ finding: wal-hole, until: 2027-01-31 }]\n',
      problem: 'acknowledged[0].reason: found nothing',
    },
    {
      name: 'a finding in words',
      block: '    acknowledged: [{ finding: WAL hole, until: 2027-01-31, reason: a }]\n',
      problem: 'found "WAL hole", expected the id of a finding such as wal-hole',
    },
  ])('with $name', ({ block, problem }) => {
    const problems = problemsOf(block);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe('where nothing is said', () => {
  test('backups are proven every night, up to a replay, within bounds', () => {
    expect(verification.parse(undefined)).toEqual({
      schedule: '0 0 5 * * *',
      timeZone: 'UTC',
      jitter: 300,
      level: 'L4',
      maxAge: 93_600,
      sample: 1,
      budget: { bytes: 200 * 2 ** 30, time: 10_800 },
      data: { amcheck: { databases: 'all', everyRow: false, timeLimit: 3600 }, assertions: [] },
      acknowledged: [],
    });
  });

  test('an answer is not shown, and a query has a minute', () => {
    const assertions = [{ name: 'a', query: 'SELECT 1', expect: { equals: 1 } }];
    expect(verification.parse({ data: { assertions } }).data.assertions).toEqual([
      { ...assertions[0], expect: { equals: '1' }, timeLimit: 60, show: false },
    ]);
  });
});

test.each([
  { said: '0 5 * * *', means: '0 0 5 * * *' },
  { said: '@weekly', means: '0 0 0 * * 0' },
  { said: '30 0 5 ? * MON-FRI', means: '30 0 5 * * MON-FRI' },
  { said: '*/15 1-5/2 1,15 * ?', means: '0 */15 1-5/2 1,15 * *' },
])('the schedule $said is one', ({ said, means }) => {
  expect(verification.parse({ schedule: said }).schedule).toBe(means);
});

test('none is no bound', () => {
  expect(verification.parse({ budget: { bytes: 'none', time: 'none' } }).budget).toEqual({});
});
