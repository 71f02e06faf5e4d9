import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { OPTION_VARIANTS } from './option-variants.ts';
import { publishedSchemas } from './json-schema.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMMITTED = join(import.meta.dirname, '../schema');
const NAMES = ['cluster', 'environment'] as const;

/** As an editor takes the schemas that are committed: draft 7. */
const validator = (name: (typeof NAMES)[number]) =>
  new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(
    JSON.parse(readFileSync(join(COMMITTED, `${name}.schema.json`), 'utf8')) as object,
  );
const validators = { cluster: validator('cluster'), environment: validator('environment') };

function faultsOf(name: (typeof NAMES)[number], value: unknown): readonly string[] {
  const validate = validators[name];
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

test.each(NAMES)(
  'the committed schema of %s.yaml is the one that the code publishes (`npm run schema` writes it)',
  (name) => {
    expect(readFileSync(join(COMMITTED, `${name}.schema.json`), 'utf8')).toBe(
      `${JSON.stringify(publishedSchemas()[name], null, 2)}\n`,
    );
  },
);

test.each(NAMES)('the schema of %s.yaml describes every key, and refuses others', (name) => {
  expect(publishedSchemas()[name]).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
  });
});

describe('the shipped files are valid, and with a misspelt key they are not', () => {
  const environments = readdirSync(join(ROOT, 'environments'));
  const shipped = environments.flatMap((environment) => {
    const folder = join('environments', environment);
    const clusters = readdirSync(join(ROOT, folder)).map((name) => ({
      name: 'cluster' as const,
      path: join(folder, name, 'cluster.yaml'),
    }));
    return [{ name: 'environment' as const, path: join(folder, 'environment.yaml') }, ...clusters].filter(({ path }) =>
      existsSync(join(ROOT, path)),
    );
  });
  test('there are some of both', () => {
    expect(new Set(shipped.map(({ name }) => name))).toEqual(new Set(NAMES));
  });
  test.each(shipped)('$path', ({ name, path }) => {
    const value = parse(readFileSync(join(ROOT, path), 'utf8')) as Readonly<Record<string, unknown>>;
    expect(faultsOf(name, value)).toEqual([]);
    expect(faultsOf(name, { ...value, descripton: 'x' })).toEqual([' must NOT have additional properties']);
  });
});

describe('what the reading takes, an editor takes', () => {
  test.each(OPTION_VARIANTS)('$name', ({ environment, clusters }) => {
    expect(faultsOf('environment', environment)).toEqual([]);
    for (const cluster of Object.values(clusters)) expect(faultsOf('cluster', cluster)).toEqual([]);
  });
});

describe('an editor says so where a value cannot be right', () => {
  test.each([
    {
      name: 'a misspelt key in a block',
      file: 'cluster',
      value: { storage: { sise: '1Gi' } },
      fault: '/storage must NOT have additional properties',
    },
    {
      name: 'a misspelt key where none could stand',
      file: 'cluster',
      value: { backup: { retension: '1d' } },
      fault: '/backup must NOT have additional properties',
    },
    {
      name: 'a number that is too large',
      file: 'cluster',
      value: { instances: 33 },
      fault: '/instances must be <= 32',
    },
    { name: 'a fraction', file: 'cluster', value: { instances: 1.5 }, fault: '/instances must be integer' },
    {
      name: 'an unknown word',
      file: 'cluster',
      value: { logLevel: 'loud' },
      fault: '/logLevel must be equal to one of the allowed values',
    },
    {
      name: 'a misspelt key of the defaults',
      file: 'environment',
      value: { defaults: { instanecs: 3 } },
      fault: '/defaults must NOT have additional properties',
    },
    {
      name: 'a misspelt key of the calendar',
      file: 'environment',
      value: { calendar: { freezes: [{ from: '2026-12-20T18:00:00Z', reason: 'a', til: '2026-12-21T18:00:00Z' }] } },
      fault: '/calendar/freezes/0 must NOT have additional properties',
    },
    {
      name: 'maintenance of nothing',
      file: 'environment',
      value: { calendar: { maintenance: [{ from: '2026-12-20T18:00:00Z', reason: 'a' }] } },
      fault: "/calendar/maintenance/0 must have required property 'cluster'",
    },
    {
      name: 'a missing version',
      file: 'environment',
      value: { operator: { version: '1.30.0' } },
      fault: "/operator must have required property 'chart'",
    },
  ] as const)('$name', ({ file, value, fault }) => {
    expect(faultsOf(file, value)).toContain(fault);
  });
});
