import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFiles } from '@postgres-ha/database-cluster';
import { ledgerAddress, publishedSchemas, readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles, type Intent } from '@postgres-ha/environment/examples';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPolicy } from './read-policy.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const text = readFileSync(join(ROOT, 'docs/verification-policy.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

function read(verification: Intent) {
  const reading = readEnvironment(exampleFiles(example({ cluster: { backup: { verification } } })));
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Every key that can stand in a schema, however deep. */
function keysOf({ properties = {}, items, anyOf = [] }: Schema): readonly string[] {
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [key, ...keysOf(value)]),
    ...(items === undefined ? [] : keysOf(items)),
    ...anyOf.flatMap(keysOf),
  ];
}

describe('the documentation of the policy', () => {
  test('shows more than one example', () => {
    expect(blocks('yaml').length).toBeGreaterThan(5);
  });

  test.each(blocks('yaml'))('shows what nobody finds fault with, and what the verifier reads: %s', (block) => {
    const { environment, findings } = read(parse(block) as Intent);
    expect(findings.filter(({ level }) => level !== 'note')).toEqual([]);
    const files = environment.clusters.flatMap((cluster) => clusterFiles(cluster, environment));
    const rendered = files.find(({ path }) => path.includes('/02-'));
    expect(readPolicy('02', new TextEncoder().encode(rendered?.text)).kind).toBe('read');
  });

  test('names every key that there is', () => {
    const cluster = publishedSchemas().cluster as Schema;
    const verification = cluster.properties?.['backup']?.anyOf
      ?.map(({ properties }) => properties?.['verification'])
      .find((each) => each !== undefined);
    const keys = new Set(keysOf(verification ?? {}));
    expect(keys.size).toBeGreaterThan(30);
    const words = new Set(text.match(/\w+/g));
    for (const key of keys) expect(words).toContain(key);
  });

  test('has the defaults that there are', () => {
    const { environment } = read({});
    const [cluster] = environment.clusters;
    const row = (key: string) => new RegExp(`^\\| \`${key}\` +\\| ([^|]*?) *\\|`, 'm').exec(text)?.[1];
    if (cluster === undefined || cluster.backup === 'none') throw new Error('the example has no backups');
    const { schedule, timeZone, level, jitter, maxAge, sample, budget } = cluster.backup.verification;
    expect(schedule).toBe('0 0 5 * * *');
    expect([row('schedule'), row('timeZone'), row('level')]).toEqual([
      '`0 5 * * *`',
      `\`${timeZone}\``,
      `\`${level}\``,
    ]);
    expect([row('jitter'), jitter]).toEqual(['`5m`', 300]);
    expect([row('maxAge'), maxAge]).toEqual(['`26h`', 26 * 3600]);
    expect(row('sample')).toBe(`\`${sample}\``);
    expect([row('budget.bytes'), budget.bytes]).toEqual(['`200Gi`', 200 * 2 ** 30]);
    expect([row('budget.time'), budget.time]).toEqual(['`3h`', 3 * 3600]);
    expect(row('ledger')).toBe('`<destination>/<serverName>-verification/`');
    expect(ledgerAddress(cluster)).toBe('s3://example-backups/orders-verification/');
  });

  test('gives rights to read the archive, and to write to the ledger of production alone', () => {
    const { Statement } = JSON.parse(blocks('json')[0] ?? '') as {
      readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
    };
    const writing = Statement.filter(({ Action }) => Action.some((action) => !/^s3:(?:Get|List)/.test(action)));
    const path = join(ROOT, 'environments/production/postgres-cluster/02-backup-configuration.yaml');
    const policy = readPolicy(path, readFileSync(path));
    const ledger = policy.kind === 'read' ? policy.value.verification?.ledger : undefined;
    expect(writing.flatMap(({ Resource }) => Resource)).toEqual([
      `${ledger?.replace('s3://', 'arn:aws:s3:::') ?? ''}*`,
    ]);
  });
});
