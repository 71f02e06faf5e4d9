import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvironment, type EnvironmentReading } from '../read-environment.ts';
import { formatProblem } from '../source/problem.ts';

/** The calendar stands at line 6, so that a case can say where its problem is. */
const ENVIRONMENT = `operator: { version: 1.30.0, chart: 0.29.0 }
backupPlugin: { version: 0.14.0, chart: 0.7.0 }
images:
  postgresql: { '17': 'registry.example.com/postgresql:17.11@sha256:${'a'.repeat(64)}' }
  pgbouncer: registry.example.com/pgbouncer:1.25.1
`;
const CLUSTER = `namespace: shop
postgresql: { version: 17, parameters: { max_slot_wal_keep_size: 4GB } }
database: { name: orders, owner: orders_owner }
storage: { size: 20Gi }
resources: { cpu: 1, memory: 2Gi }
`;

function read(calendar: string, cluster = CLUSTER): EnvironmentReading {
  const bytes = (text: string) => new TextEncoder().encode(text);
  return readEnvironment({
    name: 'test',
    environment: { path: 'environment.yaml', bytes: bytes(ENVIRONMENT + calendar) },
    clusters: [{ name: 'postgres-cluster', file: { path: 'cluster.yaml', bytes: bytes(cluster) } }],
  });
}

function problemsOf(reading: EnvironmentReading): readonly string[] {
  return reading.kind === 'refused' ? reading.problems.map(formatProblem) : [];
}

const freeze = (entry: string): string => `calendar:\n  freezes:\n    - ${entry}\n`;
const INSTANT = 'a moment with its time zone such as 2026-12-24T18:00:00Z';

describe('a calendar is refused at its place, in the words of who wrote it', () => {
  test.each([
    {
      name: 'a misspelt key',
      calendar: 'calendar: { freeze: [] }\n',
      problem:
        'environment.yaml:6:13: calendar.freeze: found the unknown key "freeze", expected one of freezes, maintenance',
    },
    {
      name: 'a misspelt key of an entry',
      calendar: freeze('{ from: 2026-12-20T18:00:00Z, untill: 2026-12-21T18:00:00Z, reason: a }'),
      problem: '8:37: calendar.freezes[0].untill: found the unknown key "untill"',
    },
    {
      name: 'a day',
      calendar: freeze('{ from: 2026-12-20, reason: a }'),
      problem: `8:15: calendar.freezes[0].from: found "2026-12-20", expected ${INSTANT}`,
    },
    {
      name: 'an hour without a zone',
      calendar: freeze('{ from: 2026-12-20T18:00:00, reason: a }'),
      problem: `8:15: calendar.freezes[0].from: found "2026-12-20T18:00:00", expected ${INSTANT}`,
    },
    {
      name: 'a blank between day and hour',
      calendar: freeze('{ from: "2026-12-20 18:00:00Z", reason: a }'),
      problem: `8:15: calendar.freezes[0].from: found "2026-12-20 18:00:00Z", expected ${INSTANT}`,
    },
    {
      name: 'a day that is none',
      calendar: freeze('{ from: 2026-02-30T18:00:00Z, reason: a }'),
      problem: '8:15: calendar.freezes[0].from: found "2026-02-30T18:00:00Z"',
    },
    {
      name: 'no reason',
      calendar: freeze('{ from: 2026-12-20T18:00:00Z }'),
      problem: '8:7: calendar.freezes[0].reason: found nothing, expected words on one line, at most 200 characters',
    },
    {
      name: 'a reason of two lines',
      calendar: freeze(String.raw`{ from: 2026-12-20T18:00:00Z, reason: "a\nb" }`),
      problem: String.raw`calendar.freezes[0].reason: found "a\nb", expected words on one line, at most 200 characters`,
    },
    {
      name: 'a reason that is too long',
      calendar: freeze(`{ from: 2026-12-20T18:00:00Z, reason: ${'a'.repeat(201)} }`),
      problem: 'expected words on one line, at most 200 characters',
    },
    {
      name: 'maintenance of nothing',
      calendar: 'calendar: { maintenance: [{ from: 2026-12-20T18:00:00Z, reason: a }] }\n',
      problem: '6:27: calendar.maintenance[0].cluster: found nothing, expected a Kubernetes name',
    },
    {
      name: 'a strategy that there is none of',
      calendar:
        'calendar: { maintenance: [{ cluster: postgres-cluster, from: 2026-12-20T18:00:00Z, reason: a, was: supervise }] }\n',
      problem:
        'calendar.maintenance[0].was: found "supervise", expected one of unsupervised, supervised. Did you mean supervised?',
    },
    {
      name: 'a cluster that is not there',
      calendar: freeze('{ cluster: postgres, from: 2026-12-20T18:00:00Z, reason: a }'),
      problem: '8:18: calendar.freezes[0].cluster: found postgres, expected one of postgres-cluster.',
    },
  ])('$name', ({ calendar, problem }) => {
    const problems = problemsOf(read(calendar));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

test('a cluster whose own file cannot be read is there all the same', () => {
  const frozen = freeze('{ cluster: postgres-cluster, from: 2026-12-20T18:00:00Z, reason: a }');
  expect(problemsOf(read(frozen, `${CLUSTER}instanecs: 3\n`))).toEqual([
    expect.stringContaining('cluster.yaml:6:1: instanecs: found the unknown key'),
  ]);
});

test('moments are taken as every program prints them', () => {
  for (const moment of ['2026-12-20T18:00:00Z', '2026-12-20T18:00:00.123Z', '2026-12-20T19:00:00.5+01:00'])
    expect(problemsOf(read(freeze(`{ from: ${moment}, reason: a }`)))).toEqual([]);
});

test('the page on the calendar shows one that is read', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/calendar.md'), 'utf8');
  const [, example = ''] = /```yaml\n([^`]+)```/.exec(page) ?? [];
  const reading = read(example);
  expect(problemsOf(reading)).toEqual([]);
  expect(reading.kind === 'read' && reading.environment.calendar).toMatchObject({
    freezes: [{ reason: 'the holidays' }, { cluster: 'postgres-cluster' }],
    maintenance: [{ cluster: 'postgres-cluster', was: 'unsupervised' }],
  });
});
