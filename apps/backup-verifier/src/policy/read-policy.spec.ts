import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFiles } from '@postgres-ha/database-cluster';
import { formatProblem, readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles, type Intent } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { formatInputProblem } from '@postgres-ha/command-line';
import { retentionDays, type Policy } from './policy-schema.ts';
import { readPolicy } from './read-policy.ts';

const ROOT = join(import.meta.dirname, '../../../..');

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const POLICY: Policy = {
  cluster: { namespace: 'link-services', name: 'orders', postgresql: 17 },
  archive: {
    destination: 's3://backups/',
    endpoint: 'https://objects.example.org',
    serverName: 'orders-2',
    objectStore: 'orders',
    encryption: 'AES256',
    retention: '30d',
  },
  schedule: { cron: '0 0 5 * * *', timeZone: 'UTC' },
  newestBackupMaxAgeSeconds: 93_600,
};

/** With every section that a policy can have. */
const FULL: Policy = {
  ...POLICY,
  verification: {
    level: 'L5',
    jitterSeconds: 300,
    reverifyAfterSeconds: 2_592_000,
    sample: 1,
    budgetBytes: 2 ** 40,
    budgetSeconds: 10_800,
    ledger: 's3://backups/orders-2-verification/',
  },
  data: {
    amcheck: { databases: 'all', everyRow: false, timeLimitSeconds: 3600 },
    assertions: [
      {
        name: 'there are orders',
        database: 'orders',
        query: 'SELECT count(*) FROM orders',
        expect: { kind: 'at-least', value: 1 },
        timeLimitSeconds: 60,
        show: false,
      },
    ],
    canary: { database: 'orders', query: 'SELECT max(at) FROM heartbeat', maximalAgeSeconds: 900 },
    schema: { databases: ['orders'], expected: { orders: 'cafe' }, comparePrimary: true },
  },
  acknowledged: [{ finding: 'wal-hole', object: 'a*', until: '2027-01-31', reason: 'before the move' }],
};

/** A value with changes: maps merge key by key; entries of a list are changes to the entry at their place, or to the first. */
function changed(base: unknown, change: unknown): unknown {
  if (Array.isArray(change)) {
    const entries: readonly unknown[] = Array.isArray(base) ? base : [];
    return (change as readonly unknown[]).map((each, position) => changed(entries[position] ?? entries[0], each));
  }
  if (typeof change !== 'object' || change === null) return change;
  const keys = Object.entries(change).map(([key, value]): readonly [string, unknown] => [
    key,
    key === 'expect' ? value : changed((base as Readonly<Record<string, unknown>> | undefined)?.[key], value),
  ]);
  return { ...(base as object), ...Object.fromEntries(keys) };
}

const configMap = (policy: unknown, name = 'orders-backup-verification'): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { 'policy.yaml': typeof policy === 'string' ? policy : stringify(policy, { aliasDuplicateObjects: false }) },
  });

function problems(text: string): readonly string[] {
  const reading = readPolicy('02.yaml', bytes(text));
  return reading.kind === 'refused' ? reading.problems.map(({ where, found }) => `${where} | ${found}`) : [];
}

/** What is read back of the policy that is rendered for a cluster. */
function renderedPolicy(cluster: Intent): Policy {
  const reading = readEnvironment(exampleFiles(example({ cluster })));
  if (reading.kind === 'refused') throw new Error(reading.problems.map(formatProblem).join('\n'));
  const { environment } = reading;
  const [file] = environment.clusters
    .flatMap((each) => clusterFiles(each, environment))
    .filter(({ path }) => path.includes('/02-'));
  const policy = readPolicy(file?.path ?? '', bytes(file?.text ?? ''));
  if (policy.kind === 'refused') throw new Error(policy.problems.map(formatInputProblem).join('\n'));
  return policy.value;
}

describe('the policy of a cluster', () => {
  const shipped = globSync('environments/*/*/02-backup-configuration.yaml', { cwd: ROOT });

  test('is shipped for more than one cluster', () => {
    expect(shipped.length).toBeGreaterThan(1);
  });

  test.each(shipped)('is read back from %s, which was rendered', (path) => {
    const reading = readPolicy(path, readFileSync(join(ROOT, path)));
    expect(reading).toMatchObject({
      kind: 'read',
      value: {
        cluster: { name: path.split('/')[2] },
        archive: { destination: expect.stringMatching(/^s3:/) as unknown },
      },
    });
  });

  test('is read back from whatever the generator renders', () => {
    const read = OPTION_VARIANTS.flatMap((intent) => {
      const reading = readEnvironment(exampleFiles(intent));
      if (reading.kind !== 'read') throw new Error(`${intent.name} is no environment`);
      const { environment } = reading;
      return environment.clusters.flatMap((cluster) => {
        const file = clusterFiles(cluster, environment).find(({ path }) => path.includes('/02-'));
        if (cluster.backup === 'none' || file === undefined) return [];
        const { destination, encryption, verification } = cluster.backup;
        expect(readPolicy(file.path, bytes(file.text))).toMatchObject({
          kind: 'read',
          value: {
            cluster: { name: cluster.name, namespace: cluster.namespace },
            archive: { destination, encryption },
            newestBackupMaxAgeSeconds: verification.maxAge,
          },
        });
        return [file.path];
      });
    });
    expect(read.length).toBeGreaterThan(10);
  });

  test('says after rendering what was said in cluster.yaml', () => {
    const said = {
      schedule: '30 2 * * 1-5',
      timeZone: 'Europe/Berlin',
      jitter: '90s',
      level: 'L5',
      maxAge: '2d',
      reverifyAfter: '14d',
      sample: 3,
      budget: { bytes: '50Gi', time: '1h30m' },
      ledger: 's3://proofs/orders',
      data: {
        amcheck: { databases: ['orders'], everyRow: true, timeLimit: '4h' },
        assertions: [
          { name: 'a', query: "SELECT 'on', '1: 2'\n  -- x\n", expect: { equals: 5 }, timeLimit: '5m', show: true },
          { name: 'b', database: 'postgres', query: 'SELECT 1', expect: { atLeast: -0.5 } },
          { name: 'c', query: 'SELECT 1', expect: { atMost: 2 } },
          { name: 'd', query: 'SELECT 1', expect: 'noRows' },
          { name: 'e', query: 'SELECT now()', expect: { maxAge: '1h' } },
        ],
        canary: { query: 'SELECT max(at) FROM heartbeat', maxAge: '15m' },
        schema: { databases: ['postgres', 'orders'], expected: { orders: 'a'.repeat(64) }, comparePrimary: true },
      },
      acknowledged: [
        { finding: 'wal-hole', object: 'orders/wals/00000001*', until: '2027-01-31', reason: 'yes: "known"' },
        { finding: 'backup-failed', until: '2028-02-29', reason: 'null' },
      ],
    };
    const rest = { timeLimitSeconds: 60, show: false, database: 'orders' };
    expect(renderedPolicy({ backup: { verification: said } })).toMatchObject({
      schedule: { cron: '0 30 2 * * 1-5', timeZone: 'Europe/Berlin' },
      newestBackupMaxAgeSeconds: 172_800,
      verification: {
        level: 'L5',
        jitterSeconds: 90,
        reverifyAfterSeconds: 14 * 86_400,
        sample: 3,
        budgetBytes: 50 * 2 ** 30,
        budgetSeconds: 5400,
        ledger: 's3://proofs/orders',
      },
      data: {
        amcheck: { databases: ['orders'], everyRow: true, timeLimitSeconds: 14_400 },
        assertions: [
          {
            name: 'a',
            database: 'orders',
            query: "SELECT 'on', '1: 2'\n  -- x\n",
            expect: { kind: 'equals', value: '5' },
            timeLimitSeconds: 300,
            show: true,
          },
          { ...rest, name: 'b', database: 'postgres', query: 'SELECT 1', expect: { kind: 'at-least', value: -0.5 } },
          { ...rest, name: 'c', query: 'SELECT 1', expect: { kind: 'at-most', value: 2 } },
          { ...rest, name: 'd', query: 'SELECT 1', expect: { kind: 'no-rows' } },
          { ...rest, name: 'e', query: 'SELECT now()', expect: { kind: 'not-older-than', seconds: 3600 } },
        ],
        canary: { database: 'orders', query: 'SELECT max(at) FROM heartbeat', maximalAgeSeconds: 900 },
        schema: { databases: ['postgres', 'orders'], expected: { orders: 'a'.repeat(64) }, comparePrimary: true },
      },
      acknowledged: said.acknowledged,
    });
  });

  test('says after rendering what is usual, where cluster.yaml says nothing', () => {
    const { verification, data, acknowledged } = renderedPolicy({});
    expect({ verification, data, acknowledged }).toEqual({
      verification: {
        level: 'L4',
        jitterSeconds: 300,
        reverifyAfterSeconds: 2_592_000,
        sample: 1,
        budgetBytes: 200 * 2 ** 30,
        budgetSeconds: 10_800,
        ledger: 's3://example-backups/orders-verification/',
      },
      data: { amcheck: { databases: 'all', everyRow: false, timeLimitSeconds: 3600 }, assertions: [] },
    });
  });

  test('has neither bounds nor a look at tables where cluster.yaml wants none', () => {
    const said = { budget: { bytes: 'none', time: 'none' }, data: { amcheck: 'none' } };
    const { verification, data } = renderedPolicy({ backup: { verification: said } });
    expect(verification).not.toHaveProperty('budgetBytes');
    expect(verification).not.toHaveProperty('budgetSeconds');
    expect(data).toEqual({ assertions: [] });
  });

  test('keeps every query and every word of an assertion through rendering', () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((any) => any.trim() !== '');
    const oneLine = text.filter((any) => !/\p{Cc}/u.test(any));
    const said = fc.record({
      name: oneLine,
      literal: text.map((any) => any.replaceAll("'", "''")),
      equals: fc.string(),
    });
    fc.assert(
      fc.property(said, ({ name, literal, equals }) => {
        const query = `SELECT '${literal}'`;
        const data = { assertions: [{ name, query, expect: { equals } }] };
        const policy = renderedPolicy({ backup: { verification: { level: 'L5', data } } });
        expect(policy.data?.assertions).toMatchObject([{ name, query, expect: { kind: 'equals', value: equals } }]);
      }),
    );
  });

  test('is read from a ConfigMap among other documents, and from the key alone as Kubernetes mounts it', () => {
    const others = 'kind: ScheduledBackup\n---\n';
    expect(readPolicy('02.yaml', bytes(others + configMap(POLICY)))).toEqual({ kind: 'read', value: POLICY });
    expect(readPolicy('policy.yaml', bytes(stringify(POLICY)))).toEqual({ kind: 'read', value: POLICY });
    expect(readPolicy('02.yaml', bytes(configMap(FULL)))).toEqual({ kind: 'read', value: FULL });
  });

  test('keeps every value, whatever the names in it are', () => {
    const word = fc.string({ minLength: 1, maxLength: 30 });
    const policy = fc.record<Policy>({
      cluster: fc.record({ namespace: word, name: word, postgresql: fc.integer({ min: 13, max: 20 }) }),
      archive: fc.record(
        {
          destination: word,
          endpoint: word,
          serverName: word,
          objectStore: word,
          encryption: fc.constantFrom('AES256', 'aws:kms', 'none'),
          retention: fc.stringMatching(/^[1-9][0-9]?[dwm]$/),
        },
        { requiredKeys: ['destination', 'serverName', 'objectStore', 'encryption', 'retention'] },
      ),
      schedule: fc.record({ cron: word, timeZone: word }),
      newestBackupMaxAgeSeconds: fc.integer({ min: 1, max: 2 ** 31 }),
    });
    fc.assert(
      fc.property(policy, (each) => {
        const text = configMap(each, `${each.cluster.name}-backup-verification`);
        expect(readPolicy('02.yaml', bytes(text))).toEqual({ kind: 'read', value: each });
      }),
    );
  });

  test.each([
    {
      name: 'no policy in it',
      text: 'kind: ConfigMap\nmetadata: {name: other}\ndata: {a: b}\n',
      problem: /no ConfigMap/,
    },
    { name: 'nothing in it', text: '', problem: /no ConfigMap/ },
    { name: 'a list in it', text: '- a\n', problem: /no ConfigMap/ },
    { name: 'two policies', text: `${configMap(POLICY)}---\n${configMap(POLICY)}`, problem: /2 policies/ },
    {
      name: 'bad YAML',
      text: 'kind: ConfigMap\n  data: [\n',
      problem: /^02\.yaml:\d+:\d+ \| YAML that cannot be read/,
    },
    { name: 'a key twice', text: `${configMap(POLICY)}kind: ConfigMap\n`, problem: /DUPLICATE_KEY/ },
    { name: 'a tag', text: 'kind: !what ConfigMap\n', problem: /TAG_RESOLVE_FAILED/ },
    { name: 'an alias', text: 'a: &a 1\nb: *a\n', problem: /a YAML alias/ },
    {
      name: 'bad YAML in the policy',
      text: configMap('cluster: ['),
      problem: /policy\.yaml of ConfigMap .* cannot be read/,
    },
    { name: 'an alias in the policy', text: configMap('a: &a 1\nb: *a\n'), problem: /a YAML alias/ },
    { name: 'two documents in the policy', text: configMap('a: 1\n---\nb: 1\n'), problem: /2 documents/ },
    {
      name: 'the name of another cluster',
      text: configMap(POLICY, 'users-backup-verification'),
      problem: /the cluster "orders" in the ConfigMap "users-backup-verification"/,
    },
    {
      name: 'an unknown key',
      text: configMap({ ...POLICY, archive: { ...POLICY.archive, colour: 'red' } }),
      problem: /archive\.colour \| a key that this version does not know/,
    },
    {
      name: 'a missing key',
      text: configMap({ ...POLICY, newestBackupMaxAgeSeconds: undefined }),
      problem: /newestBackupMaxAgeSeconds \| nothing/,
    },
    {
      name: 'a wrong retention',
      text: configMap({ ...POLICY, archive: { ...POLICY.archive, retention: '30 days' } }),
      problem: /archive\.retention \| "30 days"/,
    },
    { name: 'a word for the policy', text: configMap('hello'), problem: /\| "hello"/ },
    ...[
      {
        name: 'an unknown key of the verification',
        change: { verification: { colour: 1 } },
        problem: /verification\.colour/,
      },
      {
        name: 'a level that is none',
        change: { verification: { level: 'L6' } },
        problem: /verification\.level \| "L6"/,
      },
      {
        name: 'no budget at all',
        change: { verification: { budgetBytes: 0 } },
        problem: /verification\.budgetBytes \| 0/,
      },
      {
        name: 'a fraction of a backup',
        change: { verification: { sample: 0.5 } },
        problem: /verification\.sample \| 0\.5/,
      },
      {
        name: 'an expectation of no kind',
        change: { data: { assertions: [{ expect: { kind: 'like' } }] } },
        problem: /data\.assertions\.0\.expect/,
      },
      {
        name: 'an unknown key of an expectation',
        change: { data: { assertions: [{ expect: { kind: 'no-rows', value: 1 } }] } },
        problem: /data\.assertions\.0\.expect\.value/,
      },
      {
        name: 'two assertions of one name',
        change: { data: { assertions: [{}, {}] } },
        problem: /data\.assertions \| a list/,
      },
      {
        name: 'no database',
        change: { data: { amcheck: { databases: [] } } },
        problem: /data\.amcheck\.databases \| a list/,
      },
      {
        name: 'an unknown key of the canary',
        change: { data: { canary: { table: 'a' } } },
        problem: /data\.canary\.table/,
      },
      {
        name: 'a finding that there is not',
        change: { acknowledged: [{ finding: 'wal-hol' }] },
        problem: /acknowledged\.0\.finding \| "wal-hol"/,
      },
      {
        name: 'a verdict for a finding',
        change: { acknowledged: [{ finding: 'damaged' }] },
        problem: /acknowledged\.0\.finding/,
      },
      {
        name: 'a day that there is not',
        change: { acknowledged: [{ until: '2027-02-30' }] },
        problem: /acknowledged\.0\.until/,
      },
    ].map(({ name, change, problem }) => ({ name, problem, text: configMap(changed(FULL, change)) })),
  ])('is refused with $name, and the place is named', ({ text, problem }) => {
    expect(problems(text)).toEqual([expect.stringMatching(problem)]);
  });

  test('is refused with every fault of it, not only the first', () => {
    const text = configMap({ ...POLICY, a: 1, b: 2, archive: { ...POLICY.archive, encryption: 'rot13' } });
    expect(problems(text)).toHaveLength(3);
  });

  test('is refused when it is no text, or more than a ConfigMap can hold', () => {
    expect(readPolicy('a', Uint8Array.of(0xff, 0xfe))).toMatchObject({ kind: 'refused', problems: [{ where: 'a' }] });
    expect(readPolicy('a', new Uint8Array(1024 * 1024 + 1))).toMatchObject({ kind: 'refused' });
  });

  test('is never a reason to crash, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string().map(bytes), fc.json().map(bytes)), (any) => {
        expect(['read', 'refused']).toContain(readPolicy('any', any).kind);
      }),
    );
  });
});

test.each([
  { retention: '30d', days: 30 },
  { retention: '4w', days: 28 },
  { retention: '6m', days: 186 },
])('a retention of $retention keeps $days days, as Barman counts', ({ retention, days }) => {
  expect(retentionDays(retention)).toBe(days);
});
