import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFiles } from '@postgres-ha/database-cluster';
import { readEnvironment } from '@postgres-ha/environment';
import { exampleFiles, OPTION_VARIANTS } from '@postgres-ha/environment/examples';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
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

const configMap = (policy: unknown, name = 'orders-backup-verification'): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { 'policy.yaml': typeof policy === 'string' ? policy : stringify(policy) },
  });

function problems(text: string): readonly string[] {
  const reading = readPolicy('02.yaml', bytes(text));
  return reading.kind === 'refused' ? reading.problems.map(({ where, found }) => `${where} | ${found}`) : [];
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

  test('is read from a ConfigMap among other documents, and from the key alone as Kubernetes mounts it', () => {
    const others = 'kind: ScheduledBackup\n---\n';
    expect(readPolicy('02.yaml', bytes(others + configMap(POLICY)))).toEqual({ kind: 'read', value: POLICY });
    expect(readPolicy('policy.yaml', bytes(stringify(POLICY)))).toEqual({ kind: 'read', value: POLICY });
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
