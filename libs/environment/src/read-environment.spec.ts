import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { example, exampleFiles, type ExampleChanges } from './examples.ts';
import { OPTION_VARIANTS } from './option-variants.ts';
import { readEnvironment, type EnvironmentFiles, type EnvironmentReading } from './read-environment.ts';
import { formatProblem } from './source/problem.ts';

const IMAGE = `registry.example.com/postgresql:17.11@sha256:${'a'.repeat(64)}`;

/** Lines by number, so that a case can replace one and say where its problem must stand. */
const ENVIRONMENT = `operator: { version: 1.30.0, chart: 0.29.0 }
backupPlugin: { version: 0.14.0, chart: 0.7.0 }
images:
  postgresql:
    "17": ${IMAGE}
  pgbouncer: registry.example.com/pgbouncer:1.25.1
defaults:
  postgresql:
    version: 17
  backup:
    retention: 30d
`;
const CLUSTER = `namespace: shop
instances: 3
postgresql:
  parameters:
    max_slot_wal_keep_size: 4GB
database: { name: orders, owner: orders_owner }
services:
  - name: web
storage:
  size: 20Gi
resources: { cpu: 1, memory: 2Gi }
failoverDelay: 30s
poolers:
  rw: { instances: 2 }
backup:
  destination: s3://example-backups/
  credentials:
    accessKeys: { secret: backup-keys }
  schedule: 0 2 * * *
`;

function withLine(text: string, number: number, line: string): string {
  const lines = text.split('\n');
  lines[number - 1] = line;
  return lines.join('\n');
}

function files({
  environment = ENVIRONMENT,
  cluster = CLUSTER,
  others = {},
}: {
  readonly environment?: string;
  readonly cluster?: string;
  readonly others?: Readonly<Record<string, string>>;
} = {}): EnvironmentFiles {
  const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });
  return {
    name: 'test',
    environment: file('environments/test/environment.yaml', environment),
    clusters: Object.entries({ orders: cluster, ...others }).map(([name, text]) => ({
      name,
      file: file(`environments/test/${name}/cluster.yaml`, text),
    })),
  };
}

/** `file:line:column id key` of every problem. */
function problemsOf(reading: EnvironmentReading): readonly string[] {
  if (reading.kind === 'read') return [];
  return reading.problems.map(({ file, line, column, id, at }) =>
    `${file.replace('environments/test/', '')}:${line}:${column} ${id} ${at}`.trim(),
  );
}

test('the example is read', () => {
  expect(readEnvironment(files())).toMatchObject({
    kind: 'read',
    environment: { name: 'test', clusters: [{ name: 'orders', instances: 3, failoverDelay: 30 }] },
  });
});

describe('a cluster.yaml that is not what it should be is refused at its place, in the words of who wrote it', () => {
  test.each([
    {
      name: 'a misspelt key',
      line: 2,
      text: 'instanecs: 3',
      problem: 'orders/cluster.yaml:2:1 unknown-key instanecs',
      says: 'found the unknown key "instanecs", expected one of ',
      remedy: 'Did you mean instances?',
    },
    {
      name: 'a key in other letters',
      line: 12,
      text: 'failoverdelay: 30s',
      problem: 'orders/cluster.yaml:12:1 unknown-key failoverdelay',
      remedy: 'Did you mean failoverDelay?',
    },
    {
      name: 'a misspelt key in braces',
      line: 6,
      text: 'database: { name: orders, owner: orders_owner, encodign: UTF8 }',
      problem: 'orders/cluster.yaml:6:48 unknown-key database.encodign',
      remedy: 'Did you mean encoding?',
    },
    {
      name: 'a misspelt key in a list',
      line: 8,
      text: '  - { name: web, conections: 5 }',
      problem: 'orders/cluster.yaml:8:18 unknown-key services[0].conections',
      remedy: 'Did you mean connections?',
    },
    {
      name: 'a misspelt key where the word none could stand',
      line: 14,
      text: '  rw: { instances: 2, poolsize: 5 }',
      problem: 'orders/cluster.yaml:14:23 unknown-key poolers.rw.poolsize',
      remedy: 'Did you mean poolSize?',
    },
    {
      name: 'a misspelt key of one of two shapes',
      line: 18,
      text: '    accessKeys: { secret: backup-keys, acessKeyId: a }',
      problem: 'orders/cluster.yaml:18:40 unknown-key backup.credentials.accessKeys.acessKeyId',
      remedy: 'Did you mean accessKeyId?',
    },
    {
      name: 'a key that is like none',
      line: 2,
      text: 'sharding: 3',
      problem: 'orders/cluster.yaml:2:1 unknown-key sharding',
      remedy: undefined,
    },
    {
      name: 'a key that objects have',
      line: 2,
      text: 'constructor: 3',
      problem: 'orders/cluster.yaml:2:1 unknown-key constructor',
      remedy: undefined,
    },
    {
      name: 'a number for text',
      line: 1,
      text: 'namespace: 7',
      problem: 'orders/cluster.yaml:1:12 wrong-type namespace',
      says: 'found 7, expected a Kubernetes name',
    },
    {
      name: 'text for a number',
      line: 2,
      text: 'instances: three',
      problem: 'orders/cluster.yaml:2:12 wrong-type instances',
      says: 'found "three", expected a whole number',
    },
    {
      name: 'a fraction for a whole number',
      line: 2,
      text: 'instances: 2.5',
      problem: 'orders/cluster.yaml:2:12 wrong-type instances',
      says: 'found 2.5, expected a whole number',
    },
    {
      name: 'nothing for a number',
      line: 2,
      text: 'instances:',
      problem: 'orders/cluster.yaml:2:11 wrong-type instances',
      says: 'found nothing, expected a whole number',
    },
    {
      name: 'a word for a list',
      line: 8,
      text: '  web',
      problem: 'orders/cluster.yaml:8:3 wrong-type services',
      says: 'found "web", expected a list',
    },
    {
      name: 'a word for a block',
      line: 6,
      text: 'database: orders',
      problem: 'orders/cluster.yaml:6:11 wrong-type database',
      says: 'found "orders", expected a block of keys',
    },
    {
      name: 'a list for a block',
      line: 6,
      text: 'database: [orders]',
      problem: 'orders/cluster.yaml:6:1 wrong-type database',
      says: 'found a list, expected a block of keys',
    },
    {
      name: 'a wrong word where none could stand',
      line: 14,
      text: '  rw: nothing',
      problem: 'orders/cluster.yaml:14:7 wrong-type poolers.rw',
      says: 'found "nothing", expected a block of keys or the word none',
    },
    {
      name: 'a duration without unit',
      line: 12,
      text: 'failoverDelay: 30',
      problem: 'orders/cluster.yaml:12:16 wrong-type failoverDelay',
      says: 'found 30, expected a duration such as 30s',
    },
    {
      name: 'a duration that is none',
      line: 12,
      text: 'failoverDelay: soon',
      problem: 'orders/cluster.yaml:12:16 wrong-value failoverDelay',
      says: 'found "soon", expected a duration such as 30s',
    },
    {
      name: 'a schedule that is none',
      line: 19,
      text: '  schedule: nightly',
      problem: 'orders/cluster.yaml:19:13 wrong-value backup.schedule',
      says: 'expected a schedule with five or six fields',
    },
    {
      name: 'a size without unit',
      line: 10,
      text: '  size: 20',
      problem: 'orders/cluster.yaml:10:9 wrong-type storage.size',
      says: 'found 20, expected a size with a Kubernetes unit',
    },
    {
      name: 'a missing key in a block',
      line: 10,
      text: '  class: fast',
      problem: 'orders/cluster.yaml:9:1 missing-key storage.size',
      says: 'found nothing, expected a size',
      remedy: 'Add the key size.',
    },
    {
      name: 'a missing key in braces',
      line: 6,
      text: 'database: { name: orders }',
      problem: 'orders/cluster.yaml:6:1 missing-key database.owner',
      remedy: 'Add the key owner.',
    },
    {
      name: 'a missing key in a list',
      line: 8,
      text: '  - connections: 5',
      problem: 'orders/cluster.yaml:8:5 missing-key services[0].name',
      remedy: 'Add the key name.',
    },
    {
      name: 'a missing key at the top',
      line: 1,
      text: 'description: x',
      problem: 'orders/cluster.yaml:1:1 missing-key namespace',
      remedy: 'Add the key namespace.',
    },
    {
      name: 'no credentials',
      line: 18,
      text: '    {}',
      problem: 'orders/cluster.yaml:17:3 wrong-type backup.credentials',
      says: 'expected iamRole: <ARN> or accessKeys: {secret: <name>}',
    },
    {
      name: 'a number that is too small',
      line: 2,
      text: 'instances: 0',
      problem: 'orders/cluster.yaml:2:12 out-of-range instances',
      says: 'found 0, expected at least 1',
    },
    {
      name: 'a number that is too large',
      line: 2,
      text: 'instances: 33',
      problem: 'orders/cluster.yaml:2:12 out-of-range instances',
      says: 'found 33, expected at most 32',
    },
    {
      name: 'a name that Kubernetes would not take',
      line: 1,
      text: 'namespace: Shop_1',
      problem: 'orders/cluster.yaml:1:12 wrong-value namespace',
      says: 'found "Shop_1", expected a Kubernetes name',
    },
    {
      name: 'a word that is not one of those possible',
      line: 2,
      text: 'logLevel: debugg',
      problem: 'orders/cluster.yaml:2:11 wrong-value logLevel',
      says: 'found "debugg", expected one of error, warning, info, debug, trace',
      remedy: 'Did you mean debug?',
    },
    {
      name: 'a parameter in capitals',
      line: 5,
      text: '    Max_Connections: 5',
      problem: 'orders/cluster.yaml:5:5 wrong-key postgresql.parameters.Max_Connections',
      says: 'found "Max_Connections", expected the name of a PostgreSQL parameter',
    },
    {
      name: 'a parameter that is a list',
      line: 5,
      text: '    work_mem: [1MB]',
      problem: 'orders/cluster.yaml:5:5 wrong-type postgresql.parameters.work_mem',
      says: 'found a list, expected a word, a number, true or false',
    },
    {
      name: 'a word that objects have as a schedule',
      line: 19,
      text: '  schedule: toString',
      problem: 'orders/cluster.yaml:19:13 wrong-value backup.schedule',
    },
    {
      name: 'a segment that is no power of two',
      line: 6,
      text: 'database: { name: orders, owner: orders_owner, walSegmentSize: 24 }',
      problem: 'orders/cluster.yaml:6:64 wrong-value database.walSegmentSize',
      says: 'found 24, expected a power of two',
    },
    {
      name: 'a toleration with Exists and a value',
      line: 2,
      text: 'placement: { tolerations: [{ key: a, operator: Exists, value: b }] }',
      problem: 'orders/cluster.yaml:2:63 wrong-value placement.tolerations[0].value',
      says: 'expected no value with Exists',
    },
    {
      name: 'a toleration of everything by Equal',
      line: 2,
      text: 'placement: { tolerations: [{ effect: NoExecute }] }',
      problem: 'orders/cluster.yaml:2:28 wrong-value placement.tolerations[0].operator',
      says: 'expected Exists, where there is no key',
    },
    {
      name: 'seconds for a toleration that never ends',
      line: 2,
      text: 'placement: { tolerations: [{ key: a, tolerationSeconds: 5 }] }',
      problem: 'orders/cluster.yaml:2:28 wrong-value placement.tolerations[0].effect',
      says: 'expected NoExecute',
    },
    {
      name: 'an affinity to nothing',
      line: 2,
      text: 'placement: { nodeAffinity: [{ key: a, operator: In }] }',
      problem: 'orders/cluster.yaml:2:29 wrong-value placement.nodeAffinity[0].values',
      says: 'expected values with In',
    },
    {
      name: 'an affinity above a word',
      line: 2,
      text: 'placement: { nodeAffinity: [{ key: a, operator: Gt, values: [b] }] }',
      problem: 'orders/cluster.yaml:2:53 wrong-value placement.nodeAffinity[0].values',
      says: 'expected values with In',
    },
  ])(
    '$name',
    ({
      line,
      text,
      problem,
      says = '',
      remedy,
    }: {
      readonly line: number;
      readonly text: string;
      readonly problem: string;
      readonly says?: string;
      readonly remedy?: string | undefined;
    }) => {
      const reading = readEnvironment(files({ cluster: withLine(CLUSTER, line, text) }));
      const about =
        reading.kind === 'refused'
          ? reading.problems.filter(({ id }) => id !== 'missing-key' || problem.includes('missing-key'))
          : [];
      expect(problemsOf({ kind: 'refused', problems: about })).toEqual([problem]);
      expect(about.map(formatProblem).join('\n')).toContain(says);
      expect(about[0]?.remedy).toBe(remedy);
    },
  );
});

describe('an environment.yaml that is not what it should be is refused at its place', () => {
  test.each([
    {
      name: 'a misspelt key',
      line: 2,
      text: 'backupPlugins: { version: 0.14.0, chart: 0.7.0 }',
      problems: ['environment.yaml:1:1 missing-key backupPlugin', 'environment.yaml:2:1 unknown-key backupPlugins'],
    },
    {
      name: 'a version of CloudNativePG whose rules are not known',
      line: 1,
      text: 'operator: { version: 1.31.0, chart: 0.29.0 }',
      problems: ['environment.yaml:1:22 wrong-value operator.version'],
    },
    {
      name: 'a version that YAML reads as a number',
      line: 1,
      text: 'operator: { version: 1.3, chart: 0.29.0 }',
      problems: ['environment.yaml:1:22 wrong-type operator.version'],
    },
    {
      name: 'an image of a version that there is not',
      line: 5,
      text: `    "19": ${IMAGE}`,
      problems: ['environment.yaml:5:5 unknown-key images.postgresql.19'],
    },
    { name: 'defaults that are a list', line: 8, text: '  - postgresql', problems: ['environment.yaml:8:5 not-yaml'] },
  ])('$name', ({ line, text, problems }) => {
    expect(problemsOf(readEnvironment(files({ environment: withLine(ENVIRONMENT, line, text) })))).toEqual(problems);
  });

  test('an address range that is none', () => {
    const environment = `${ENVIRONMENT}network:\n  apiServer: { cidrs: [10.0.0.0/8, 300.0.0.0/8], ports: [443] }\n`;
    expect(problemsOf(readEnvironment(files({ environment })))).toEqual([
      'environment.yaml:13:36 wrong-value network.apiServer.cidrs[1]',
    ]);
  });
});

describe('every problem of every file comes at once, in the order of the files', () => {
  test('of several clusters, each at its own place', () => {
    const reading = readEnvironment(
      files({
        cluster: withLine(withLine(CLUSTER, 2, 'instances: 0'), 12, 'failoverDelay: 30'),
        others: {
          basket: withLine(CLUSTER, 1, 'namespace: [shop]'),
          wishes: 'namespace: shop\nnamespace: shop\n',
          empty: '',
        },
      }),
    );
    expect(problemsOf(reading)).toEqual([
      'basket/cluster.yaml:1:1 wrong-type namespace',
      'empty/cluster.yaml:1:1 not-a-map',
      'orders/cluster.yaml:2:12 out-of-range instances',
      'orders/cluster.yaml:12:16 wrong-type failoverDelay',
      'wishes/cluster.yaml:2:1 duplicate-key',
    ]);
  });

  test('of an environment.yaml that is wrong, and of the clusters over its defaults', () => {
    const environment = withLine(ENVIRONMENT, 1, 'operator: { version: 1.31.0, chart: 0.29.0 }');
    const reading = readEnvironment(files({ environment, cluster: withLine(CLUSTER, 2, 'instances: 0') }));
    expect(problemsOf(reading)).toEqual([
      'environment.yaml:1:22 wrong-value operator.version',
      'orders/cluster.yaml:2:12 out-of-range instances',
    ]);
  });

  test('of an environment.yaml that is no YAML, and of the clusters as far as they can be judged without it', () => {
    const reading = readEnvironment(
      files({ environment: 'a: }\n', cluster: withLine(CLUSTER, 2, 'instances: 0'), others: { wishes: 'a: }\n' } }),
    );
    expect(problemsOf(reading)).toEqual(['environment.yaml:1:4 not-yaml', 'wishes/cluster.yaml:1:4 not-yaml']);
  });

  test('of defaults that are no block', () => {
    const environment = `${ENVIRONMENT.slice(0, ENVIRONMENT.indexOf('defaults:'))}defaults: all\n`;
    expect(problemsOf(readEnvironment(files({ environment })))).toEqual(['environment.yaml:7:11 wrong-type defaults']);
  });

  test('of rules about the environment beside a cluster that is not understood', () => {
    const reading = readEnvironment({ ...files({ cluster: 'a: }\n' }), name: 'Test' });
    expect(problemsOf(reading)).toEqual(['environment.yaml:1:1 environment-name', 'orders/cluster.yaml:1:4 not-yaml']);
  });

  test('of rules about several clusters', () => {
    const reading = readEnvironment(
      files({
        cluster: withLine(CLUSTER, 5, '    port: 5432\n    archive_mode: off'),
        others: { basket: withLine(CLUSTER, 2, 'instances: 1\nprimaryUpdateStrategy: supervised') },
      }),
    );
    expect(problemsOf(reading)).toEqual([
      'basket/cluster.yaml:3:24 supervised-single primaryUpdateStrategy',
      'orders/cluster.yaml:5:11 fixed-parameter postgresql.parameters.port',
      'orders/cluster.yaml:6:19 fixed-parameter postgresql.parameters.archive_mode',
    ]);
  });
});

describe('a problem of the defaults points into environment.yaml', () => {
  test.each([
    {
      name: 'a wrong value',
      text: '    version: 13',
      problem: 'environment.yaml:9:14 out-of-range postgresql.version',
    },
    { name: 'a wrong type', text: '    version: "17"', problem: 'environment.yaml:9:14 wrong-type postgresql.version' },
    {
      name: 'an unknown key',
      text: '    version: 17\n    parameter: {}',
      problem: 'environment.yaml:10:5 unknown-key postgresql.parameter',
    },
    {
      name: 'a rule',
      text: '    version: 17\n    parameters: { port: 5432 }',
      problem: 'environment.yaml:10:25 fixed-parameter postgresql.parameters.port',
    },
  ])('$name', ({ text, problem }) => {
    const environment = withLine(ENVIRONMENT, 9, text);
    expect(problemsOf(readEnvironment(files({ environment, others: { basket: CLUSTER } })))).toEqual([problem]);
  });

  test('a value that a cluster says itself points into its own file', () => {
    const cluster = withLine(CLUSTER, 3, 'postgresql:\n  version: 13');
    expect(problemsOf(readEnvironment(files({ cluster })))).toEqual([
      'orders/cluster.yaml:4:12 out-of-range postgresql.version',
    ]);
  });

  test('a key that neither the defaults nor the cluster give is missing in the cluster', () => {
    const cluster = CLUSTER.slice(0, CLUSTER.indexOf('backup:'));
    expect(problemsOf(readEnvironment(files({ cluster })))).toEqual([
      'orders/cluster.yaml:1:1 missing-key backup.destination',
      'orders/cluster.yaml:1:1 missing-key backup.credentials',
      'orders/cluster.yaml:1:1 missing-key backup.schedule',
    ]);
  });
});

describe('a cluster’s own words stand over the defaults of its environment', () => {
  const mergedCluster = (defaults: ExampleChanges['cluster'], own: ExampleChanges['cluster']) => {
    const reading = readEnvironment(
      exampleFiles(example({ environment: { defaults }, cluster: own } as ExampleChanges)),
    );
    if (reading.kind === 'refused') throw new Error(reading.problems.map(formatProblem).join('\n'));
    return reading.environment.clusters[0];
  };

  test('maps merge key by key, however deep', () => {
    const merged = mergedCluster(
      { postgresql: { parameters: { work_mem: '8MB', jit: false } }, labels: { team: 'a', tier: 'b' } },
      { postgresql: { parameters: { work_mem: '16MB' } }, labels: { team: 'c' } },
    );
    expect(merged).toMatchObject({
      postgresql: { version: 17, parameters: { work_mem: '16MB', jit: 'off', max_connections: '200' } },
      labels: { team: 'c', tier: 'b' },
    });
  });

  test('lists replace', () => {
    expect(mergedCluster({ services: [{ name: 'a' }, { name: 'b' }] }, { services: [{ name: 'c' }] })).toMatchObject({
      services: [{ name: 'c' }],
    });
    expect(mergedCluster({ postgresql: { preload: ['auto_explain'] } }, { postgresql: { preload: [] } })).toMatchObject(
      { postgresql: { preload: [] } },
    );
  });

  test('single values replace', () => {
    expect(mergedCluster({ instances: 5, failoverDelay: '1m' }, { failoverDelay: '0s' })).toMatchObject({
      instances: 3,
      failoverDelay: 0,
    });
  });

  test('credentials are replaced whole, because one shape of them would not go with another', () => {
    const iamRole = 'arn:aws:iam::123456789012:role/x';
    const merged = mergedCluster(
      { backup: { credentials: { iamRole } } },
      { backup: { credentials: { accessKeys: { secret: 'keys' } } } },
    );
    expect(merged?.backup).toMatchObject({ credentials: { accessKeys: { secret: 'keys' } } });
    expect(merged?.backup).not.toHaveProperty('credentials.iamRole');
  });

  test('the word none switches off what the defaults bring, and a block switches on what they do not', () => {
    const defaults = {
      backup: { retention: '7d' },
      walStorage: { size: '5Gi' },
      synchronous: { number: 1 },
      poolers: { rw: { instances: 3 } },
    };
    const off = mergedCluster(defaults, {
      backup: 'none',
      walStorage: 'none',
      synchronous: 'none',
      poolers: { rw: 'none', ro: 'none' },
      services: [],
    });
    expect(off).toMatchObject({
      backup: 'none',
      walStorage: 'none',
      synchronous: 'none',
      poolers: { rw: 'none', ro: 'none' },
    });
    const on = mergedCluster(
      { walStorage: 'none', poolers: { rw: 'none' } },
      { walStorage: { size: '5Gi' }, poolers: { rw: { instances: 1 } } },
    );
    expect(on).toMatchObject({ walStorage: { size: '5Gi' }, poolers: { rw: { instances: 1 } } });
  });

  test('defaults alone make a cluster, and every cluster has its own', () => {
    const { cluster, ...environment } = { cluster: {}, environment: { defaults: example().clusters['orders'] ?? {} } };
    const files = exampleFiles({
      environment: example(environment).environment,
      clusters: { a: cluster, b: { instances: 5 } },
    });
    // An empty map is written as {}; the file says nothing of its own.
    expect(readEnvironment(files)).toMatchObject({
      kind: 'read',
      environment: {
        clusters: [
          { name: 'a', instances: 3 },
          { name: 'b', instances: 5 },
        ],
      },
    });
  });
});

const VALID = OPTION_VARIANTS.map((intent) => exampleFiles(intent));

/** A reading that says something of every file it was given, and never falls over. */
function expectReading(given: EnvironmentFiles): void {
  const reading = readEnvironment(given);
  if (reading.kind === 'read') return;
  expect(reading.problems.length).toBeGreaterThan(0);
  const texts = new Map(
    [given.environment, ...given.clusters.map(({ file }) => file)].map(({ path, bytes }) => [
      path,
      new TextDecoder().decode(bytes),
    ]),
  );
  for (const { file, line, column, found, expected, id } of reading.problems) {
    expect(texts.has(file)).toBe(true);
    const text = texts.get(file)?.split('\n')[line - 1];
    expect({ id, file, line, inside: text !== undefined && column >= 1 && column <= text.length + 1 }).toEqual({
      id,
      file,
      line,
      inside: true,
    });
    expect(`${found}${expected}`).not.toMatch(/undefined|\[object|Invalid/);
  }
}

test('a file that is cut, doubled or spliced anywhere is read or refused at a place that it has', () => {
  const splice = fc.record({
    at: fc.nat(),
    length: fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: 400 })),
    insert: fc.oneof(
      fc.constantFrom(
        '',
        ':',
        ' ',
        '\n',
        '- ',
        '[',
        '{',
        '}',
        '"',
        '#',
        '\t',
        'null',
        'none',
        '0',
        '-1',
        'x',
        '__proto__: 1\n',
        'constructor',
        '*a',
        '&a ',
        '!!str ',
        '9999999999',
        '1e309',
        '.nan',
        "''",
        '{}',
        '[]',
        'a\n  b',
      ),
      fc.string({ maxLength: 5 }),
    ),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...VALID),
      fc.nat(),
      fc.array(splice, { minLength: 1, maxLength: 3 }),
      (given, which, splices) => {
        const all = [given.environment, ...given.clusters.map(({ file }) => file)];
        const victim = all[which % all.length];
        let text = new TextDecoder().decode(victim?.bytes);
        for (const { at, length, insert } of splices) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + insert + text.slice(start + length);
        }
        const spliced = <F extends { readonly path: string }>(file: F): F =>
          file.path === victim?.path ? { ...file, bytes: new TextEncoder().encode(text) } : file;
        expectReading({
          name: given.name,
          environment: spliced(given.environment),
          clusters: given.clusters.map(({ name, file }) => ({ name, file: spliced(file) })),
        });
      },
    ),
    { numRuns: 400 },
  );
});

test('a value of any other kind at any place is read or refused at a place that the file has', () => {
  const value = fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    '',
    'x',
    'none',
    '__proto__',
    [],
    {},
    [[]],
    [{}],
    { a: { b: [] } },
    ['a', 1, null],
    'constructor',
  );
  fc.assert(
    fc.property(fc.constantFrom(...OPTION_VARIANTS), fc.nat(), value, (intent, which, odd) => {
      const places = leavesOf(intent.clusters['orders'], []);
      const place = places[which % places.length] ?? [];
      const clusters = {
        ...intent.clusters,
        orders: replaced(intent.clusters['orders'], place, odd) as Record<string, unknown>,
      };
      expectReading(exampleFiles({ environment: intent.environment, clusters }));
    }),
    { numRuns: 400 },
  );
});

/** The paths of all blocks, lists and values. */
function leavesOf(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key])),
  ];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, position) => (String(position) === key ? replaced(item, rest, by) : item));
  const map = value as Readonly<Record<string, unknown>>;
  return { ...map, [key]: replaced(map[key], rest, by) };
}
